"""The links at the top and bottom of every page, in the visitor's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Page

from home.models import OrganisationSettings


@dataclass(frozen=True)
class Link:
    """A link as templates show it."""

    label: str
    url: str
    is_current: bool = False


def chosen_links(stream: StreamValue, request: HttpRequest | None) -> list[Link]:
    """The links editors chose; one to a page that is not published is left out."""
    values = [block.value for block in stream]
    pages = localised_pages([value["page"] for value in values if value.get("page")])
    links = []
    for value in values:
        if value.get("page"):
            page = pages.get(value["page"].pk)
            if page:
                links.append(link_to(page, request, value.get("label") or ""))
        elif value.get("url"):
            links.append(Link(label=value.get("label") or value["url"], url=value["url"]))
    return links


def legal_links(organisation: OrganisationSettings, request: HttpRequest | None) -> list[Link]:
    """Imprint and privacy policy, as far as there are any."""
    chosen = [page for page in (organisation.imprint_page, organisation.privacy_page) if page]
    pages = localised_pages(chosen)
    return [link_to(pages[page.pk], request) for page in chosen if page.pk in pages]


def localised_pages(chosen: Iterable[Page]) -> dict[int, Page]:
    """For each chosen page's id the page to link to: published in the language in use, else published as it is."""
    chosen = list(chosen)
    if not chosen:
        return {}
    keys = {page.translation_key for page in chosen}
    published = Page.objects.live().public().filter(translation_key__in=keys)
    in_language = {page.translation_key: page for page in published.filter(locale=Locale.get_active())}
    as_chosen = {page.pk: page for page in published.filter(pk__in=[page.pk for page in chosen])}
    found = {page.pk: in_language.get(page.translation_key) or as_chosen.get(page.pk) for page in chosen}
    return {page_id: page for page_id, page in found.items() if page}


def link_to(page: Page, request: HttpRequest | None, label: str = "") -> Link:
    """A link to a page, by its title unless told otherwise."""
    url = page.get_url(request) or ""
    return Link(label=label or page.title, url=url, is_current=request is not None and request.path == url)
