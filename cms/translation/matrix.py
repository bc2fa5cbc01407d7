"""Sources and languages: one row for every page and snippet that is or can be translated, one cell for every language.

It holds what one person may see. Pages come in the order of their tree, snippets after them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import Translation, TranslationSource

from .permissions import User, languages_of, translations_for
from .standing import Standing, standings

TREE_ROOT_DEPTH = 1


@dataclass(frozen=True)
class Cell:
    """One source in one language: the translation, or what is there in its place.

    At most one of the three is set; none where there is nothing, or nothing this person may see.
    """

    locale: Locale
    standing: Standing | None = None
    may_add: bool = False
    separate_page_id: int | None = None
    is_source: bool = False


@dataclass
class Row:
    """A page or snippet with its cells, by the primary key of the language."""

    title: str
    content_type: ContentType
    locale: Locale
    pk: int
    translation_key: UUID
    path: str = ""
    may_edit: bool = False
    cells: dict[int, Cell] = field(default_factory=dict)
    level: int = 0

    @property
    def is_page(self) -> bool:
        """Whether it stands in the tree of pages."""
        return bool(self.path)

    @property
    def kind(self) -> str:
        """What editors call pages or snippets of this type."""
        model = self.content_type.model_class()
        return capfirst(str(model._meta.verbose_name)) if model else ""

    @property
    def add_url(self) -> str:
        """Where it is given to translators."""
        if self.is_page:
            return page_add_url(self.pk)
        label, name = self.content_type.natural_key()
        return reverse("wagtail_localize:submit_snippet_translation", args=[label, name, quote(str(self.pk))])


@dataclass(frozen=True)
class Matrix:
    """The rows, and the languages that are their columns."""

    rows: list[Row]
    locales: list[Locale]


def page_add_url(page_id: int) -> str:
    """Where a page is given to translators."""
    return reverse("wagtail_localize:submit_page_translation", args=[page_id])


def sees_translations(user: User) -> bool:
    """Whether a person has anything to do with translations: a team's language, or pages or snippets to edit."""
    if not user.is_authenticated or not user.is_active:
        return False
    return languages_of(user).exists() or _edits_sources(user)


def matrix_for(user: User) -> Matrix:
    """All that a person may see, in a fixed number of queries."""
    translations = list(translations_for(user))
    standing = standings(translations)
    adds = user.has_perm("wagtail_localize.submit_translation")
    existing = set(Translation.objects.filter(enabled=True).values_list("source__object_id", "target_locale_id"))
    by_place = {(one.source.object_id, one.target_locale_id): standing[one.pk] for one in translations}
    all_locales = {locale.pk: locale for locale in Locale.objects.order_by("language_code")}
    mine = all_locales.keys() if _edits_sources(user) else set(languages_of(user).values_list("pk", flat=True))
    rows, others = _rows(user, translations, all_locales)
    columns = [
        locale
        for locale in all_locales.values()
        if locale.pk in mine and {row.locale.pk for row in rows} != {locale.pk}
    ]
    for row in rows:
        for locale in columns:
            place = (row.translation_key, locale.pk)
            found = by_place.get(place)
            separate = others.get(place) if not found else None
            row.cells[locale.pk] = Cell(
                locale,
                standing=found,
                separate_page_id=separate if place not in existing else None,
                may_add=adds and row.may_edit and not separate and place not in existing and locale != row.locale,
                is_source=locale == row.locale,
            )
    return Matrix(rows, columns)


def _edits_sources(user: User) -> bool:
    return PagePermissionPolicy().user_has_permission(user, "change") or bool(_editable_snippet_models(user))


def _editable_snippet_models(user: User) -> list[type[TranslatableMixin]]:
    return [
        model
        for model in _translatable_snippet_models()
        if ModelPermissionPolicy(model).user_has_permission(user, "change")
    ]


def _translatable_snippet_models() -> list[type[TranslatableMixin]]:
    return [model for model in get_snippet_models() if issubclass(model, TranslatableMixin)]


