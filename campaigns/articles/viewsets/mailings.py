"""Mailings of updates: the list, and one as it goes."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn, UserColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from campaigns.articles.mailing import NotPossible, cancel, pause, resume, stop
from campaigns.articles.models import ENDED_STATES, Mailing, MailingState, UpdatePage
from campaigns.articles.permissions import mailing_policy, may_mail
from campaigns.petitions.viewsets.work import PlainInspectView

from .planning import PlanView, PreviewView, preview_html

# What may have become of mails, in the order in which it is told, and how it is called.
FATES = (
    ("sent", pgettext_lazy("number of mails", "Taken by the mail server")),
    ("refused", pgettext_lazy("number of mails", "Refused by the mail server")),
    ("uncertain", pgettext_lazy("number of mails", "Uncertain: broken off while it was sent, not sent again")),
    ("left", pgettext_lazy("number of mails", "Not sent: wants no news any more, or has taken the signature back")),
    ("twice", pgettext_lazy("number of mails", "Not sent: the same mailbox signed another petition of the campaign")),
)


class MailingIndexView(IndexView):
    """All mailings, the latest first, and the updates that wait for one."""

    any_permission_required = ["view"]
    template_name = "articles/admin/mailings.html"
    most = 5

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("asked_by")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        mailed = Mailing.objects.values("update_key")
        online = UpdatePage.objects.visible().filter(alias_of=None)
        earlier = online.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
        waiting = online.filter(~Exists(earlier)).exclude(translation_key__in=mailed)
        newest = waiting.select_related("locale").newest_first()[: self.most]
        user = self.request.user
        return {
            **super().get_context_data(*args, **kwargs),
            "waiting": list(newest) if mailing_policy.user_has_permission(user, "send") else [],
        }


class MailingView(PlainInspectView):
    """One mailing: how far it is, and the ways to pause, go on and stop. `?progress` tells a script how far."""

    template_name = "articles/admin/mailing.html"
    page_title = pgettext_lazy("of an update", "Mailing")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        mailing: Mailing = self.object
        if "progress" in request.GET:
            return JsonResponse({"done": mailing.handled, "is_working": mailing.is_working})
        return super().get(request, *args, **kwargs)

    def may_steer(self) -> bool:
        """Whether this person may send this update."""
        page, user = self.object.page, self.request.user
        return may_mail(user, page) if page else mailing_policy.user_has_permission(user, "send")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mailing: Mailing = self.object
        unsent = mailing.planned - mailing.handled if mailing.state == MailingState.STOPPED else 0
        return {
            **super().get_context_data(**kwargs),
            "mailing": mailing,
            "fates": [(label, getattr(mailing, name)) for name, label in FATES if getattr(mailing, name)],
            "unsent": unsent,
            "may_steer": mailing.state not in ENDED_STATES and self.may_steer(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Pause, go on, stop, or take back what has not begun."""
        if not self.may_steer():
            raise PermissionDenied
        act = {"pause": pause, "resume": resume, "stop": stop, "cancel": cancel}.get(request.POST.get("act", ""))
        try:
            if act:
                act(self.object, request.user)
        except NotPossible:
            messages.error(request, _("The mailing has moved on meanwhile. Look at it again."))
        else:
            if act is cancel:
                messages.success(request, _("Cancelled. The update can be mailed at another time."))
                return HttpResponseRedirect(reverse("mailings:index"))
        return HttpResponseRedirect(reverse("mailings:inspect", args=[self.object.pk]))


class MailingViewSet(ModelViewSet):
    """Mailings of updates to those who asked for news. They are planned at the update, and steered here."""

    model = Mailing
    name = "mailings"
    icon = "mail"
    menu_label = _("Mailings")
    menu_order = 151
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    form_fields = ["pace"]
    index_view_class = MailingIndexView
    inspect_view_class = MailingView
    list_filter = ["state"]
    list_display = [
        TitleColumn(
            "title", label=pgettext_lazy("news on a campaign", "Update"), accessor="title", url_name="mailings:inspect"
        ),
        Column("state", label=pgettext_lazy("of a mailing", "State"), accessor="get_state_display"),
        Column("sent", label=pgettext_lazy("of mails", "Sent"), accessor="sent"),
        DateColumn("starts_at", label=pgettext_lazy("of a mailing", "Starts"), sort_key="starts_at"),
        UserColumn("asked_by"),
    ]
    inspect_view_fields = ["state", "starts_at", "pace", "asked_by", "asked_at", "started_at", "finished_at"]

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, one mailing, and the way to a new one."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("new/<int:update_id>/", PlanView.as_view(), name="plan"),
            path("new/<int:update_id>/<slug:language>/", PreviewView.as_view(), name="preview"),
            path("new/<int:update_id>/<slug:language>/html/", preview_html, name="preview_html"),
        ]


def mailing_buttons(page: Page, user: Any, next_url: str | None = None, view_name: str = "") -> Iterator[Button]:
    """Hooks register_page_header_buttons and register_page_listing_more_buttons."""
    update = page.specific
    if isinstance(update, UpdatePage) and page.live and may_mail(user, update):
        yield Button(_("Mail to signers"), reverse("mailings:plan", args=[page.pk]), icon_name="mail", priority=63)
