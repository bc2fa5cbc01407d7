"""The demo's bank account: words in each language, around details that two persons would have to agree on."""

from typing import Any

from django.utils import timezone
from wagtail.models import Locale

from campaigns.donations.models import BankAccount, BankDetails, DetailsState

from .content import Records, read, rows, shared

IDENTIFYING = ("holder", "country", "currency", "iban", "bic", "bank")
AMOUNTS = (15, 30, 60, 120)


def add_accounts(locale: Locale, originals: Records) -> Records:
    """All accounts in one language by name; those of other languages are translations of `originals`."""
    found: Records = {}
    for name, words in read(locale.language_code, "accounts").items():
        same = shared("accounts")[name]
        original = originals.get(name)
        account = original.copy_for_translation(locale) if original else BankAccount(locale=locale)
        for field in ("title", "heading", "note"):
            setattr(account, field, words[field])
        for field in ("reference", "shows_legacy_numbers", "checked_on"):
            setattr(account, field, same[field])
        note = {
            "country": same["tax_country"],
            "text": words["tax_text"],
            "notice": words["tax_notice"],
            "review_on": same["review_on"].isoformat(),
        }
        link = {"label": words["report_label"], "url": same["report_url"]}
        account.tax_notes = rows("tax_note", [note], f"{name}/tax")
        account.transparency_links = rows("link", [link], f"{name}/links")
        account.save()
        if original is None:
            _put_into_force(account, same)
        found[name] = account
    return found


def offer_accounts(page: Any, accounts: Records) -> None:
    """Tell the donation page which accounts it shows, and what it suggests to give; the same in all languages."""
    page.accounts = rows("account", [account.pk for account in accounts.values()], "donation/accounts")
    page.amounts = rows("amount", list(AMOUNTS), "donation/amounts")


def _put_into_force(account: BankAccount, same: dict[str, Any]) -> None:
    """As if two persons had agreed: the demo has none yet when it is loaded."""
    details = {name: same[name] for name in IDENTIFYING}
    BankDetails.objects.create(
        account_key=account.translation_key, state=DetailsState.CURRENT, decided_at=timezone.now(), **details
    )