def _rows(
    user: User, translations: list[Translation], locales: dict[int, Locale]
) -> tuple[list[Row], dict[tuple[UUID, int], int]]:
    """The rows, and by place the pages in other languages that a person may edit as pages of their own."""
    sources = {translation.source.object_id: translation.source for translation in translations}
    pages = _pages(user, sources, locales)
    rows, others = _originals(pages, _sources_of(pages, sources), locales)
    rows.sort(key=lambda row: row.path)
    set_levels(rows)
    snippets = _snippets(user, sources, locales)
    snippets.sort(key=lambda row: (row.kind, row.title, row.pk))
    return rows + snippets, others


def _pages(user: User, sources: dict[UUID, TranslationSource], locales: dict[int, Locale]) -> list[Row]:
    editable = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    editable_pks = set(editable.values_list("pk", flat=True))
    pages = Page.objects.filter(
        Q(pk__in=editable_pks) | Q(translation_key__in=sources), alias_of=None, depth__gt=TREE_ROOT_DEPTH
    ).values_list("pk", "path", "title", "draft_title", "translation_key", "locale_id", "content_type_id")
    return [
        Row(
            # Who may not edit the page sees what its title was when its words were taken.
            title=(draft_title or title) if pk in editable_pks else sources[key].object_repr,
            content_type=ContentType.objects.get_for_id(content_type_id),
            locale=locales[locale_id],
            pk=pk,
            translation_key=key,
            path=path,
            may_edit=pk in editable_pks,
        )
        for pk, path, title, draft_title, key, locale_id, content_type_id in pages
    ]


def _sources_of(pages: list[Row], known: dict[UUID, TranslationSource]) -> dict[UUID, int]:
    """By key, the language a page is translated from."""
    keys = {page.translation_key for page in pages} - known.keys()
    started = TranslationSource.objects.filter(object_id__in=keys, translations__enabled=True)
    return {key: source.locale_id for key, source in known.items()} | dict(
        started.values_list("object_id", "locale_id")
    )


def _originals(
    pages: list[Row], source_locales: dict[UUID, int], locales: dict[int, Locale]
) -> tuple[list[Row], dict[tuple[UUID, int], int]]:
    by_key: dict[UUID, list[Row]] = defaultdict(list)
    for page in pages:
        by_key[page.translation_key].append(page)
    default = Locale.get_default().pk
    rows, others = [], {}
    for key, group in by_key.items():
        wanted = source_locales.get(key)
        if wanted is None:
            wanted = min(group, key=lambda page: (page.locale.pk != default, page.path)).locale.pk
        rows += [page for page in group if page.locale.pk == wanted]
        others.update({(key, page.locale.pk): page.pk for page in group if page.locale.pk != wanted and page.may_edit})
    return rows, others


def set_levels(rows: Iterable[Row]) -> None:
    """Say for rows in the order of the tree below how many of them each one stands."""
    above: list[str] = []
    for row in rows:
        while above and not (row.path and row.path.startswith(above[-1])):
            above.pop()
        row.level = len(above)
        if row.path:
            above.append(row.path)


def _snippets(user: User, sources: dict[UUID, TranslationSource], locales: dict[int, Locale]) -> list[Row]:
    rows: list[Row] = []
    editable = _editable_snippet_models(user)
    for model in _translatable_snippet_models():
        manager: Any = model._default_manager
        records = manager.all() if model in editable else manager.filter(translation_key__in=sources)
        by_key: dict[UUID, list[Any]] = defaultdict(list)
        for record in records:
            by_key[record.translation_key].append(record)
        started = dict(
            TranslationSource.objects.filter(object_id__in=by_key, translations__enabled=True).values_list(
                "object_id", "locale_id"
            )
        )
        default = Locale.get_default().pk
        for key, group in by_key.items():
            first = min(group, key=lambda record: (record.locale_id != default, record.pk)).locale_id
            wanted = started.get(key, first)
            rows += [
                Row(
                    title=str(record) if model in editable else sources[key].object_repr,
                    content_type=ContentType.objects.get_for_model(model),
                    locale=locales[record.locale_id],
                    pk=record.pk,
                    translation_key=key,
                    may_edit=model in editable,
                )
                for record in group
                if record.locale_id == wanted
            ]
    return rows
