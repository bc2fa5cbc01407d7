"""What stands around every page: the words of the site and the links at its top and bottom, for readers of a page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Page, Site

from campaigns.donations.models import BankDetails
from campaigns.languages import in_language_of_all
from home.models import OrganisationSettings, SiteTexts

# What the organisation's settings name: the pages every page leads to.
GIVING = "donation_page_id"
LEGAL = ("imprint_page_id", "privacy_page_id")


@dataclass(frozen=True)
class Link:
    """A link as templates show it."""

    label: str
    url: str
    is_current: bool = False
    # Whose words the label is, and where they stand there: they may be in another language than the page's.
    words_of: Page | SiteTexts | None = None
    place: str = "title"


class Frame:
    """The frame of one page. Made once where the page is rendered, so that top and bottom ask for nothing twice."""

    def __init__(self, texts: SiteTexts, locale: Locale, request: HttpRequest | None) -> None:
        self.texts = texts
        self.locale = locale
        self.request = request
        self.site = Site.find_for_request(request)
        self.organisation = OrganisationSettings.for_request(request) if self.site else None

    @cached_property
    def header_links(self) -> list[Link]:
        """The links at the top."""
        return list(self._chosen_links("header_links"))

    @cached_property
    def footer_links(self) -> list[Link]:
        """The links at the bottom, from where to give to imprint and privacy policy."""
        links = list(self._chosen_links("footer_links"))
        chosen = {link.url for link in links}
        # The title of the donation page is an appeal, too long for a list of links.
        giving = [replace(link, label=gettext("Donate"), words_of=None) for link in self._own_links(GIVING)]
        legal = self._own_links(*LEGAL)
        return [
            *(link for link in giving if link.url not in chosen),
            *links,
            *(link for link in legal if link.url not in chosen),
        ]

    @property
    def home(self) -> Page | None:
        """The home page; that of another language as long as there is none in this one."""
        root = self.site.root_page if self.site else None
        return self._pages.get(root.pk, root) if root else None

    @cached_property
    def details(self) -> BankDetails | None:
        """The bank details at the bottom, if an account is chosen and its details are in force."""
        account = self.organisation.footer_account if self.organisation else None
        return account.details if account else None

    @cached_property
    def _pages(self) -> dict[int, Page]:
        """For the id of each page the frame leads to the one to show; those nobody may read are missing."""
        chosen = [row["value"].get("page") for field in ("header_links", "footer_links") for row in self._rows(field)]
        if self.site and self.organisation:
            chosen += [self.site.root_page_id, *(getattr(self.organisation, name) for name in (GIVING, *LEGAL))]
        return in_language_of_all(filter(None, chosen), self.locale)

    def _rows(self, field: str) -> StreamValue.RawDataView:
        """The chosen links as they are stored, with the ids of pages: those are asked for all at once."""
        stream: StreamValue = getattr(self.texts, field)
        return stream.raw_data

    def _chosen_links(self, field: str) -> Iterator[Link]:
        """The links editors chose; one to a page that is not published is left out."""
        for row in self._rows(field):
            value, place = row["value"], f"{field}.{row.get('id')}"
            label, url = value.get("label"), value.get("url")
            page = self._pages.get(value.get("page"))
            if page:
                link = self._link_to(page)
                yield replace(link, label=label, words_of=self.texts, place=place) if label else link
            elif url:
                yield Link(label=label or url, url=url, words_of=self.texts, place=place)

    def _own_links(self, *names: str) -> list[Link]:
        """Links to pages the organisation names in its settings, as far as they are published."""
        ids = [getattr(self.organisation, name, None) for name in names]
        return [self._link_to(self._pages[page_id]) for page_id in ids if page_id in self._pages]

    def _link_to(self, page: Page) -> Link:
        url = page.get_url(self.request) or ""
        is_current = self.request is not None and self.request.path == url
        return Link(label=page.title, url=url, is_current=is_current, words_of=page)
