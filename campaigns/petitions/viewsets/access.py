"""The report for those who watch over personal data: who looked at, took out, changed or erased what, when and why."""

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import ModelLogEntry

from campaigns.languages import written_number
from campaigns.petitions.history import Handling, actions_of, contents_of, handling_of, number_of
from campaigns.petitions.permissions import access_policy
from campaigns.tables.cells import safe_cell


def handled_by(_request: Any) -> QuerySet[Any]:
    """The people who have handled personal data, for the filter."""
    users = ModelLogEntry.objects.filter(action__in=actions_of(*Handling)).get_user_ids()
    return get_user_model().objects.filter(pk__in=users).order_by("username")


class AccessFilters(WagtailFilterSet):
    """What to show of the report."""

    timestamp = django_filters.DateFromToRangeFilter(
        label=pgettext_lazy("of the report", "Period"), widget=DateRangePickerWidget
    )
    handling = django_filters.ChoiceFilter(
        label=pgettext_lazy("of personal data", "What was done"), choices=Handling.choices, method="filter_handling"
    )
    user = django_filters.ModelChoiceFilter(label=pgettext_lazy("of the report", "Who"), queryset=handled_by)
    label = django_filters.CharFilter(label=pgettext_lazy("of signatures", "Petition"), lookup_expr="icontains")

    class Meta:
        model = ModelLogEntry
        fields: list[str] = []

    def filter_handling(self, entries: QuerySet[ModelLogEntry], _name: str, value: str) -> QuerySet[ModelLogEntry]:
        """Entries of the actions that do this."""
        return entries.filter(action__in=actions_of(value))


def handling_label(entry: ModelLogEntry) -> str:
    """What was done, in words."""
    handling = handling_of(entry)
    return str(handling.label) if handling else ""


def moment_of(entry: ModelLogEntry) -> str:
    """Day and minute: who checks does not want to be told “yesterday”."""
    return date_format(localtime(entry.timestamp), "SHORT_DATETIME_FORMAT")


def why(entry: ModelLogEntry) -> str:
    """The reason somebody gave."""
    return str(entry.data.get("reason", ""))


# What the report shows and the spreadsheet holds: a name, its heading, and where it comes from.
COLUMNS = (
    ("who", pgettext_lazy("of the report", "Who"), lambda entry: entry.user_display_name),
    ("handling", pgettext_lazy("of personal data", "What was done"), handling_label),
    ("message", pgettext_lazy("of the report", "How"), lambda entry: entry.message),
    ("contents", pgettext_lazy("of the report", "Which data"), contents_of),
    ("number", _("Number"), number_of),
    ("of", pgettext_lazy("of the report", "Of what"), lambda entry: entry.label),
    ("why", pgettext_lazy("of the report", "Why"), why),
)


class EntryPaginator(WagtailPaginator):
    """Counts entries: what Wagtail calls the model is no word for those who read the report."""

    @cached_property
    def items_count_label(self) -> str:
        """How many there are."""
        words = ngettext("%(count)s entry", "%(count)s entries", self.count)
        return words % {"count": written_number(self.count)}


class AccessReport(ReportView):
    """Entries of the log about personal data, the latest first. Nobody can change or delete them."""

    model = ModelLogEntry
    verbose_name_plural = None
    paginator_class = EntryPaginator
    page_title = _("Use of personal data")
    header_icon = "view"
    index_url_name = "access:index"
    index_results_url_name = "access:index_results"
    filterset_class = AccessFilters
    permission_policy = access_policy
    any_permission_required = ["audit"]
    default_ordering = ["-timestamp", "-pk"]
    list_export = ["timestamp", *[name for name, _heading, _of in COLUMNS]]
    export_headings = {"timestamp": _("Date"), **{name: heading for name, heading, _of in COLUMNS}}

    @property
    def columns(self) -> list[Column]:
        """When, and the columns of the report."""
        return [
            Column("timestamp", label=_("Date"), accessor=moment_of, width="12%"),
            *[Column(name, label=heading, accessor=of) for name, heading, of in COLUMNS],
        ]

    def get_base_queryset(self) -> QuerySet[ModelLogEntry]:
        """All that was done with personal data."""
        return ModelLogEntry.objects.filter(action__in=actions_of(*Handling)).select_related("user")

    def get_queryset(self) -> QuerySet[ModelLogEntry]:
        """The same, the latest first."""
        return self.get_base_queryset().order_by(*self.default_ordering)

    def to_row_dict(self, item: ModelLogEntry) -> dict[str, Any]:
        """A row of the spreadsheet, with nothing in it that it would calculate."""
        values = {name: of(item) for name, _heading, of in COLUMNS}
        safe = {name: safe_cell(value) if isinstance(value, str) else value for name, value in values.items()}
        return {"timestamp": item.timestamp, **safe}

    def get_filename(self) -> str:
        """The name of the spreadsheet, with the day it was made."""
        return f"personal-data-{localdate():%Y-%m-%d}"


class AccessViewSet(ViewSet):
    """The report among the reports."""

    name = "access"
    url_prefix = "reports/personal-data"
    icon = "view"

    def get_urlpatterns(self) -> list[URLPattern]:
        """The report, and its rows alone for the filters."""
        return [
            path("", AccessReport.as_view(), name="index"),
            path("results/", AccessReport.as_view(results_only=True), name="index_results"),
        ]


class AccessMenuItem(MenuItem):
    """Shown to those who may read the report."""

    def is_shown(self, request: Any) -> bool:
        """Whether the report would open."""
        return access_policy.user_has_permission(request.user, "audit")


def access_menu_item() -> MenuItem:
    """The report in the menu of reports."""
    return AccessMenuItem(
        AccessReport.page_title, reverse(AccessReport.index_url_name), icon_name=AccessReport.header_icon, order=1200
    )
