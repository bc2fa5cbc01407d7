"""What the list of pages says of their translations: a sign for every language, one step from its editor."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Locale, Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import Translation

from cms.translation.matrix import page_add_url, sees_translations
from cms.translation.permissions import User, translations_for
from cms.translation.standing import Standing, standings


@dataclass(frozen=True)
class Chip:
    """A language of a page: how its translation stands, or where to have one made."""

    locale: Locale
    standing: Standing | None = None
    add_url: str = ""


def chips_for(user: User, pages: Iterable[Page]) -> dict[int, list[Chip]]:
    """The chips of each page by its primary key, in a fixed number of queries.

    A source has one for each of its translations, and for the languages it is not translated into yet if it is in
    any; a translation has its own.
    """
    pages = [page for page in pages if page.alias_of_id is None and not page.is_root()]
    keys = {page.translation_key for page in pages}
    translations = list(translations_for(user).filter(source__object_id__in=keys))
    standing = standings(translations)
    by_key: dict[UUID, list[Translation]] = defaultdict(list)
    for translation in translations:
        by_key[translation.source.object_id].append(translation)
    missing = _missing(user, pages)
    chips = {}
    for page in pages:
        found = [
            Chip(one.target_locale, standing=standing[one.pk])
            for one in by_key[page.translation_key]
            if page.locale_id in {one.source.locale_id, one.target_locale_id}
        ]
        found += [Chip(locale, add_url=page_add_url(page.pk)) for locale in missing.get(page.pk, [])]
        chips[page.pk] = sorted(found, key=lambda chip: chip.locale.language_code)
    return chips


def _missing(user: User, pages: list[Page]) -> dict[int, list[Locale]]:
    """The languages somebody who may do so could add to pages that are translated already."""
    if not user.has_perm("wagtail_localize.submit_translation"):
        return {}
    keys = {page.translation_key for page in pages}
    editable = set(
        PagePermissionPolicy()
        .instances_user_has_permission_for(user, "change")
        .filter(pk__in=[page.pk for page in pages])
        .values_list("pk", flat=True)
    )
    started: dict[tuple[UUID, int], set[int]] = defaultdict(set)
    for key, source_locale, target_locale in Translation.objects.filter(
        enabled=True, source__object_id__in=keys
    ).values_list("source__object_id", "source__locale_id", "target_locale_id"):
        started[key, source_locale].add(target_locale)
    there: dict[UUID, set[int]] = defaultdict(set)
    for key, locale_id in Page.objects.filter(translation_key__in=keys, alias_of=None).values_list(
        "translation_key", "locale_id"
    ):
        there[key].add(locale_id)
    locales = list(Locale.objects.order_by("language_code"))
    return {
        page.pk: [
            locale
            for locale in locales
            if locale.pk not in started[page.translation_key, page.locale_id] | there[page.translation_key]
        ]
        for page in pages
        if page.pk in editable and (page.translation_key, page.locale_id) in started
    }


class LanguagesColumn(BaseColumn):
    """The chips of a page. `PagesWithLanguages` has hung them on it."""

    cell_template_name = "translation/explorer/chips.html"

    def get_cell_context_data(self, instance: Page, parent_context: dict[str, Any]) -> dict[str, Any]:
        """With the chips of this page."""
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"chips": getattr(instance, "translation_chips", []), "page": instance}


class PagesWithLanguages(ExplorableIndexView):
    """Wagtail's list of pages with a column for their languages."""

    base_columns = [
        *ExplorableIndexView.base_columns[:2],
        LanguagesColumn("languages", label=_("Translations"), classname="tr-chips-cell"),
        *ExplorableIndexView.base_columns[2:],
    ]

    @cached_property
    def explorable_columns(self) -> list[Any]:
        """Without the languages for those who have nothing to do with them."""
        columns = super().explorable_columns
        if sees_translations(self.request.user):
            return columns
        return [column for column in columns if not isinstance(column, LanguagesColumn)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The listed pages, each with its chips."""
        context = super().get_context_data(**kwargs)
        pages = list(context["object_list"])
        chips = chips_for(self.request.user, pages) if sees_translations(self.request.user) else {}
        for page in pages:
            page.translation_chips = chips.get(page.pk, [])
        return context


class PagesViewSet(PageViewSet):
    """Wagtail's views of all pages, with languages in the list."""

    index_view_class = PagesWithLanguages


pages_viewset = PagesViewSet()
