"""Ending a petition: later, now, or with an outcome. Each under the lock of its row, and told to its history."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from .models import Outcome, Petition


class NotPossible(Exception):
    """It has ended already, or the time makes no sense for it."""


@transaction.atomic
def move_end(petition: Petition, closes_at: datetime, user: Any) -> None:
    """Let it end at a moment to come, whether it has closed or not. NotPossible once it has an outcome."""
    locked = _locked(petition)
    if locked.outcome or closes_at <= timezone.now() or (locked.opens_at and closes_at <= locked.opens_at):
        raise NotPossible
    _end(locked, closes_at, "end_moved", user)


@transaction.atomic
def close(petition: Petition, user: Any) -> None:
    """End the signing now. NotPossible if it is not open: of two people the second finds it closed."""
    locked = _locked(petition)
    if not locked.is_signable():
        raise NotPossible
    _end(locked, timezone.now(), "closed", user)


@transaction.atomic
def record_outcome(petition: Petition, outcome: Outcome, handed_over_on: date | None, user: Any) -> None:
    """Say what became of it; any outcome ends the signing, none takes an earlier one back."""
    locked = _locked(petition)
    locked.outcome, locked.handed_over_on = outcome, handed_over_on
    locked.save()
    log(instance=locked, action="petitions.outcome_recorded", user=user)


def _locked(petition: Petition) -> Petition:
    return Petition.objects.select_for_update().get(pk=petition.pk)


def _end(petition: Petition, moment: datetime, what: str, user: Any) -> None:
    petition.closes_at = moment
    petition.save()
    log(instance=petition, action=f"petitions.{what}", user=user)
