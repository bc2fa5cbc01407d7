"""A petition's desk: how it goes, and what can be done about it."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from campaigns.charts import bar, bars
from campaigns.countries import country_name
from campaigns.languages import language_name, written_number
from campaigns.petitions import reminding, steering
from campaigns.petitions.background import start
from campaigns.petitions.figures import at_most, confirmation_rate, over_time, sums_by, sums_by_share_tag
from campaigns.petitions.forms.desk import EndForm, OutcomeForm
from campaigns.petitions.history import ACTIONS
from campaigns.petitions.models import Outcome, Reminder, Source
from campaigns.petitions.permissions import may_see_names, pages_for
from campaigns.views import UNPROCESSABLE, SeeOther

from .about import PetitionScreen
from .invalidating import InvalidationView, RuleView
from .reviewing import ReviewView
from .work import progress_of

MOST_SHOWN = 12
PAGES_SHOWN = 50


class DeskView(PetitionScreen):
    """One petition with its numbers, and the ways to everything that is done with it."""

    template_name = "petitions/admin/desk.html"
    page_title = pgettext_lazy("of a petition", "Desk")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, _desk, here = super().get_breadcrumbs_items()
        return [*above, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        petition, user = self.petition, self.request.user
        by_day, by_source = sums_by(petition, "day"), sums_by(petition, "source")
        today = timezone.now().date()
        spans = over_time(by_day, today if petition.is_signable() else max(by_day, default=today))
        confirmed = sum(by_source.values())
        may_review = user.has_perm("petitions.review_signature")
        return {
            **super().get_context_data(**kwargs),
            "confirmed": confirmed,
            "percent": petition.percent_of_goal(confirmed),
            "today": by_day[today],
            "week": sum(number for day, number in by_day.items() if (today - day).days < 7),
            "rate": confirmation_rate(petition),
            "days_left": petition.days_left if petition.is_signable() else None,
            "spans": spans,
            "chart": bars([number for _start, number in spans]),
            "shares": [
                (_("By country"), _("Country"), _shares(sums_by(petition, "country"), _country)),
                (_("By language"), _("Language"), _shares(sums_by(petition, "language"), language_name)),
                (_("By source"), pgettext_lazy("of a signature", "Source"), _shares(by_source, _source)),
                (_("By share tag"), _("Share tag"), _shares(sums_by_share_tag(petition), str)),
            ],
            "held": at_most(petition.signatures.held()) if may_review else None,
            "pages": pages_for(user).filter(petition=petition).select_related("locale").order_by("pk")[:PAGES_SHOWN],
            "may_review": may_review,
            "may_change": user.has_perm("petitions.change_petition"),
            "may_import": user.has_perm("petitions.add_import"),
            "may_see_names": may_see_names(user),
        }


def _country(code: str) -> str:
    return country_name(code, get_language() or "en")


def _source(name: str) -> str | Promise:
    return Source(name).label


def _shares(sums: dict[str, int], name_of: Any) -> list[tuple[Any, int, Any]]:
    """The largest by name with a bar each, and all others together."""
    ordered = sorted(sums.items(), key=lambda item: -item[1])
    rows = [(name_of(key), number) for key, number in ordered[:MOST_SHOWN]]
    if ordered[MOST_SHOWN:]:
        rows.append((_("All others"), sum(number for _key, number in ordered[MOST_SHOWN:])))
    most = max((number for _name, number in rows), default=0)
    return [(name, number, bar(number, most)) for name, number in rows]


class SteerView(PetitionScreen):
    """Move the end, close now, say what became of it."""

    template_name = "petitions/admin/steer.html"
    page_title = _("End and outcome")
    permission_required = "petitions.change_petition"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        petition = self.petition
        end = EndForm(petition=petition, initial={"closes_at": petition.closes_at})
        forms = {"end_form": end, "outcome_form": OutcomeForm(instance=petition), **kwargs}
        media = forms["end_form"].media + forms["outcome_form"].media
        return {**super().get_context_data(), **forms, "media": media, "is_open": petition.is_signable()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do one of the three."""
        acts = {"end": self._end, "close": self._close, "outcome": self._outcome}
        act = acts.get(request.POST.get("act", ""))
        try:
            invalid = act() if act else None
        except steering.NotPossible:
            messages.error(request, _("Somebody else was faster, or its time is over. Look at it again."))
            invalid = None
        if invalid:
            return self.render_to_response(self.get_context_data(**invalid), status=UNPROCESSABLE)
        return SeeOther(reverse("petition_desk:desk", args=[self.petition.pk]))

    def _end(self) -> dict[str, Any] | None:
        form = EndForm(self.request.POST, petition=self.petition)
        if not form.is_valid():
            return {"end_form": form}
        steering.move_end(self.petition, form.cleaned_data["closes_at"], self.request.user)
        messages.success(self.request, str(ACTIONS["end_moved"].label))
        return None

    def _close(self) -> None:
        steering.close(self.petition, self.request.user)
        messages.success(self.request, str(ACTIONS["closed"].label))

    def _outcome(self) -> dict[str, Any] | None:
        form = OutcomeForm(self.request.POST, instance=copy(self.petition))
        if not form.is_valid():
            return {"outcome_form": form}
        cleaned = form.cleaned_data
        outcome = Outcome(cleaned["outcome"])
        steering.record_outcome(self.petition, outcome, cleaned["handed_over_on"], self.request.user)
        messages.success(self.request, str(ACTIONS["outcome_recorded"].label))
        return None


class RemindView(PetitionScreen):
    """How many wait for their confirmation; send them the link again."""

    template_name = "petitions/admin/remind.html"
    page_title = _("Send confirmation links again")
    permission_required = "petitions.change_petition"

    @property
    def _latest(self) -> Reminder | None:
        return Reminder.objects.filter(petition=self.petition).order_by("-pk").first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        latest = self._latest
        if "progress" in request.GET and latest:
            return progress_of(latest)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number, is_more = at_most(reminding.due(self.petition))
        latest = self._latest
        shown = f"{written_number(number)}{'+' if is_more else ''}"
        return {**super().get_context_data(**kwargs), "number": number, "shown": shown, "latest": latest}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have them written to; once, however often it is asked for."""
        if not self.petition.accepts_confirmations():
            raise PermissionDenied
        start(reminding.ask(self.petition, request.user))
        return SeeOther(reverse("petition_desk:remind", args=[self.petition.pk]))


class DeskViewSet(ViewSet):
    """The screens of a petition's desk. They have no entry in the menu: one comes from a petition."""

    name = "petition_desk"
    icon = "clipboard-list"

    def get_urlpatterns(self) -> list[URLPattern]:
        """One petition's screens."""
        return [
            path("<int:pk>/", DeskView.as_view(), name="desk"),
            path("<int:pk>/steer/", SteerView.as_view(), name="steer"),
            path("<int:pk>/remind/", RemindView.as_view(), name="remind"),
            path("<int:pk>/review/", ReviewView.as_view(), name="review"),
            path("<int:pk>/invalidate/", RuleView.as_view(), name="invalidate"),
            path("invalidations/<int:invalidation>/", InvalidationView.as_view(), name="invalidation"),
        ]
