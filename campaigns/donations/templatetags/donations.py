"""What donation templates ask for: the box with its amount, the source of a code, and what search engines are told."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from campaigns.causes import cause_of
from campaigns.donations.amounts import currency_name, written_amount
from campaigns.donations.forms import AmountForm
from campaigns.donations.giving import Way, ways_to_give
from campaigns.donations.models import BankAccount
from campaigns.donations.purposes import Purpose, purpose_for
from campaigns.languages import language_code_of, locale_of

register = template.Library()

# So that nothing in the data can end the element it stands in.
SCRIPT_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Box:
    """A donation box: the ways to give, and the amount a visitor asked for, if any."""

    anchor: str
    ways: list[Way]
    form: AmountForm
    is_preview: bool

    @property
    def currency(self) -> str:
        """That of the first account, in which amounts are suggested."""
        return self.ways[0].details.currency if self.ways else ""

    @property
    def amount(self) -> Decimal | None:
        """What the visitor chose or typed, if it can be transferred."""
        return self.form.cleaned_data.get("amount") if self.form.is_bound else None


@register.simple_tag(takes_context=True)
def donation_box(context: dict[str, Any], chosen: Iterable[BankAccount], anchor: str = "") -> Box:
    """The box of some accounts on the page being shown; `?amount=` is the amount of its codes."""
    page, request = context.get("page"), context.get("request")
    page = page if isinstance(page, Page) else None
    accounts = list(chosen)
    anchor = anchor or "-".join(["give", *(account.reference for account in accounts[:1])])
    previewed = context.get("object")
    if isinstance(previewed, BankAccount):
        ways = _previewed(previewed)
    else:
        ways = ways_to_give(accounts, locale_of(page), cause_of(page))
    currencies = {way.details.currency for way in ways}
    typed = request.GET if request and "amount" in request.GET else None
    form = AmountForm(typed, auto_id=f"{anchor}-%s", currency=currencies.pop() if len(currencies) == 1 else "")
    if form.is_bound and form.is_valid():
        ways = [replace(way, amount=form.cleaned_data["amount"]) for way in ways]
    return Box(anchor, ways, form, bool(getattr(request, "is_preview", False)))


def _previewed(account: BankAccount) -> list[Way]:
    """The account as it stands in the form, with details nobody has approved yet."""
    if account.details is None:
        return []
    language = account.locale.language_code
    return [Way(account, account.details, purpose_for(None, language), language)]


@register.simple_tag
def code_source(way: Way, box: Box) -> str:
    """The address of the EPC QR code; in previews the picture itself, since the page need not be published yet."""
    if box.is_preview:
        return f"data:image/png;base64,{base64.b64encode(way.png).decode()}"
    return way.address("epc")


@register.simple_tag
def bill_source(way: Way, box: Box) -> str:
    """The address of the QR-bill; in previews the picture itself."""
    if box.is_preview:
        return f"data:image/svg+xml;base64,{base64.b64encode(way.bill.encode()).decode()}"
    return way.address("bill")


@register.simple_tag
def way_address(way: Way, name: str) -> str:
    """Where the poster or slip of a way to give is."""
    return way.address(name)


@register.simple_tag
def payment_purpose(page: Page) -> Purpose:
    """What transfers for a page are marked with."""
    return purpose_for(cause_of(page), page.locale.language_code)


@register.simple_tag
def donate_action(page: Any, organisation: Any) -> SafeString:
    """What search engines are told (schema.org): that one can donate here, and to whom. Data, which no browser runs."""
    address = page.get_url_parts()
    recipient = {
        "@type": "NGO",
        "name": organisation.name,
        "legalName": organisation.legal_name,
        "email": organisation.email,
        "telephone": organisation.phone,
        "address": " ".join(organisation.postal_address.split("\n")),
        "url": address[1] if address else "",
        "sameAs": [url for _network, url in organisation.profiles],
    }
    action = {
        "@context": "https://schema.org",
        "@type": "DonateAction",
        "name": page.title,
        "description": page.description,
        "inLanguage": language_code_of(page),
        "target": page.full_url or "",
        "recipient": {key: value for key, value in recipient.items() if value},
    }
    data = json.dumps({key: value for key, value in action.items() if value}, ensure_ascii=False)
    # Escaped as Django's json_script does.
    safe = mark_safe(data.translate(SCRIPT_ESCAPES))  # noqa: S308
    return format_html('<script type="application/ld+json">{}</script>', safe)


register.filter("written_amount", written_amount)
register.filter("currency_name", currency_name)
