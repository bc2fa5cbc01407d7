"""The sitemap: every published page, with the addresses of its translations beside it."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from .alternates import alternates_of
from .partial import complete

# The protocol's own limit for one file (sitemaps.org).
MOST_ADDRESSES = 50_000


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """All published pages of the site the request is for."""
    site = Site.find_for_request(request)
    entries = sitemap_entries(site, request)[:MOST_ADDRESSES] if site else []
    return render(request, "sitemap.xml", {"urlset": entries}, content_type="application/xml")


def sitemap_entries(site: Site, request: HttpRequest | None = None) -> list[dict[str, Any]]:
    """Location, day of the last change and alternates of each page that is live, public and wholly in its language.

    Each page names all its translations and itself, as search engines ask for, and for everybody else the one in the
    site's main language.
    """
    pages = Page.objects.none()
    for root in site.root_page.get_translations(inclusive=True):
        pages |= Page.objects.descendant_of(root, inclusive=True)
    published = complete(pages.live().public().filter(alias_of=None)).select_related("locale")
    entries = []
    for _key, group in groupby(published.order_by("translation_key", "path"), key=attrgetter("translation_key")):
        addresses = {page: page.get_full_url(request) for page in group}
        alternates = alternates_of({page.locale.language_code: address for page, address in addresses.items()})
        entries += [
            {"location": address, "lastmod": page.last_published_at, "alternates": alternates}
            for page, address in addresses.items()
        ]
    return entries
