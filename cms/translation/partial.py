"""What stands in the source language on pages that were knowingly published in part, so that it can be marked."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page, TranslatableMixin

from .models import PartialTranslation


@dataclass(frozen=True)
class ForeignParts:
    """The places that stand in another language than their page: fields ("title") and blocks ("body.<block id>")."""

    language: str = ""
    places: frozenset[str] = field(default=frozenset())


NOTHING = ForeignParts()


def foreign_parts(page: TranslatableMixin) -> ForeignParts:
    """What stands in the source language on a page; nothing on nearly all pages."""
    return foreign_parts_in(page.locale_id, page.translation_key).get(page.translation_key, NOTHING)


def foreign_parts_in(locale_id: int, *keys: UUID) -> dict[UUID, ForeignParts]:
    """The partial pages of a language by translation key, with what stands in the source language on them."""
    records = PartialTranslation.objects.filter(translation__target_locale=locale_id)
    if keys:
        records = records.filter(translation__source__object__in=keys)
    rows = records.values_list("translation__source__object", "translation__source__locale__language_code", "places")
    return {key: ForeignParts(language, frozenset(places)) for key, language, places in rows if places}


def is_partial() -> Exists:
    """An annotation of pages: whether some of what stands on them is in another language."""
    partial = PartialTranslation.objects.filter(
        translation__source__object=OuterRef("translation_key"), translation__target_locale=OuterRef("locale")
    )
    return Exists(partial.exclude(places=[]))


def complete(pages: QuerySet[Page]) -> QuerySet[Page]:
    """The pages that are wholly in their language: what search engines are told of."""
    return pages.exclude(is_partial())
