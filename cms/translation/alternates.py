"""In which languages a page can be read: the one list that switcher, hreflang and sitemap share."""

from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.models import Page

from campaigns.languages import is_right_to_left, own_name


@dataclass(frozen=True)
class PageLanguage:
    """A language in which a page is published, and where."""

    code: str
    name: str
    url: str
    full_url: str
    is_current: bool
    is_rtl: bool


def published_translations(page: Page) -> list[Page]:
    """The live, public translations of a page, itself included if it is one, by language code.

    A page that only mirrors another language's text is no translation, so it does not count.
    """
    translations = Page.objects.filter(translation_key=page.translation_key, alias_of=None).live().public()
    return list(translations.select_related("locale").order_by("locale__language_code"))


def page_languages(page: Page, request: HttpRequest | None = None) -> list[PageLanguage]:
    """The languages of a page with its addresses in them."""
    return [
        PageLanguage(
            code=translation.locale.language_code,
            name=own_name(translation.locale.language_code),
            url=translation.get_url(request) or "",
            full_url=translation.get_full_url(request) or "",
            is_current=translation.locale_id == page.locale_id,
            is_rtl=is_right_to_left(translation.locale.language_code),
        )
        for translation in published_translations(page)
    ]
