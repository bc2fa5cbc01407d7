"""Sheets of paper in the admin: entered by one person, counted by two."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import FormView
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from campaigns.organisation import sheets_address
from campaigns.petitions.forms.sheets import COUNTED_ALREADY, BatchForm, CheckForm, SheetForm, UndoForm
from campaigns.petitions.models import Sheet, SheetState
from campaigns.petitions.permissions import may_check, may_see_names, may_undo
from campaigns.petitions.printable import print_form
from campaigns.petitions.sheets import NotPossible, NotTheSameCount, SamePerson, check, undo
from campaigns.printing.answering import pdf_response
from campaigns.printing.letter import Paper
from campaigns.printing.sheet import Layout
from campaigns.views import UNPROCESSABLE

from .files import file_response
from .work import PetitionInspectView, PetitionsIndexView


class SheetInspectView(PetitionInspectView):
    """A sheet, where the second person counts it, or takes it out of the count."""

    template_name = "petitions/admin/sheet.html"
    page_title = pgettext_lazy("of paper", "Sheet")

    def get_fields(self) -> list[str]:
        """What the first person counted is not shown to the second, so that two counts agree."""
        fields = super().get_fields()
        return [name for name in fields if name != "valid_lines" or self.get_object().state != SheetState.ENTERED]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet, user = self.object, self.request.user
        is_waiting, is_counted = sheet.state == SheetState.ENTERED, sheet.state == SheetState.COUNTED
        return {
            **super().get_context_data(**kwargs),
            "has_scan": sheet.scan_id is not None,
            "may_see_scan": may_see_names(user),
            "is_own": is_waiting and sheet.entered_by_id == user.pk,
            "check_form": (kwargs.get("form") or CheckForm()) if is_waiting and may_check(user, sheet) else None,
            "undo_form": (kwargs.get("form") or UndoForm()) if is_counted and may_undo(user) else None,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count the sheet, or take it out; what cannot be done is said beside the form."""
        is_check = self.object.state == SheetState.ENTERED
        if not (may_check(request.user, self.object) if is_check else may_undo(request.user)):
            raise PermissionDenied
        form = CheckForm(request.POST) if is_check else UndoForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)
        try:
            if is_check:
                check(self.object, request.user, form.cleaned_data["lines"])
                messages.success(request, _("Counted. It is part of the number now."))
            else:
                undo(self.object, request.user, form.cleaned_data["reason"])
                messages.success(request, _("Taken out of the count."))
        except NotTheSameCount:
            form.add_error("lines", _("The first person counted another number. Count again, both of you."))
            return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)
        except (NotPossible, SamePerson):
            messages.error(request, _("Somebody else has changed this sheet meanwhile. Look at it again."))
        return HttpResponseRedirect(reverse("sheets:inspect", args=[self.object.pk]))


class BatchView(WagtailAdminTemplateMixin, FormView):
    """Numbered sheets to print for one collector."""

    form_class = BatchForm
    template_name = "petitions/admin/batch.html"
    page_title = _("Print numbered sheets")
    header_icon = "form"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm("petitions.add_sheet"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list of sheets."""
        sheets = {"url": reverse("sheets:index"), "label": capfirst(Sheet._meta.verbose_name_plural)}
        return [*self.breadcrumbs_items, sheets, {"url": "", "label": self.page_title}]

    def form_valid(self, form: BatchForm) -> HttpResponse:
        """The PDF of the whole batch."""
        wish, page = form.cleaned_data, form.cleaned_data["page"]
        reference, numbers = page.petition.reference, wish["numbers"]
        content = partial(
            print_form,
            page,
            Layout(wish["layout"]),
            Paper(wish["paper"]),
            address=sheets_address(self.request),
            short_link=self.request.build_absolute_uri(reverse("petition_short_link", args=[reference])),
            numbers=numbers,
        )
        return pdf_response(content, f"{reference}-{numbers[0]}-{numbers[-1]}")


class SheetIndexView(PetitionsIndexView):
    """All sheets, with the way to print new ones."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if self.request.user.has_perm("petitions.add_sheet"):
            buttons.append(Button(_("Print numbered sheets"), url=reverse("sheets:print"), icon_name="form"))
        return buttons


class SheetEditView(EditView):
    """A sheet as the first person counted it."""

    def form_valid(self, form: SheetForm) -> HttpResponse:
        """Save, or say that the sheet was counted in the same moment."""
        try:
            return super().form_valid(form)
        except NotPossible:
            form.add_error(None, COUNTED_ALREADY)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class SheetViewSet(ModelViewSet):
    """Sheets of paper: entered by one person, counted by two."""

    model = Sheet
    name = "sheets"
    icon = "form"
    menu_label = pgettext_lazy("of paper", "Sheets")
    menu_order = 35
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = SheetIndexView
    edit_view_class = SheetEditView
    inspect_view_class = SheetInspectView
    list_filter = ["petition", "state"]
    search_fields = ["number", "collector", "place"]
    list_display = [
        TitleColumn("number", label=_("Sheet number"), accessor="number", url_name="sheets:inspect"),
        Column("petition", label=pgettext_lazy("of a sheet", "Petition"), accessor="petition"),
        Column("collector", label=pgettext_lazy("who collected signatures", "Collector"), accessor="collector"),
        Column(
            "lines",
            label=_("Valid signatures"),
            accessor=lambda sheet: "–" if sheet.state == SheetState.ENTERED else sheet.valid_lines,
        ),
        Column("state", label=pgettext_lazy("of a sheet", "State"), accessor="get_state_display"),
        DateColumn("entered_at", label=_("Entered"), sort_key="entered_at"),
    ]
    inspect_view_fields = [
        "petition",
        "number",
        "state",
        "valid_lines",
        "collector",
        "place",
        "collected_on",
        "country",
        "language",
        "entered_by",
        "entered_at",
        "checked_by",
        "counted_at",
    ]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("petition"), FieldPanel("number")]),
            FieldRowPanel([FieldPanel("collected_on"), FieldPanel("valid_lines")]),
            FieldRowPanel([FieldPanel("country"), FieldPanel("language")]),
            FieldRowPanel([FieldPanel("collector"), FieldPanel("place")]),
            FieldPanel("scan_file"),
        ],
        base_form_class=SheetForm,
    )

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form of the panels."""
        return self.get_edit_handler().get_form_class()

    def get_urlpatterns(self) -> list[URLPattern]:
        """Those of every model, and the one for printing."""
        return [
            *super().get_urlpatterns(),
            path("print/", BatchView.as_view(), name="print"),
            path("inspect/<int:pk>/scan/", scan, name="scan"),
        ]


def scan(request: HttpRequest, pk: int) -> Any:
    """The scan of a sheet, for those who may see who signed; who looked stands in its history."""
    if not may_see_names(request.user):
        raise PermissionDenied
    sheet = get_object_or_404(Sheet, pk=pk)
    response = file_response(sheet.scan)
    log(instance=sheet, action="petitions.scan_opened", user=request.user)
    return response


class SheetsPanel(Component):
    """On the dashboard: sheets that wait for this person to count them, too."""

    name = "sheets"
    order = 120
    template_name = "petitions/admin/sheets_panel.html"
    most = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        waiting = Sheet.objects.filter(state=SheetState.ENTERED).exclude(entered_by=user).select_related("petition")
        may_count = user.has_perm("petitions.check_sheet")
        return {"sheets": list(waiting.order_by("entered_at")[: self.most]) if may_count else []}
