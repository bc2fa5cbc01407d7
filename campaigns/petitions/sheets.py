"""Signatures on paper count when a second person has counted them, too. Nothing else changes the state of a sheet.

entered ──check──> counted ──undo──> undone ──enter again──> entered
                      └─rows typed in─> typed ──rows taken back──> counted
"""

from datetime import UTC
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from .models import CHECKED_STATES, Sheet, SheetState, Source, TallyEntry


class SamePerson(Exception):
    """Whoever entered a sheet cannot check it."""


class NotTheSameCount(Exception):
    """The second person counted another number of lines."""


class NotPossible(Exception):
    """The sheet does not stand where this could be done: somebody was faster, or it is counted already."""


@transaction.atomic
def enter(sheet: Sheet, user: Any) -> None:
    """Keep what a person counted; it waits for another one. Raises NotPossible for a sheet that is in the count."""
    if sheet.pk:
        state = Sheet.objects.select_for_update().values_list("state", flat=True).get(pk=sheet.pk)
        if state in CHECKED_STATES:
            raise NotPossible
    sheet.state, sheet.entered_by, sheet.entered_at, sheet.checked_by = SheetState.ENTERED, user, timezone.now(), None
    sheet.save()


@transaction.atomic
def check(sheet: Sheet, user: Any, lines: int) -> None:
    """Count a sheet whose valid lines a second person has counted, too.

    Raises SamePerson, NotTheSameCount, NotPossible; nothing is changed then.
    """
    if sheet.entered_by_id == user.pk:
        raise SamePerson
    if lines != sheet.valid_lines:
        raise NotTheSameCount
    now = timezone.now()
    # Of two checks at once the second finds no sheet that waits; nor does one of an entry that was changed meanwhile.
    waiting = Sheet.objects.filter(pk=sheet.pk, state=SheetState.ENTERED, entered_at=sheet.entered_at)
    if not waiting.update(state=SheetState.COUNTED, checked_by=user, counted_at=now):
        raise NotPossible
    sheet.refresh_from_db()
    _add_to_count(sheet, sheet.valid_lines)
    _log("checked", sheet, user)


@transaction.atomic
def undo(sheet: Sheet, user: Any, reason: str) -> None:
    """Take a counted sheet out of the count again. Raises NotPossible."""
    counted = Sheet.objects.select_for_update().filter(pk=sheet.pk, state=SheetState.COUNTED).first()
    if counted is None:
        raise NotPossible
    _add_to_count(counted, -counted.valid_lines)
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.UNDONE, counted_at=None)
    _log("undone", counted, user, reason.strip())
    sheet.refresh_from_db()


def count_by_rows(sheet: Sheet, *, by_rows: bool) -> None:
    """Let the rows typed from a sheet count in place of its lines, or its lines again; within their transaction.

    Nothing happens to a sheet that is counted in that way already.
    """
    before, after = (SheetState.COUNTED, SheetState.TYPED) if by_rows else (SheetState.TYPED, SheetState.COUNTED)
    if Sheet.objects.filter(pk=sheet.pk, state=before).update(state=after):
        _add_to_count(sheet, -sheet.valid_lines if by_rows else sheet.valid_lines)


def _add_to_count(sheet: Sheet, change: int) -> None:
    if sheet.counted_at is None:
        raise NotPossible
    TallyEntry.objects.create(
        petition=sheet.petition,
        day=sheet.counted_at.astimezone(UTC).date(),
        country=sheet.country,
        language=sheet.language,
        source=Source.PAPER,
        change=change,
    )


def _log(what: str, sheet: Sheet, user: Any, reason: str = "") -> None:
    data = {"number": sheet.number, "lines": sheet.valid_lines, "reason": reason}
    log(instance=sheet, action=f"petitions.sheet_{what}", user=user, data=data)
