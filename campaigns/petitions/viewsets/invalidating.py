"""Invalidating by rule: say which, see how many, decide, undo."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns.countries import country_name
from campaigns.petitions.background import start
from campaigns.petitions.forms.desk import FIELDS_WITH_NAMES, RuleForm
from campaigns.petitions.forms.exchange import ReasonForm
from campaigns.petitions.invalidating import NotPossible, ask, decide, discard, undo
from campaigns.petitions.models import Invalidation, InvalidationState, Petition, Risk, Rule, Source
from campaigns.petitions.permissions import may_see_names
from campaigns.views import UNPROCESSABLE, SeeOther

from .about import PetitionScreen
from .work import progress_of


class RuleView(PetitionScreen):
    """Say which signatures; nothing is done before they are counted and somebody has decided."""

    template_name = "petitions/admin/rule.html"
    page_title = _("Invalidate by rule")
    permission_required = "petitions.review_signature"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or RuleForm(may_see_names=may_see_names(self.request.user))
        return {**super().get_context_data(**kwargs), "form": form, "media": form.media}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have them counted."""
        form = RuleForm(request.POST, may_see_names=may_see_names(request.user))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)
        with transaction.atomic():
            invalidation = ask(self.petition, form.rule, request.user)
            start(invalidation)
        return SeeOther(reverse("petition_desk:invalidation", args=[invalidation.pk]))


class InvalidationView(PetitionScreen):
    """One invalidation: what it says, how many it finds, the decision, the way back."""

    template_name = "petitions/admin/invalidation.html"
    page_title = _("Invalidate by rule")
    permission_required = "petitions.review_signature"

    @cached_property
    def invalidation(self) -> Invalidation:
        """The one it is about."""
        rows = Invalidation.objects.select_related("petition", "asked_by")
        return get_object_or_404(rows, pk=self.kwargs["invalidation"])

    @cached_property
    def petition(self) -> Petition:
        return self.invalidation.petition

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "progress" in request.GET:
            return progress_of(self.invalidation)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invalidation = self.invalidation
        is_counted = invalidation.state == InvalidationState.COUNTED
        can_be_decided = (is_counted and invalidation.found) or invalidation.is_undoable
        return {
            **super().get_context_data(**kwargs),
            "invalidation": invalidation,
            "says": _in_words(invalidation.rule, shows_names=may_see_names(self.request.user)),
            "is_counted": is_counted,
            "reason_form": (kwargs.get("form") or ReasonForm()) if can_be_decided else None,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Invalidate, discard, or undo."""
        act = request.POST.get("act", "")
        try:
            if act == "discard":
                discard(self.invalidation, request.user)
            elif act in {"decide", "undo"}:
                form = ReasonForm(request.POST)
                if not form.is_valid():
                    return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)
                self._do(decide if act == "decide" else undo, form.cleaned_data["reason"])
        except NotPossible:
            messages.error(request, _("Somebody else was faster, or its time is over. Look at it again."))
        return SeeOther(reverse("petition_desk:invalidation", args=[self.invalidation.pk]))

    def _do(self, act: Callable[[Invalidation, Any, str], None], reason: str) -> None:
        with transaction.atomic():
            act(self.invalidation, self.request.user, reason)
            start(self.invalidation)


def _in_words(rule: Rule | None, *, shows_names: bool) -> list[tuple[Any, Any]]:
    """What a rule says, by the labels of its form; what would name somebody only to those who may see it."""
    if rule is None:
        return []
    labels = RuleForm(may_see_names=True).fields
    words: dict[str, Callable[[str], Any]] = {
        "risk": lambda value: Risk(value).label,
        "country": lambda value: country_name(value, get_language() or "en"),
        "source": lambda value: Source(value).label,
        "since": datetime.fromisoformat,
        "until": datetime.fromisoformat,
    }
    said = [(name, getattr(rule, name)) for name in labels if getattr(rule, name)]
    return [
        (
            labels[name].label,
            _("shown to data officers only")
            if name in FIELDS_WITH_NAMES and not shows_names
            else words.get(name, str)(value),
        )
        for name, value in said
    ]
