"""Signatures that wait for a decision, and those decided against."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from campaigns.petitions import history
from campaigns.petitions.history import in_words
from campaigns.petitions.models import Signature, Status
from campaigns.petitions.permissions import may_see_names
from campaigns.petitions.reviewing import ACTIONS, review_some
from campaigns.petitions.signing import Act
from campaigns.views import SeeOther

from .about import PetitionScreen
from .keyset import SIZE, key_of, page_of
from .lines import lines_of

REVIEWED = {Status.HELD: (Act.RELEASE, Act.INVALIDATE), Status.INVALIDATED: (Act.RESTORE,)}


class ReviewView(PetitionScreen):
    """Held or invalidated signatures, to be decided upon one or several at once.

    Data officers see names; whoever else may decide sees reasons, countries and times.
    """

    template_name = "petitions/admin/review.html"
    page_title = _("Signatures to review")
    permission_required = "petitions.review_signature"

    @property
    def _status(self) -> Status:
        wish = self.request.GET.get("status", "")
        return Status(wish) if wish in REVIEWED else Status.HELD

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        status, shows_names = self._status, may_see_names(self.request.user)
        rows = Signature.objects.filter(petition=self.petition, status=status)
        if status == Status.INVALIDATED:
            rows = rows.filter(sealed_person__isnull=False)
        page = page_of(rows if shows_names else rows.defer("sealed_person"), self.request.GET, {"status": status})
        if shows_names and page.rows:
            data = {"rows": len(page.rows)}
            log(instance=self.petition, action="petitions.listed", user=self.request.user, data=data)
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "lines": lines_of(page.rows, with_names=shows_names),
            "status": status,
            "statuses": [(value, value.label) for value in REVIEWED],
            "shows_names": shows_names,
            "acts": REVIEWED[status],
            "invalidations": self.petition.invalidations.select_related("asked_by")[:10],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide about what is ticked; what somebody else has decided meanwhile stays as it is."""
        act = next((act for act in ACTIONS if act == request.POST.get("act")), None)
        keys = [key for key in map(key_of, request.POST.getlist("signature")[:SIZE]) if key]
        if act is None or not keys:
            messages.error(request, _("Tick at least one signature."))
        else:
            moved = review_some(self.petition, keys, act, request.user)
            messages.success(request, in_words(history.ACTIONS[ACTIONS[act]].label, moved))
        address = reverse("petition_desk:review", args=[self.petition.pk])
        return SeeOther(f"{address}?status={self._status}")
