"""The links by which a page is passed on."""

from typing import Any

from django import template
from wagtail.models import Page

from campaigns.sharing import ShareLink
from campaigns.sharing import share_links as links_for

register = template.Library()


@register.simple_tag(takes_context=True)
def share_links(context: dict[str, Any], page: Page | str) -> list[ShareLink]:
    """Links to pass a page on; none for a page that has no address."""
    if not isinstance(page, Page):
        return []
    url = page.get_full_url(context.get("request"))
    if not url:
        return []
    return links_for(url, share_words(context, page), page.locale.language_code)


@register.simple_tag(takes_context=True)
def share_words(context: dict[str, Any], page: Page) -> str:
    """What somebody passes a page on with: its own words, or the site's in its frame, or its title."""
    return getattr(page, "share_text", "") or context["frame"].texts.share_text or page.title
