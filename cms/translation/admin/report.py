"""The report: pages by languages, what is to be done in each, and the same as a spreadsheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page as ResultPage
from django.http import HttpRequest, HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.models import Locale

from campaigns.articles.models import CampaignPage
from campaigns.languages import language_name
from cms.translation.matrix import Cell, Matrix, Row, matrix_for, sees_translations, set_levels
from cms.translation.permissions import languages_of
from cms.translation.spreadsheets import safe_text
from cms.translation.standing import State

ROWS_PER_PAGE = 50
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
# Not a state of a translation, but what people look for in a report just as well.
NO_TRANSLATION = "none"
ANY = pgettext_lazy("a filter that is not set", "All")


class ReportForm(forms.Form):
    """What to show of a matrix."""

    q = forms.CharField(label=_("Search in titles"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("a kind of page or snippet", "Type"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    open = forms.BooleanField(label=_("Only what is to be done"), required=False)

    def __init__(self, data: Any, *, matrix: Matrix) -> None:
        super().__init__(data, label_suffix="")
        kinds = {str(row.content_type.pk): row.kind for row in matrix.rows}
        campaigns = {row.path: row.title for row in matrix.rows if row.content_type.model_class() is CampaignPage}
        states = [*State.choices, (NO_TRANSLATION, _("No translation"))]
        languages = {locale.language_code: language_name(locale.language_code) for locale in matrix.locales}
        for name, choices in {
            "language": languages.items(),
            "state": states,
            "kind": sorted(kinds.items(), key=lambda choice: choice[1]),
            "campaign": campaigns.items(),
        }.items():
            self.fields[name].choices = [("", ANY), *choices]  # type: ignore[attr-defined]

    def apply(self, matrix: Matrix) -> Matrix:
        """The matrix with what was asked for; a value that cannot be chosen is as good as none."""
        self.is_valid()
        wanted = self.cleaned_data
        language = wanted.get("language")
        locales = [one for one in matrix.locales if one.language_code == language] if language else matrix.locales
        rows = [row for row in matrix.rows if self._suits(row, locales)]
        set_levels(rows)
        return Matrix(rows, locales)

    def cells(self, row: Row, locales: Iterable[Locale]) -> Iterator[Cell]:
        """The cells of a row that were asked for."""
        state, only_open = self.cleaned_data.get("state"), self.cleaned_data.get("open")
        for locale in locales:
            cell = row.cells[locale.pk]
            if state == NO_TRANSLATION and (cell.standing or cell.is_source or cell.separate_page_id):
                continue
            if state and state != NO_TRANSLATION and (cell.standing is None or cell.standing.state != state):
                continue
            if only_open and not (cell.standing and cell.standing.is_open) and not cell.may_add:
                continue
            yield cell

    def _suits(self, row: Row, locales: Iterable[Locale]) -> bool:
        wanted = self.cleaned_data
        return (
            wanted.get("q", "").casefold() in row.title.casefold()
            and wanted.get("kind", "") in {"", str(row.content_type.pk)}
            and row.path.startswith(wanted.get("campaign", ""))
            and next(self.cells(row, locales), None) is not None
        )


@dataclass(frozen=True)
class Total:
    """What is left to do in a language, in the rows shown."""

    locale: Locale
    words_left: int
    translations_open: int


def totals(matrix: Matrix) -> list[Total]:
    """The words left in each language, and in how many translations something is to be done."""
    found = []
    for locale in matrix.locales:
        cells = [row.cells[locale.pk] for row in matrix.rows]
        standings = [cell.standing for cell in cells if cell.standing is not None]
        words_left: int = sum(standing.progress.words_left for standing in standings)
        found.append(Total(locale, words_left, len([standing for standing in standings if standing.is_open])))
    return found


@dataclass(frozen=True)
class Line:
    """A page in one language, as a row of the spreadsheet."""

    title: str
    kind: str
    source_language: str
    language: str
    state: str
    percent: int | None = None
    words: int | None = None
    words_left: int | None = None
    words_changed: int | None = None
    updated_at: datetime | None = None
    updated_by: str = ""
    address: str = ""


def lines(matrix: Matrix, form: ReportForm) -> Iterator[Line]:
    """One line for every page and language."""
    for row in matrix.rows:
        for cell in form.cells(row, matrix.locales):
            if cell.is_source:
                continue
            place = (row.title, row.kind, row.locale.language_code, cell.locale.language_code)
            standing = cell.standing
            if standing is None:
                state = _("Page of its own") if cell.separate_page_id else _("No translation")
                yield Line(*place, state=str(state))
                continue
            progress = standing.progress
            yield Line(
                *place,
                state=str(standing.state.label),
                percent=progress.percent,
                words=progress.words,
                words_left=progress.words_left,
                words_changed=progress.words_changed,
                updated_at=progress.updated_at,
                updated_by=progress.updated_by,
                address=settings.WAGTAILADMIN_BASE_URL + reverse("translations:edit", args=[standing.translation.pk]),
            )


class ReportView(SpreadsheetExportMixin, WagtailAdminTemplateMixin, TemplateView):
    """The matrix of what a person may see."""

    template_name = "translation/report.html"
    page_title = _("Translations")
    header_icon = "globe"
    export_filename = "translations"
    list_export = [
        "title",
        "kind",
        "source_language",
        "language",
        "state",
        "percent",
        "words",
        "words_left",
        "words_changed",
        "updated_at",
        "updated_by",
        "address",
    ]
    export_headings = {
        "title": pgettext_lazy("of a page", "Title"),
        "kind": pgettext_lazy("a kind of page or snippet", "Type"),
        "source_language": _("Source language"),
        "language": _("Language"),
        "state": _("State"),
        "percent": _("Percent translated"),
        "words": _("Words"),
        "words_left": _("Words left"),
        "words_changed": _("Changed words"),
        "updated_at": _("Last change (UTC)"),
        "updated_by": _("Changed by"),
        "address": _("Address"),
    }
    custom_value_preprocess = {
        **SpreadsheetExportMixin.custom_value_preprocess,
        str: {SpreadsheetExportMixin.FORMAT_CSV: safe_text, SpreadsheetExportMixin.FORMAT_XLSX: safe_text},
        # As the workbook has it: without a zone, which its cells cannot hold.
        datetime: {
            SpreadsheetExportMixin.FORMAT_CSV: lambda moment: f"{moment:%Y-%m-%d %H:%M}",
            **SpreadsheetExportMixin.custom_value_preprocess[datetime],
        },
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for people who have something to do with translations."""
        if not sees_translations(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        """The page, or the file."""
        if self.is_export:
            return self.as_spreadsheet(list(lines(self.shown, self.form)), self.request.GET["export"])
        return super().render_to_response(context, **kwargs)

    def stream_csv(self, queryset: list[Line]) -> Iterator[bytes]:
        """Wagtail's lines, with the mark by which Excel knows that they are UTF-8."""
        yield BYTE_ORDER_MARK
        yield from super().stream_csv(queryset)

    @cached_property
    def everything(self) -> Matrix:
        """All this person may see."""
        return matrix_for(self.request.user)

    @cached_property
    def form(self) -> ReportForm:
        """What was asked for."""
        return ReportForm(self.request.GET, matrix=self.everything)

    @cached_property
    def shown(self) -> Matrix:
        """What was asked for, of all this person may see."""
        return self.form.apply(self.everything)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Where in the admin this is."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows of one page, with the totals of all."""
        matrix = self.shown
        rows: ResultPage[Row] = WagtailPaginator(matrix.rows, ROWS_PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            form=self.form,
            is_filtered=any(self.form.cleaned_data.values()),
            rows=rows,
            lines=[(row, [row.cells[locale.pk] for locale in matrix.locales]) for row in rows],
            locales=matrix.locales,
            totals=totals(matrix),
            has_any=bool(self.everything.rows and self.everything.locales),
            elided_page_range=rows.paginator.get_elided_page_range(rows.number),
        )


class ReportMenuItem(MenuItem):
    """The report in the menu of reports, for everybody who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is anything in it for this person."""
        return sees_translations(request.user)


class TeamMenuItem(MenuItem):
    """The report in the main menu, for the people who work in it every day."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person belongs to the team of a language."""
        return languages_of(request.user).exists()


def report_menu_item() -> MenuItem:
    """For the menu of reports."""
    return ReportMenuItem(_("Translations"), reverse("translations:report"), name="translations", icon_name="globe")


def team_menu_item() -> MenuItem:
    """For the main menu."""
    return TeamMenuItem(
        _("Translations"), reverse("translations:report"), name="my-translations", icon_name="globe", order=150
    )


def admin_css() -> str:
    """The style sheet of the translation screens, on every screen of the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/translation-admin.css"))


def only_our_report(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take wagtail-localize's own report out of the menu: it calls up to date what is not."""
    items[:] = [item for item in items if not item.url.startswith(reverse("wagtail_localize:translations_report"))]
