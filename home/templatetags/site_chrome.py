"""What the frame of every page asks for: the words of the site, its links, its colour."""

from typing import Any

from django import template
from django.urls import reverse
from wagtail.models import Locale, Page, Site

from campaigns.donations.models import BankDetails
from campaigns.languages import locale_of
from home.models import OrganisationSettings, SiteTexts
from home.navigation import Link, chosen_links, donation_link, legal_links

register = template.Library()


def _locale(context: dict[str, Any]) -> Locale:
    """The language of the page being shown."""
    page = context.get("page")
    return locale_of(page if isinstance(page, Page) else None)


def _texts(context: dict[str, Any]) -> SiteTexts:
    """The texts being previewed, or those of the page's language, or of the main language, or empty ones."""
    previewed = context.get("object")
    if isinstance(previewed, SiteTexts):
        return previewed
    return SiteTexts.for_locale(_locale(context))


def _organisation(context: dict[str, Any]) -> OrganisationSettings | None:
    request = context.get("request")
    return OrganisationSettings.for_request(request) if request and Site.find_for_request(request) else None


@register.simple_tag(takes_context=True)
def site_texts(context: dict[str, Any]) -> SiteTexts:
    """The words every page shares, in the language of the page."""
    return _texts(context)


@register.simple_tag(takes_context=True)
def header_links(context: dict[str, Any]) -> list[Link]:
    """The links at the top."""
    return chosen_links(_texts(context), "header_links", _locale(context), context.get("request"))


@register.simple_tag(takes_context=True)
def footer_links(context: dict[str, Any]) -> list[Link]:
    """The links at the bottom, from where to give to imprint and privacy policy."""
    readers, request, organisation = _locale(context), context.get("request"), _organisation(context)
    links = chosen_links(_texts(context), "footer_links", readers, request)
    if organisation is None:
        return links
    chosen = {link.url for link in links}
    giving = [link for link in donation_link(organisation, readers, request) if link.url not in chosen]
    legal = [link for link in legal_links(organisation, readers, request) if link.url not in chosen]
    return [*giving, *links, *legal]


@register.simple_tag(takes_context=True)
def footer_details(context: dict[str, Any]) -> BankDetails | None:
    """The bank details at the foot of every page, if an account is chosen and its details are in force."""
    organisation = _organisation(context)
    account = organisation.footer_account if organisation and organisation.footer_account_id else None
    return account.details if account else None


@register.simple_tag(takes_context=True)
def theme_stylesheet_url(context: dict[str, Any]) -> str:
    """The address of the stylesheet with the organisation's colour; empty while it has chosen none."""
    organisation = _organisation(context)
    colour = organisation.accent_colour if organisation else ""
    return reverse("theme", args=[colour.removeprefix("#").lower()]) if colour else ""
