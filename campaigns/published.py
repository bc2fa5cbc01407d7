"""Which pages everybody may read."""

from typing import Any, TypeVar

from django.db.models import BooleanField, CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

Pages = TypeVar("Pages", bound=Any)


def is_published() -> ExpressionWrapper:
    """An annotation of pages: whether they are live and in no private part of the site.

    The same as Wagtail's `live().public()`, which fetches the list of private parts in a query of its own each time.
    """
    place = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    private = PageViewRestriction.objects.annotate(place=place).filter(place__startswith=F("page__path"))
    return ExpressionWrapper(Q(live=True) & ~Exists(private), output_field=BooleanField())


def pages_to_show(kind: type[Page]) -> PageQuerySet:
    """The pages of a kind, each fetched together with what is shown of it (`shown_along`)."""
    return kind.objects.select_related(*getattr(kind, "shown_along", ["locale"]))


def published(pages: Pages) -> Pages:
    """Of these pages those that everybody may read."""
    return pages.filter(is_published())
