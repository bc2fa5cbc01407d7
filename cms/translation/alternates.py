"""In which languages a page can be read: the one list that switcher, hreflang and sitemap share."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import override, pgettext
from wagtail.models import Page
from wagtail.query import PageQuerySet

from campaigns.languages import is_right_to_left, own_name
from campaigns.published import published

from .partial import is_partial


@dataclass(frozen=True)
class PageLanguage:
    """A language in which a page is published, and where."""

    code: str
    name: str
    url: str
    full_url: str
    is_current: bool
    is_rtl: bool
    is_complete: bool = True

    @property
    def remark(self) -> str:
        """What readers of the language should know before they go there, in their language."""
        with override(self.code):
            return "" if self.is_complete else pgettext("a language of the page", "in part")


def readable_translations(page: Page) -> PageQuerySet:
    """The live, public translations of a page, itself included if it is one, by language code.

    A page that only mirrors another language's text is no translation, so it does not count.
    """
    translations = published(Page.objects.filter(translation_key=page.translation_key, alias_of=None))
    return translations.select_related("locale").order_by("locale__language_code")


def page_languages(page: Page, request: HttpRequest | None = None) -> list[PageLanguage]:
    """The languages of a page with its addresses in them, also those in which only part of it can be read."""
    return [
        PageLanguage(
            code=translation.locale.language_code,
            name=own_name(translation.locale.language_code),
            url=translation.get_url(request) or "",
            full_url=translation.get_full_url(request) or "",
            is_current=translation.locale_id == page.locale_id,
            is_rtl=is_right_to_left(translation.locale.language_code),
            is_complete=not translation.is_partial,
        )
        for translation in readable_translations(page).annotate(is_partial=is_partial())
    ]


def alternates_of(addresses: dict[str, str]) -> list[dict[str, str]]:
    """The alternates of a page published at these addresses by language; none for a single language.

    For everybody whose language is missing, the one in the site's main language, else the first.
    """
    if len(addresses) < 2:
        return []
    ordered = sorted(addresses.items())
    fallback = addresses.get(settings.LANGUAGE_CODE) or ordered[0][1]
    return [{"lang_code": code, "location": address} for code, address in [*ordered, ("x-default", fallback)]]
