"""Which language a visitor gets without a cookie, what is shown to readers of it, and what languages are called."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from babel import Locale as CldrLocale
from babel import UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_decimal
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header
from wagtail.models import Locale, Page, TranslatableMixin

from .published import is_published, pages_to_show

Record = TypeVar("Record", bound=TranslatableMixin)

# Browsers ask for Chinese by region, content is kept by script.
CHINESE_SCRIPT_OF_REGION = {
    "zh-cn": "zh-hans",
    "zh-sg": "zh-hans",
    "zh-hk": "zh-hant",
    "zh-mo": "zh-hant",
    "zh-tw": "zh-hant",
}


def best_language(accept_language: str, available: Collection[str], default: str) -> str:
    """The available language that suits an Accept-Language header best, else the default.

    A close relative counts: who asks for "de-AT" gets "de", who asks for "pt" gets "pt-br".
    """
    for wanted, quality in parse_accept_lang_header(accept_language.lower()):
        if not quality:
            continue
        if wanted == "*":
            break
        found = _closest(wanted, available)
        if found:
            return found
    return default


def _closest(wanted: str, available: Collection[str]) -> str | None:
    wanted = CHINESE_SCRIPT_OF_REGION.get(wanted, wanted)
    if wanted in available:
        return wanted
    base = wanted.split("-")[0]
    if base in available:
        return base
    return next((code for code in available if code.split("-")[0] == base), None)


def best_page(pages: Iterable[Page], request_accept_language: str) -> Page | None:
    """Of the translations of one page, the one that suits the visitor best; None if there is none.

    Pass only pages the visitor may see. If no wanted language is there, the site's main language is taken, else the
    first page.
    """
    by_language = {page.locale.language_code: page for page in pages}
    if not by_language:
        return None
    fallback = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in by_language else next(iter(by_language))
    return by_language[best_language(request_accept_language, by_language.keys(), fallback)]


def locale_of(place: Page | Locale | None) -> Locale:
    """The language things are to be shown in: that of the page they stand on; of the request where there is no page.

    Not simply the active language: mails and previews show pages in another one.
    """
    if isinstance(place, Locale):
        return place
    return place.locale if isinstance(place, Page) and place.locale_id else Locale.get_active()


def in_language_of(record: Record, place: Page | Locale | None) -> Record:
    """A record, such as a page an editor chose, for readers of a language: its translation if that is published, else
    the record itself, whose text is then to be marked with its own language.
    """
    locale = locale_of(place)
    if record.locale_id == locale.pk:
        return record
    if isinstance(record, Page):
        return in_language_of_all([record.pk], locale).get(record.pk, record)
    translations = type(record)._default_manager.filter(translation_key=record.translation_key, locale=locale)
    return translations.select_related("locale").first() or record


def in_language_of_all(chosen: Iterable[int], place: Page | Locale | None, kind: type[Page] = Page) -> dict[int, Page]:
    """For the id of each chosen page the page to show: published in the language, else published as it is, else none.

    One query, whatever the number of pages. They come as pages of the given kind.
    """
    ids = set(chosen)
    if not ids:
        return {}
    locale = locale_of(place)
    keys = Page.objects.filter(pk__in=ids).values("translation_key")
    asked = pages_to_show(kind).filter(Q(pk__in=ids) | Q(locale=locale, alias_of=None), translation_key__in=keys)
    pages = list(asked.annotate(is_published=is_published()))
    shown = [page for page in pages if page.is_published]
    in_language = {page.translation_key: page for page in shown if page.locale_id == locale.pk and not page.alias_of_id}
    as_chosen = {page.pk: page for page in shown}
    found = {page.pk: in_language.get(page.translation_key) or as_chosen.get(page.pk) for page in pages}
    return {page_id: page for page_id, page in found.items() if page and page_id in ids}


def specific_in_language_of_all(chosen: Iterable[Page], place: Page | Locale | None) -> dict[int, Page]:
    """The same for pages of which more than title and address is shown; one query for each kind of page."""
    ids: dict[type[Page], list[int]] = {}
    for page in chosen:
        ids.setdefault(page.specific_class or Page, []).append(page.pk)
    found: dict[int, Page] = {}
    for kind, ids_of_kind in ids.items():
        found |= in_language_of_all(ids_of_kind, place, kind)
    return found


def language_code_of(record: TranslatableMixin) -> str:
    """The language a record is written in; for a mirror of another language's page that other language."""
    origin = record.alias_of if isinstance(record, Page) and record.alias_of_id else record
    return origin.locale.language_code


def cldr_locale(code: str) -> CldrLocale:
    """What CLDR knows about a language code such as "de" or "zh-hans"; English for an unknown code."""
    return _known_locale(code) or CldrLocale("en")


@lru_cache(maxsize=256)
def _known_locale(code: str) -> CldrLocale | None:
    try:
        return CldrLocale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


def own_name(code: str) -> str:
    """What its speakers call a language: "Deutsch", "العربية", "中文 (简体)"."""
    locale = _known_locale(code)
    name = (locale.get_display_name() if locale else None) or code
    return name[:1].upper() + name[1:]


def language_name(code: str) -> str:
    """What a language is called in the language in use; the code where CLDR has no name."""
    return _names_in(get_language() or settings.LANGUAGE_CODE).get(code.lower(), code)


def is_right_to_left(code: str) -> bool:
    """Whether the language is written from right to left."""
    return cldr_locale(code).character_order == "right-to-left"


@lru_cache(maxsize=256)
def with_territory(code: str) -> str:
    """A language with the territory it is most likely read in, as in "ko_KR": the form in which pages are shared."""
    locale = cldr_locale(code)
    likely = get_global("likely_subtags").get(str(locale)) or str(locale)
    territory = locale.territory or CldrLocale.parse(likely).territory
    return f"{locale.language}_{territory}" if territory else locale.language


def language_choices() -> list[tuple[str, str]]:
    """Codes and names of the world's written languages, named and sorted in the language now in use."""
    names = _names_in(get_language() or settings.LANGUAGE_CODE)
    # Three-letter codes would more than triple a list that is already long; Chinese is told apart by its characters.
    choices = [(code, name) for code, name in names.items() if len(code) == 2 or code in {"zh-hans", "zh-hant"}]
    return sorted(choices, key=lambda choice: choice[1].casefold())


def interface_choices() -> list[tuple[str, str]]:
    """Codes and own names of the languages the interface speaks, and so can write letters in."""
    return list(settings.INTERFACE_LANGUAGES)


@lru_cache(maxsize=16)
def _names_in(shown_in: str) -> dict[str, str]:
    return {code.replace("_", "-").lower(): name for code, name in cldr_locale(shown_in).languages.items()}


def written_number(number: int | Decimal) -> str:
    """A number as people write it in the language in use: 1,739 or 1.739."""
    return format_decimal(number, locale=cldr_locale(get_language() or settings.LANGUAGE_CODE))


def written_date(day: date) -> str:
    """A day as people write it in the language in use; of a time, the day it is here."""
    if isinstance(day, datetime):
        day = timezone.localdate(day)
    return format_date(day, "long", locale=cldr_locale(get_language() or settings.LANGUAGE_CODE))
