"""Handing a petition over, in the admin: the pack before, and what happened after."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, PageChooserPanel
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from campaigns.petitions.background import start
from campaigns.petitions.forms.handover import HandoverForm
from campaigns.petitions.handing_over import ask_for_pack
from campaigns.petitions.models import Handover
from campaigns.petitions.permissions import may_see_pack, petitions_for

from .files import file_response
from .work import PetitionsIndexView, WorkView


class HandoverCreateView(CreateView):
    """Plan a handover; the pack comes next."""

    def get_success_url(self) -> str:
        return reverse("handovers:inspect", args=[self.object.pk])


class HandoverView(WorkView):
    """One handover, where its pack is made and fetched."""

    template_name = "petitions/admin/handover.html"
    page_title = pgettext_lazy("of a petition", "Handover")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        handover: Handover = self.object
        return {
            **super().get_context_data(**kwargs),
            "handover": handover,
            "may_open": may_see_pack(self.request.user, handover),
            "may_make": self.request.user.has_perm("petitions.change_handover") and not handover.is_working,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have the pack made."""
        if not request.user.has_perm("petitions.change_handover"):
            raise PermissionDenied
        with transaction.atomic():
            ask_for_pack(self.object, request.user)
            start(self.object)
        return HttpResponseRedirect(reverse("handovers:inspect", args=[self.object.pk]))


def download(request: HttpRequest, pk: int) -> Any:
    """The pack; who took it stands in the history."""
    handover = get_object_or_404(Handover, pk=pk, petition__in=petitions_for(request.user))
    if not may_see_pack(request.user, handover):
        raise PermissionDenied
    response = file_response(handover.pack)
    log(instance=handover, action="petitions.downloaded", user=request.user, data={"purpose": handover.mode})
    return response


class HandoverViewSet(ModelViewSet):
    """Deliveries of petitions: planned, done, answered."""

    model = Handover
    name = "handovers"
    icon = "mail"
    menu_label = pgettext_lazy("of petitions", "Handover")
    menu_order = 70
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = PetitionsIndexView
    add_view_class = HandoverCreateView
    inspect_view_class = HandoverView
    list_filter = ["petition"]
    list_display = [
        TitleColumn("petition", label=pgettext_lazy("of signatures", "Petition"), url_name="handovers:inspect"),
        Column("recipient", label=_("Recipients"), accessor="first_recipient"),
        DateColumn("planned_for", label=pgettext_lazy("of a handover", "Date"), sort_key="planned_for"),
        Column("state", label=pgettext_lazy("of a handover", "Pack"), accessor="get_state_display"),
        DateColumn("delivered_on", label=_("Handed over on"), sort_key="delivered_on"),
    ]
    inspect_view_fields = [
        "petition",
        "mode",
        "recipients",
        "planned_for",
        "as_of",
        "state",
        "signatures",
        "pack_digest",
        "delivered_on",
        "place",
        "answered_on",
    ]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("petition"), FieldPanel("mode")]),
                    FieldPanel("recipients"),
                    FieldRowPanel([FieldPanel("planned_for"), FieldPanel("as_of")]),
                    FieldPanel("language"),
                    FieldPanel("message"),
                ],
                heading=_("The pack"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("delivered_on"), FieldPanel("place")]),
                    FieldPanel("photo"),
                    FieldPanel("answered_on"),
                    PageChooserPanel("news"),
                ],
                heading=_("What happened"),
            ),
        ],
        base_form_class=HandoverForm,
    )

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form of the panels."""
        return self.get_edit_handler().get_form_class()

    def get_urlpatterns(self) -> list[URLPattern]:
        """Those of every model, and the pack."""
        return [*super().get_urlpatterns(), path("inspect/<int:pk>/pack/", download, name="download")]
