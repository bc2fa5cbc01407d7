"""Links to pages in formatted text, for readers of the language in use."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class PageLinks(PageLinkHandler):
    """Leads where Wagtail's own handler does, but asks once for all links of a text, not three times for each."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Opening tags with the addresses of pages: of their live translations, else of the pages themselves."""
        chosen = [int(attrs["id"]) if str(attrs.get("id")).isdecimal() else 0 for attrs in attrs_list]
        pages = _in_active_language(set(chosen))
        return [f'<a href="{escape(pages[page_id].url)}">' if page_id in pages else "<a>" for page_id in chosen]


def _in_active_language(chosen: set[int]) -> dict[int, Page]:
    try:
        language = get_supported_content_language_variant(get_language())
    except LookupError:
        language = settings.LANGUAGE_CODE
    keys = Page.objects.filter(pk__in=chosen).values("translation_key")
    wanted = Q(pk__in=chosen) | Q(live=True, locale__language_code=language)
    pages = list(Page.objects.filter(wanted, translation_key__in=keys).select_related("locale"))
    translated = {page.translation_key: page for page in pages if page.live and page.locale.language_code == language}
    return {page.pk: translated.get(page.translation_key, page) for page in pages if page.pk in chosen}
