"""Taking signatures out as a file, in the admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView
from wagtail.log_actions import log

from campaigns.petitions.background import start
from campaigns.petitions.exchange.exporting import ask
from campaigns.petitions.forms.exchange import ExportForm
from campaigns.petitions.models import Export, ExportPurpose
from campaigns.petitions.permissions import may_export_names, petitions_for

from .files import file_response
from .work import WorkView, WorkViewSet


class ExportCreateView(CreateView):
    """Ask for a file."""

    def form_valid(self, form: ExportForm) -> HttpResponse:
        """Note who wants what and why, and have it made."""
        export: Export = form.save(commit=False)
        export.filters = form.filters
        with transaction.atomic():
            ask(export, self.request.user)
            start(export)
        return HttpResponseRedirect(reverse("exports:inspect", args=[export.pk]))


class ExportView(WorkView):
    """One export, with its file for a day."""

    template_name = "petitions/admin/export.html"
    page_title = pgettext_lazy("of signatures", "Export")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_open = _may_open(self.request.user, self.object)
        return {**super().get_context_data(**kwargs), "export": self.object, "may_open": may_open}


def download(request: HttpRequest, pk: int) -> Any:
    """The file; who took it stands in the history."""
    export = get_object_or_404(Export, pk=pk, petition__in=petitions_for(request.user))
    if not _may_open(request.user, export):
        raise PermissionDenied
    response = file_response(export.file)
    log(instance=export.petition, action="petitions.downloaded", user=request.user, data={"purpose": export.purpose})
    return response


def _may_open(user: Any, export: Export) -> bool:
    if export.purpose == ExportPurpose.NUMBERS:
        return bool(user.has_perm("petitions.view_export"))
    return may_export_names(user)


class ExportViewSet(WorkViewSet):
    """Files of signatures: who asked for them, and why."""

    model = Export
    name = "exports"
    icon = "download"
    menu_label = pgettext_lazy("of signatures", "Export")
    menu_order = 60
    asks_by = ExportForm
    add_view_class = ExportCreateView
    inspect_view_class = ExportView
    list_filter = ["petition", "purpose"]
    list_display = [
        TitleColumn("petition", label=pgettext_lazy("of signatures", "Petition"), url_name="exports:inspect"),
        Column("purpose", label=pgettext_lazy("of an export", "Purpose"), accessor="get_purpose_display"),
        Column("state", label=pgettext_lazy("of an export", "State"), accessor="get_state_display"),
        Column("asked_by", label=_("Asked for by"), accessor="asked_by"),
        DateColumn("asked_at", label=_("Asked for"), sort_key="asked_at"),
    ]
    inspect_view_fields = ["petition", "purpose", "format", "reason", "state", "rows", "asked_by", "asked_at"]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Ways to look, to ask, and the file."""
        return [*super().get_urlpatterns(), path("inspect/<int:pk>/file/", download, name="download")]
