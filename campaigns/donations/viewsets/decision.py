"""The desk of the second person: what was entered, beside what is in force, and what waits on the dashboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn, UserColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from campaigns.donations.approving import NotTheSameNumber, NotWaiting, SamePerson, approve, in_force, refuse
from campaigns.donations.forms import DecisionForm
from campaigns.donations.models import BankAccount, BankDetails, DetailsState
from campaigns.donations.models.details import IDENTIFYING
from campaigns.donations.permissions import may_approve, may_refuse


class BankDetailsIndexView(generic.IndexView):
    """All that was ever entered, with the name of the account it is for."""

    def get_base_queryset(self) -> QuerySet[BankDetails]:
        accounts = BankAccount.objects.filter(translation_key=OuterRef("account_key")).order_by("pk")
        details = super().get_base_queryset().select_related("entered_by", "decided_by")
        return details.annotate(account=Subquery(accounts.values("title")[:1]))


@dataclass(frozen=True)
class Comparison:
    """One value as it is in force and as it was entered; what differs is marked in the new one."""

    label: str
    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        return self.old != self.new

    @property
    def marked(self) -> SafeString:
        """The new value, with every character that is not in the old one marked."""
        if not self.old:
            return format_html("{}", self.new)
        return format_html_join("", "{}", ((part,) for part in self._parts()))

    def _parts(self) -> Iterator[SafeString | str]:
        for kind, _old_start, _old_end, start, end in SequenceMatcher(None, self.old, self.new).get_opcodes():
            text = self.new[start:end]
            yield text if kind == "equal" else format_html("<mark>{}</mark>", text)


class DecisionView(generic.InspectView):
    """Details beside what is in force, where the second person approves or refuses them."""

    template_name = "donations/admin/decision.html"
    page_title = _("Bank details")

    def get_page_subtitle(self) -> str:
        """The account they are for."""
        return str(self.account or "")

    @cached_property
    def account(self) -> BankAccount | None:
        """The account they are for; None where it was deleted since."""
        return BankAccount.objects.originals().filter(translation_key=self.object.account_key).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        details, user = self.object, self.request.user
        is_waiting = details.state == DetailsState.PENDING
        return {
            **super().get_context_data(**kwargs),
            "details": details,
            "comparisons": list(_comparisons(in_force(details.account_key) if is_waiting else None, details)),
            "is_waiting": is_waiting,
            "is_own": details.entered_by_id == user.pk,
            "may_approve": is_waiting and may_approve(user, details),
            "may_refuse": is_waiting and may_refuse(user, details),
            "form": kwargs.get("form") or DecisionForm(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide; what cannot be done is said beside the form."""
        form = DecisionForm(request.POST)
        allowed = {"approve": may_approve, "refuse": may_refuse}.get(request.POST.get("decision", ""))
        if allowed is None or not form.is_valid() or not allowed(request.user, self.object):
            raise PermissionDenied
        try:
            message = self._decide(form)
        except NotTheSameNumber:
            form.add_error(
                "typed",
                _("This is not the number that was entered. Look at the bank statement again; refuse if it differs."),
            )
            return self.render_to_response(self.get_context_data(form=form), status=422)
        except NotWaiting:
            message = gettext("Somebody else has decided on these details, or replaced them.")
            messages.error(request, message)
        else:
            messages.success(request, message)
        return HttpResponseRedirect(reverse("bank_details:index"))

    def _decide(self, form: DecisionForm) -> str:
        if self.request.POST["decision"] == "refuse":
            refuse(self.object, self.request.user, form.cleaned_data["reason"])
            return gettext("Refused. Donors go on seeing what was in force before.")
        try:
            approve(self.object, self.request.user, form.cleaned_data["typed"])
        except SamePerson as error:
            raise PermissionDenied from error
        return gettext("Approved. Donors see these details from now on.")


def _comparisons(old: BankDetails | None, new: BankDetails) -> Iterator[Comparison]:
    for name in IDENTIFYING:
        before, after = (_value(details, name) if details else "" for details in (old, new))
        if before or after:
            yield Comparison(BankDetails.label_of(name), before, after)


def _value(details: BankDetails, name: str) -> str:
    if name == "iban":
        return details.number if details.iban else ""
    if name == "country":
        return details.country_name
    if name == "routing_kind" and not details.routing_kind:
        return ""
    shown = getattr(details, f"get_{name}_display", None)
    return str(shown() if shown else getattr(details, name))


class BankDetailsViewSet(ModelViewSet):
    """What was entered, by whom, and what a second person made of it. Nothing is added, changed or deleted here."""

    model = BankDetails
    name = "bank_details"
    icon = "check"
    menu_label = _("Changes of bank details")
    menu_order = 30
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = BankDetailsIndexView
    inspect_view_class = DecisionView
    form_fields = ["holder"]
    list_filter = ["state"]
    list_display = [
        TitleColumn(
            "account",
            label=_("Account"),
            accessor=lambda row: row.account or "–",
            url_name="bank_details:inspect",
        ),
        Column("holder", label=_("Account holder"), accessor="holder"),
        Column("number", label="IBAN", accessor="number"),
        Column("state", label=pgettext_lazy("of bank details", "State"), accessor="get_state_display"),
        UserColumn("entered_by"),
        DateColumn("entered_at", label=_("Entered"), sort_key="entered_at"),
    ]


class BankDetailsPanel(Component):
    """On the dashboard: details that wait for this person, and accounts somebody should look at again."""

    name = "bank_details"
    order = 110
    template_name = "donations/admin/dashboard.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        waiting = BankDetails.objects.pending() if user.has_perm("donations.view_bankdetails") else []
        accounts = list(BankAccount.objects.originals()) if user.has_perm("donations.change_bankaccount") else []
        shown = BankDetails.objects.current_of(account.translation_key for account in accounts)
        return {
            "waiting": [details for details in waiting if may_approve(user, details)],
            "due": [account for account in accounts if account.translation_key in shown and account.notes_due()],
        }
