"""How signatures move from one status to another, one or many at once, and what the tally is told of it.

For `signing` alone, which decides when.
"""

from collections import Counter
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone

from .models import COUNTED_STATUSES, ERASED_STATUSES, ERASED_VALUES, Signature, SignatureQuerySet, Status, TallyEntry
from .models.tally import CELL

Cell = tuple[int, date, str, str, str, str]


class Act(StrEnum):
    """What can happen to a signature."""

    CONFIRM = "confirm"
    HOLD = "hold"
    RELEASE = "release"
    INVALIDATE = "invalidate"
    RESTORE = "restore"
    WITHDRAW = "withdraw"
    ANONYMISE = "anonymise"
    HOLD_AGAIN = "hold_again"


TRANSITIONS: dict[Act, tuple[frozenset[Status], Status]] = {
    Act.CONFIRM: (frozenset({Status.PENDING}), Status.CONFIRMED),
    Act.HOLD: (frozenset({Status.PENDING}), Status.HELD),
    Act.RELEASE: (frozenset({Status.HELD}), Status.CONFIRMED),
    Act.INVALIDATE: (frozenset({Status.HELD, Status.CONFIRMED}), Status.INVALIDATED),
    Act.RESTORE: (frozenset({Status.INVALIDATED}), Status.CONFIRMED),
    Act.HOLD_AGAIN: (frozenset({Status.INVALIDATED}), Status.HELD),
    Act.WITHDRAW: (frozenset({Status.PENDING, Status.HELD, Status.CONFIRMED, Status.INVALIDATED}), Status.WITHDRAWN),
    Act.ANONYMISE: (frozenset({Status.CONFIRMED}), Status.ANONYMISED),
}


class NotPossible(Exception):
    """The act does not apply to the signature as it stands."""


def move(signature: Signature, act: Act) -> None:
    """Change a locked signature's status as the table allows, and tell the tally what that changes."""
    origins, target = TRANSITIONS[act]
    if signature.status not in origins:
        raise NotPossible
    was_counted, now = signature.status in COUNTED_STATUSES, timezone.now()
    signature.status, signature.status_since, signature.invalidation = target, now, None
    if target == Status.CONFIRMED and signature.confirmed_at is None:
        signature.confirmed_at = now
    if target in ERASED_STATUSES:
        for name, value in ERASED_VALUES.items():
            setattr(signature, name, value)
    signature.save()
    change = (target in COUNTED_STATUSES) - was_counted
    if change and signature.confirmed_at:
        tell_tally({cell_of(signature, signature.confirmed_at): change})


def move_all(rows: SignatureQuerySet, act: Act, **values: Any) -> int:
    """Move every one of `rows` that the table lets, within a transaction; how many. For a batch, not for a table.

    Only for acts between statuses that name somebody: nothing is erased, nobody is confirmed for the first time.
    """
    origins, target = TRANSITIONS[act]
    moving = list(rows.filter(status__in=origins).select_for_update().order_by("pk").defer("sealed_person"))
    changes: Counter[Cell] = Counter()
    for signature in moving:
        change = (target in COUNTED_STATUSES) - (signature.status in COUNTED_STATUSES)
        if change and signature.confirmed_at:
            changes[cell_of(signature, signature.confirmed_at)] += change
    Signature.objects.filter(pk__in=[signature.pk for signature in moving]).update(
        status=target, status_since=timezone.now(), **{"invalidation": None, **values}
    )
    tell_tally(changes)
    return len(moving)


def cell_of(signature: Signature, confirmed_at: datetime) -> Cell:
    """The cell of the tally a signature counts in, and its share tag: that of the day of its confirmation, whatever
    happens later, so that each cell always equals a recount of its signatures.
    """
    day = confirmed_at.astimezone(UTC).date()
    return (
        signature.petition_id,
        day,
        signature.country,
        signature.language,
        signature.source,
        signature.share_tag,
    )


def tell_tally(changes: dict[Cell, int]) -> None:
    """Append what changes in which cell."""
    TallyEntry.objects.bulk_create(
        TallyEntry(**dict(zip((*CELL, "share_tag"), cell, strict=True)), change=change)
        for cell, change in changes.items()
        if change
    )
