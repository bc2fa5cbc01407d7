"""Choosing what goes into a file, and writing it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from cms.translation.units import units_of

from . import po, xliff
from .entries import PO, Entry, Key, Section

WRITERS = {PO: po.write, "xliff": xliff.write}
ENDINGS = {PO: "po", "xliff": "xlf"}
CONTENT_TYPES = {PO: "text/x-gettext-translation; charset=utf-8", "xliff": "application/x-xliff+xml; charset=utf-8"}


def chosen(
    translations: QuerySet[Translation], locale: Locale, *, page: Page | None = None, translation_id: int | None = None
) -> QuerySet[Translation]:
    """Of these translations those into a language; of one page and all below it, or a single one, if one is named."""
    translations = translations.filter(target_locale=locale)
    if translation_id is not None:
        return translations.filter(pk=translation_id)
    if page is not None:
        keys = Page.objects.descendant_of(page, inclusive=True).values("translation_key")
        translations = translations.filter(source__object_id__in=keys)
    return translations


def sections_of(translations: Iterable[Translation], *, only_open: bool = False) -> list[Section]:
    """What there is to translate, pages in the order of their tree, then snippets. Nothing is there twice."""
    found = [
        (_position(instance), Section(translation.source.object_repr, _link(translation, instance), language, entries))
        for translation in translations
        for instance in [translation.source.object.get_instance_or_none(translation.source.locale)]
        for language in [translation.source.locale.language_code]
        for entries in [list(_entries(translation, only_open))]
        if instance is not None and entries
    ]
    return [section for _place, section in sorted(found, key=lambda pair: pair[0])]


def write(sections: Iterable[Section], language: str, kind: str, at: datetime) -> bytes:
    """The file. `kind` is "po" or "xliff"."""
    return WRITERS[kind](sections, language, at)


def file_name(language: str, kind: str, at: datetime) -> str:
    """A name that says nothing of what is in the file: campaigns may not be public yet."""
    return f"clarion-{language}-{at:%Y-%m-%d}.{ENDINGS[kind]}"


def _entries(translation: Translation, only_open: bool) -> Iterator[Entry]:
    seen = set()
    for unit in units_of(translation):
        # The same words twice in one place have one translation.
        identity = (unit.context_id, unit.string_id)
        if identity in seen or not unit.source.strip() or (only_open and not unit.is_open):
            continue
        seen.add(identity)
        yield Entry(Key.of(translation, unit), unit)


def _position(instance: object) -> tuple[int, str]:
    return (0, instance.path) if isinstance(instance, Page) else (1, type(instance).__name__)


def _link(translation: Translation, instance: object) -> str:
    """Where to see what is translated: the public page, or before there is one the editor."""
    address = instance.full_url if isinstance(instance, Page) and instance.live else None
    return address or settings.WAGTAILADMIN_BASE_URL + reverse("translations:edit", args=[translation.pk])
