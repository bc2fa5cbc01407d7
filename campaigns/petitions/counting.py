"""From signatures to numbers: rolling up what is new, and proving that the numbers are right."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date

from django.db import connection, models, transaction
from django.db.models.functions import TruncDate

from .models import Petition, Sheet, SheetState, Signature, Source, Tally, TallyEntry

CELL = ("petition_id", "day", "country", "language", "source")
Cell = tuple[int, date, str, str, str]

ADD_TO_TALLY = f"""
    INSERT INTO {Tally._meta.db_table} (petition_id, day, country, language, source, signatures)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (petition_id, day, country, language, source)
    DO UPDATE SET signatures = {Tally._meta.db_table}.signatures + excluded.signatures
"""  # noqa: S608 - the table name comes from the model


@dataclass(frozen=True)
class Difference:
    """A cell whose number does not equal its signatures."""

    cell: Cell
    shown: int
    counted: int


def roll_up(batch: int = 10_000) -> int:
    """Move entries into the tallies, in batches; how many were moved. Any number of processes may do it at once.

    The cost grows with the entries that are new, not with the signatures that are there.
    """
    moved = 0
    while size := _roll_up_batch(batch):
        moved += size
    return moved


@transaction.atomic
def _roll_up_batch(batch: int) -> int:
    skips_locked = connection.features.has_select_for_update_skip_locked
    entries = list(
        TallyEntry.objects.select_for_update(skip_locked=skips_locked)
        .order_by("pk")
        .values_list("pk", "change", *CELL)[:batch]
    )
    changes: Counter[Cell] = Counter()
    for _pk, change, *cell in entries:
        changes[tuple(cell)] += change
    with connection.cursor() as cursor:
        # In one order everywhere, so that two processes never wait for each other's cells.
        cursor.executemany(ADD_TO_TALLY, [(*cell, change) for cell, change in sorted(changes.items())])
    TallyEntry.objects.filter(pk__in=[entry[0] for entry in entries]).delete()
    return len(entries)


def verify(petition: Petition | None = None) -> list[Difference]:
    """Recount from signatures and checked sheets, cell by cell: the cells that differ from what is shown."""
    counted: Counter[Cell] = Counter()
    shown: Counter[Cell] = Counter()
    for is_shown, number, *cell in _recount(petition):
        (shown if is_shown else counted)[tuple(cell)] += number
    return [
        Difference(cell, shown[cell], counted[cell])
        for cell in sorted(counted.keys() | shown.keys())
        if shown[cell] != counted[cell]
    ]


def correct(differences: list[Difference]) -> None:
    """Append what is missing, so that the numbers shown equal the signatures again."""
    TallyEntry.objects.bulk_create(
        TallyEntry(**dict(zip(CELL, difference.cell, strict=True)), change=difference.counted - difference.shown)
        for difference in differences
    )


def _recount(petition: Petition | None) -> models.QuerySet:
    """Rows of (is shown, number, *cell) from signatures, checked sheets, tallies and entries: one statement, so one
    moment.
    """
    scope = models.Q(petition=petition) if petition else models.Q()
    confirmed = Signature.objects.counted().annotate(day=TruncDate("confirmed_at", tzinfo=UTC))
    sheets = Sheet.objects.filter(state=SheetState.COUNTED).annotate(
        day=TruncDate("counted_at", tzinfo=UTC), source=models.Value(Source.PAPER, output_field=models.CharField())
    )
    sides = (
        (0, confirmed, models.Count("pk")),
        (0, sheets, models.Sum("valid_lines")),
        (1, Tally.objects.all(), models.Sum("signatures")),
        (1, TallyEntry.objects.all(), models.Sum("change")),
    )
    parts = [
        rows.filter(scope)
        .order_by()
        .values(*CELL)
        .annotate(is_shown=models.Value(is_shown), number=number)
        .values_list("is_shown", "number", *CELL)
        for is_shown, rows, number in sides
    ]
    return parts[0].union(*parts[1:], all=True)
