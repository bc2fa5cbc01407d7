"""The links at the top and bottom of every page, in the visitor's language."""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Page

from campaigns.languages import in_language_of_all
from home.models import OrganisationSettings, SiteTexts


@dataclass(frozen=True)
class Link:
    """A link as templates show it."""

    label: str
    url: str
    is_current: bool = False
    # Whose words the label is, and where they stand there: they may be in another language than the page's.
    words_of: Page | SiteTexts | None = None
    place: str = "title"


def chosen_links(
    texts: SiteTexts, field: str, readers: Page | Locale | None, request: HttpRequest | None
) -> list[Link]:
    """The links editors chose, for readers of a page; one to a page that is not published is left out."""
    blocks: StreamValue = getattr(texts, field)
    pages = in_language_of_all([block.value["page"] for block in blocks if block.value.get("page")], readers)
    links = []
    for block in blocks:
        value, place = block.value, f"{field}.{block.id}"
        if value.get("page"):
            page = pages.get(value["page"].pk)
            if page:
                link = link_to(page, request)
                label = value.get("label")
                links.append(replace(link, label=label, words_of=texts, place=place) if label else link)
        elif value.get("url"):
            links.append(Link(label=value.get("label") or value["url"], url=value["url"], words_of=texts, place=place))
    return links


def donation_link(
    organisation: OrganisationSettings, readers: Page | Locale | None, request: HttpRequest | None
) -> list[Link]:
    """Where to give, if there is such a page. Its title is an appeal, too long for a list of links."""
    page = organisation.donation_page
    found = in_language_of_all([page], readers).get(page.pk) if page else None
    return [replace(link_to(found, request), label=gettext("Donate"), words_of=None)] if found else []


def legal_links(
    organisation: OrganisationSettings, readers: Page | Locale | None, request: HttpRequest | None
) -> list[Link]:
    """Imprint and privacy policy, as far as there are any."""
    chosen = [page for page in (organisation.imprint_page, organisation.privacy_page) if page]
    pages = in_language_of_all(chosen, readers)
    return [link_to(pages[page.pk], request) for page in chosen if page.pk in pages]


def link_to(page: Page, request: HttpRequest | None) -> Link:
    """A link to a page, by its title."""
    url = page.get_url(request) or ""
    is_current = request is not None and request.path == url
    return Link(label=page.title, url=url, is_current=is_current, words_of=page)
