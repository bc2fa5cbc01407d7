"""From signatures to numbers: rolling up what is new, and proving that the numbers are right."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from django.db import connection, models, transaction
from django.db.models.functions import TruncDate

from .models import Petition, ShareTally, Sheet, SheetState, Signature, Source, Tally, TallyEntry
from .models.tally import CELL

Cell = tuple[int, date, str, str, str]
# Whether it is what is shown, the rows, and how their numbers add up.
Side = tuple[int, models.QuerySet, models.Aggregate]

SHARE_CELL = ("petition_id", "share_tag")


@dataclass(frozen=True)
class Difference:
    """A cell, of `CELL` or `SHARE_CELL`, whose number does not equal its signatures."""

    cell: tuple[Any, ...]
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
        .values_list("pk", "change", "share_tag", *CELL)[:batch]
    )
    changes: Counter[Cell] = Counter()
    shares: Counter[tuple[int, str]] = Counter()
    for _pk, change, tag, *cell in entries:
        changes[tuple(cell)] += change
        if tag:
            shares[cell[0], tag] += change
    _add(Tally, CELL, changes)
    if shares:
        _add(ShareTally, SHARE_CELL, shares)
    TallyEntry.objects.filter(pk__in=[entry[0] for entry in entries]).delete()
    return len(entries)


def verify(petition: Petition | None = None) -> list[Difference]:
    """Recount from signatures and checked sheets, cell by cell: the cells that differ from what is shown."""
    return _differences(_recount(petition))


def verify_shares(petition: Petition | None = None) -> list[Difference]:
    """Recount from signatures what came by which link: the tags whose number differs from what is shown."""
    sides = (
        (0, Signature.objects.counted(), models.Count("pk")),
        (1, ShareTally.objects.all(), models.Sum("signatures")),
        (1, TallyEntry.objects.all(), models.Sum("change")),
    )
    return _differences(
        _in_one_statement([(n, rows.exclude(share_tag=""), sum_) for n, rows, sum_ in sides], SHARE_CELL, petition)
    )


def _differences(recounted: models.QuerySet) -> list[Difference]:
    counted: Counter[tuple[Any, ...]] = Counter()
    shown: Counter[tuple[Any, ...]] = Counter()
    for is_shown, number, *cell in recounted:
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


def correct_shares(differences: list[Difference]) -> None:
    """Add what is missing to the numbers of share tags."""
    _add(ShareTally, SHARE_CELL, {each.cell: each.counted - each.shown for each in differences})


def _add(tally: type[Tally | ShareTally], cell: tuple[str, ...], changes: Mapping[Any, int]) -> None:
    """Add to the numbers of cells, which are made where there are none yet."""
    table, columns, places = tally._meta.db_table, ", ".join(cell), ", ".join(["%s"] * len(cell))
    statement = f"""
        INSERT INTO {table} ({columns}, signatures) VALUES ({places}, %s)
        ON CONFLICT ({columns}) DO UPDATE SET signatures = {table}.signatures + excluded.signatures
    """  # noqa: S608 - names come from the models
    with connection.cursor() as cursor:
        # In one order everywhere, so that two processes never wait for each other's cells.
        cursor.executemany(statement, [(*key, change) for key, change in sorted(changes.items())])


def _recount(petition: Petition | None) -> models.QuerySet:
    """Rows of (is shown, number, *cell) from signatures, checked sheets, tallies and entries."""
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
    return _in_one_statement(sides, CELL, petition)


def _in_one_statement(sides: Iterable[Side], cell: tuple[str, ...], petition: Petition | None) -> models.QuerySet:
    """Rows of (is shown, number, *cell) from all sides: one statement, so one moment."""
    scope = models.Q(petition=petition) if petition else models.Q()
    parts = [
        rows.filter(scope)
        .order_by()
        .values(*cell)
        .annotate(is_shown=models.Value(is_shown), number=number)
        .values_list("is_shown", "number", *cell)
        for is_shown, rows, number in sides
    ]
    return parts[0].union(*parts[1:], all=True)
