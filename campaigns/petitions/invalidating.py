"""Invalidating signatures by a rule: counted first, decided by a person, undone as a whole for 30 days.

counting ──> counted ──decide──> applying ──> applied ──undo──> undoing ──> undone
         └─> failed    └─discard─> discarded

Each state that works goes batch by batch. A batch and how far it got are one transaction, so that a killed worker
leaves numbers that are right, and the next one goes on from there.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from .models import (
    INVALIDATED_BY_RULE,
    INVALIDATION_UNDOABLE,
    Invalidation,
    InvalidationState,
    Petition,
    Rule,
    Signature,
    Status,
)
from .signing import invalidate_all, restore_all

BATCH = 5000


class NotPossible(Exception):
    """It does not stand where this could be done: somebody was faster, or its time is over."""


@transaction.atomic
def ask(petition: Petition, rule: Rule, user: Any) -> Invalidation:
    """Have counted what a rule would invalidate; nothing is changed yet."""
    invalidation = Invalidation.objects.create(petition=petition, asked_by=user, as_of=timezone.now())
    invalidation.rule = rule
    invalidation.save(update_fields=["sealed_rule"])
    return invalidation


@transaction.atomic
def decide(invalidation: Invalidation, user: Any, reason: str) -> None:
    """Have it done. Raises NotPossible unless it was counted and found something."""
    now = timezone.now()
    counted = Invalidation.objects.filter(pk=invalidation.pk, state=InvalidationState.COUNTED)
    counted = counted.annotate(number=F("found_confirmed") + F("found_held")).filter(number__gt=0)
    if not counted.update(state=InvalidationState.APPLYING, reason=reason, applied_at=now, position=0, looked_at=0):
        raise NotPossible
    _log("decided", invalidation, user, invalidation.found, reason)


@transaction.atomic
def discard(invalidation: Invalidation, user: Any) -> None:
    """Leave everything as it is. Raises NotPossible."""
    counted = Invalidation.objects.filter(pk=invalidation.pk, state=InvalidationState.COUNTED)
    if not counted.update(state=InvalidationState.DISCARDED, finished_at=timezone.now(), sealed_rule=None):
        raise NotPossible


@transaction.atomic
def undo(invalidation: Invalidation, user: Any, reason: str) -> None:
    """Have everything restored that still can be. Raises NotPossible once its time is over."""
    applied = Invalidation.objects.filter(
        pk=invalidation.pk, state=InvalidationState.APPLIED, applied_at__gt=timezone.now() - INVALIDATION_UNDOABLE
    )
    if not applied.update(state=InvalidationState.UNDOING, position=0, looked_at=0, has_failed=False):
        raise NotPossible
    _log("undone", invalidation, user, invalidation.invalidated, reason)


def work_on(invalidation: Invalidation) -> None:
    """One batch of whatever it is at, within the worker's transaction; then it is further, or done."""
    step, done = STEPS[InvalidationState(invalidation.state)]
    if not step(invalidation):
        invalidation.state, invalidation.finished_at = done, timezone.now()
    invalidation.save()


def _count(invalidation: Invalidation) -> bool:
    found = _next_of_rule(invalidation)
    statuses = [status for _pk, status in found or []]
    invalidation.found_confirmed += statuses.count(Status.CONFIRMED)
    invalidation.found_held += statuses.count(Status.HELD)
    return found is not None


def _apply(invalidation: Invalidation) -> bool:
    found = _next_of_rule(invalidation)
    invalidation.invalidated += invalidate_all(invalidation, [pk for pk, _status in found]) if found else 0
    return found is not None


def _restore(invalidation: Invalidation) -> bool:
    invalidated = invalidation.signatures.filter(pk__gt=invalidation.position).order_by("pk")
    keys = list(invalidated.values_list("pk", flat=True)[:BATCH])
    if not keys:
        return False
    invalidation.restored += restore_all(invalidation, keys)
    invalidation.position, invalidation.looked_at = keys[-1], invalidation.looked_at + len(keys)
    return True


def _next_of_rule(invalidation: Invalidation) -> list[tuple[int, str]] | None:
    """Of the next batch of signatures those that fit, with their status; None where no signature is left to look at."""
    rule = invalidation.rule
    if rule is None:
        return None
    rows = Signature.objects.filter(
        petition=invalidation.petition_id,
        pk__gt=invalidation.position,
        status__in=INVALIDATED_BY_RULE,
        status_since__lte=invalidation.as_of,
        **rule.conditions,
    ).order_by("pk")
    if not rule.needs_names:
        batch = list(rows.values_list("pk", "status")[:BATCH])
        fitting = batch
    else:
        sealed = list(rows.values_list("pk", "status", "sealed_person", "public_id")[:BATCH])
        batch = [(pk, status) for pk, status, _sealed, _public_id in sealed]
        fitting = [
            (pk, status) for pk, status, person, public_id in sealed if rule.fits(Signature.unsealed(person, public_id))
        ]
    if not batch:
        return None
    invalidation.position, invalidation.looked_at = batch[-1][0], invalidation.looked_at + len(batch)
    return fitting


def _log(what: str, invalidation: Invalidation, user: Any, number: int, reason: str) -> None:
    data = {"rows": number, "reason": reason}
    log(instance=invalidation.petition, action=f"petitions.invalidation_{what}", user=user, data=data)


STEPS: dict[InvalidationState, tuple[Callable[[Invalidation], bool], InvalidationState]] = {
    InvalidationState.COUNTING: (_count, InvalidationState.COUNTED),
    InvalidationState.APPLYING: (_apply, InvalidationState.APPLIED),
    InvalidationState.UNDOING: (_restore, InvalidationState.UNDONE),
}
