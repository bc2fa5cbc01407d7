"""What the frame of every page asks for: the words of the site, its links, its colour."""

from typing import Any

from django import template
from django.urls import reverse
from wagtail.models import Page, Site

from campaigns.languages import locale_of
from home.models import OrganisationSettings, SiteTexts
from home.navigation import Frame

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context: dict[str, Any]) -> Frame:
    """The frame in the language of the page being shown: with the texts being previewed, or those of the site."""
    page, previewed = context.get("page"), context.get("object")
    locale = locale_of(page if isinstance(page, Page) else None)
    texts = previewed if isinstance(previewed, SiteTexts) else SiteTexts.for_locale(locale)
    return Frame(texts, locale, context.get("request"))


@register.simple_tag(takes_context=True)
def theme_stylesheet_url(context: dict[str, Any]) -> str:
    """The address of the stylesheet with the organisation's colour; empty while it has chosen none."""
    request = context.get("request")
    organisation = OrganisationSettings.for_request(request) if Site.find_for_request(request) else None
    colour = organisation.accent_colour if organisation else ""
    return reverse("theme", args=[colour.removeprefix("#").lower()]) if colour else ""
