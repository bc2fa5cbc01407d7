"""Bringing signatures in from a file, in the admin."""

from typing import Any

from django.contrib import messages
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
from campaigns.petitions.exchange.importing import (
    NoName,
    NotPossible,
    SameFile,
    begin,
    decide,
    discard,
    look_again,
    undo,
)
from campaigns.petitions.exchange.resource import unasked_fields
from campaigns.petitions.forms.exchange import SETTINGS, ColumnsForm, ImportForm, ReasonForm
from campaigns.petitions.models import Import, ImportState
from campaigns.tables.refusing import Unreadable, explain
from campaigns.views import UNPROCESSABLE

from .files import file_response
from .work import WorkView, WorkViewSet

# What becomes of the rows of a file, in the order in which it is told.
FATES = (
    ("to_add", _("can be added")),
    ("in_web", _("have signed online already")),
    ("in_paper", _("stand on paper already")),
    ("in_file", _("stand in this file twice")),
    ("unwanted", _("have asked not to be listed again")),
    ("no_line", _("have no line left on their sheet")),
    ("rejected", _("cannot be added as they are")),
)


class ImportCreateView(CreateView):
    """Upload a file."""

    submit_button_label = pgettext_lazy("button", "Look through the file")

    def form_valid(self, form: ImportForm) -> HttpResponse:
        """Keep the file and have it looked through, or say what is wrong with it."""
        upload = form.cleaned_data["upload"]
        brought: Import = form.save(commit=False)
        brought.file_name = upload.name[:200]
        try:
            with transaction.atomic():
                begin(brought, upload.file, self.request.user)
                start(brought)
        except Unreadable as error:
            form.add_error("upload", explain(error))
        except SameFile as error:
            day = error.earlier.finished_at
            form.add_error(
                "upload",
                _("This very file was added on %(date)s: %(number)s signatures. There is nothing new in it.")
                % {"date": f"{day:%Y-%m-%d}" if day else "–", "number": error.earlier.numbers.get("added", 0)},
            )
        else:
            return HttpResponseRedirect(reverse("imports:inspect", args=[brought.pk]))
        self.produced_error_message = self.get_error_message()
        return self.form_invalid(form)


class ImportView(WorkView):
    """One import: what would happen, and the decision."""

    template_name = "petitions/admin/import.html"
    page_title = pgettext_lazy("of signatures", "Import")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        brought: Import = self.object
        numbers = brought.numbers
        is_open = brought.state in {ImportState.CHECKED, ImportState.REFUSED} and brought.file is not None
        unasked = unasked_fields(brought.petition)
        return {
            **super().get_context_data(**kwargs),
            "fates": [
                {"number": numbers.get(name, 0), "label": label, "rows": numbers.get("left_out", {}).get(name, [])}
                for name, label in FATES
                if numbers.get(name)
            ],
            "sheets": numbers.get("sheets", {}),
            "columns_form": kwargs.get("columns_form") or (ColumnsForm(instance=brought) if is_open else None),
            "unasked_headers": [header for header, field in brought.columns if field in unasked],
            "can_add": brought.state == ImportState.CHECKED and numbers.get("to_add"),
            "can_discard": is_open,
            "undo_form": (kwargs.get("undo_form") or ReasonForm()) if brought.state == ImportState.DONE else None,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add, discard, look again with other columns, or take back."""
        if not request.user.has_perm("petitions.add_import"):
            raise PermissionDenied
        acts = {"add": self._add, "discard": self._discard, "look": self._look, "undo": self._undo}
        act = acts.get(request.POST.get("act", ""))
        try:
            answer = act() if act else None
        except NotPossible:
            messages.error(request, _("The import has moved on meanwhile. Look at it again."))
            answer = None
        return answer or HttpResponseRedirect(reverse("imports:inspect", args=[self.object.pk]))

    def _add(self) -> None:
        with transaction.atomic():
            decide(self.object, self.request.user)
            start(self.object)

    def _discard(self) -> None:
        discard(self.object, self.request.user)
        messages.success(self.request, _("The file is thrown away. Nothing of it was added."))

    def _look(self) -> HttpResponse | None:
        form = ColumnsForm(self.request.POST, instance=self.object)
        if form.is_valid():
            cleaned = form.cleaned_data
            try:
                with transaction.atomic():
                    look_again(
                        # Not the one of the form, which has taken the new settings already.
                        Import.objects.get(pk=self.object.pk),
                        form.columns,
                        cleaned.get("encoding", ""),
                        cleaned.get("delimiter", ""),
                        {name: cleaned[name] for name in SETTINGS},
                    )
                    start(self.object)
            except NoName:
                form.add_error(None, _("Say which column has the names."))
            except Unreadable as error:
                form.add_error("encoding" if "encoding" in form.fields else None, explain(error))
            else:
                return None
        return self.render_to_response(self.get_context_data(columns_form=form), status=UNPROCESSABLE)

    def _undo(self) -> HttpResponse | None:
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(undo_form=form), status=UNPROCESSABLE)
        undo(self.object, self.request.user, form.cleaned_data["reason"])
        messages.success(self.request, _("Taken back: its signatures are deleted and not counted any more."))
        return None


def rejected(request: HttpRequest, pk: int) -> Any:
    """The rows that could not be added, to be mended and loaded again."""
    if not request.user.has_perm("petitions.view_import"):
        raise PermissionDenied
    brought = get_object_or_404(Import, pk=pk)
    response = file_response(brought.rejected)
    log(instance=brought.petition, action="petitions.downloaded", user=request.user)
    return response


class ImportViewSet(WorkViewSet):
    """Files of signatures that were brought in, or are to be."""

    model = Import
    name = "imports"
    icon = "upload"
    menu_label = pgettext_lazy("of signatures", "Import")
    menu_order = 50
    asks_by = ImportForm
    add_view_class = ImportCreateView
    inspect_view_class = ImportView
    create_template_name = "petitions/admin/upload.html"
    list_filter = ["petition", "state"]
    list_display = [
        TitleColumn("file_name", label=_("File name"), accessor="file_name", url_name="imports:inspect"),
        Column("petition", label=pgettext_lazy("of signatures", "Petition"), accessor="petition"),
        Column("state", label=pgettext_lazy("of an import", "State"), accessor="get_state_display"),
        Column("added", label=_("Added"), accessor=lambda brought: brought.numbers.get("added", "–")),
        DateColumn("asked_at", label=_("Uploaded"), sort_key="asked_at"),
    ]
    inspect_view_fields = [
        "petition",
        "file_name",
        "state",
        "basis",
        "basis_note",
        "asked_by",
        "asked_at",
        "finished_at",
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Ways to look, to ask, and the file."""
        return [*super().get_urlpatterns(), path("inspect/<int:pk>/rejected/", rejected, name="rejected")]
