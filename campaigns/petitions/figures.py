"""How a petition goes, in numbers: from tallies, and from a bounded look at its latest signatures. Nobody is named."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from .models import Petition, ShareTally, Signature, Source, Status, Tally, TallyEntry
from .signing import UNCONFIRMED_KEPT

LOOKED_AT = 1000
MOST_COUNTED = 1000
KINDS = ("day", "country", "language", "source")
# One statement is one snapshot, see `models.totals`. The column is one of `KINDS`, or the share tag.
SUMS = f"""
    SELECT {{column}}, SUM(number) FROM (
        SELECT {{column}}, signatures AS number FROM {{table}} WHERE petition_id = %s
        UNION ALL
        SELECT {{column}}, change AS number FROM {TallyEntry._meta.db_table} WHERE petition_id = %s
    ) AS numbers GROUP BY {{column}} HAVING SUM(number) <> 0
"""  # noqa: S608 - names come from the models


@dataclass(frozen=True)
class Rate:
    """How many of the latest who signed online have confirmed: of at most 1,000 within the last 7 days."""

    confirmed: int
    signed: int

    @property
    def percent(self) -> int:
        """Per hundred, rounded down."""
        return self.confirmed * 100 // self.signed


def sums_by(petition: Petition, kind: str) -> Counter:
    """Confirmed signatures by one of `KINDS`."""
    if kind not in KINDS:
        raise ValueError(kind)
    found = _sums(Tally, kind, petition)
    if kind == "day" and any(isinstance(key, str) for key in found):
        # SQLite has no dates.
        found = {date.fromisoformat(key): number for key, number in found.items()}
    return Counter(found)


def sums_by_share_tag(petition: Petition) -> Counter:
    """Confirmed signatures that came by a link with a share tag, by its tag."""
    found = _sums(ShareTally, "share_tag", petition)
    found.pop("", None)
    return Counter(found)


def _sums(tally: type[Tally | ShareTally], column: str, petition: Petition) -> dict[Any, int]:
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(column=column, table=tally._meta.db_table), [petition.pk, petition.pk])
        return {key: int(number) for key, number in cursor.fetchall()}


def over_time(by_day: Counter, until: date) -> list[tuple[date, int]]:
    """The days on which petitions gained, without gaps: each day of up to 60, each week of up to 60, else each month.

    Pairs of the first day of a span and the number in it.
    """
    if not by_day:
        return []
    first = min(by_day)
    until = max(until, *by_day)
    days = [first + timedelta(number) for number in range((until - first).days + 1)]
    spans = groupby(days, key=_span_for(len(days)))
    return [(start, sum(by_day[day] for day in members)) for start, members in spans]


def _span_for(days: int) -> Callable[[date], date]:
    """What gives the first day of a day's span."""
    if days <= 60:
        return lambda day: day
    if days <= 7 * 60:
        return lambda day: day - timedelta(day.weekday())
    return lambda day: day.replace(day=1)


def confirmation_rate(petition: Petition) -> Rate | None:
    """How the latest online signatures went; None if there is none to tell from."""
    latest = petition.signatures.order_by("-pk").values_list("source", "brought_by", "status", "signed_at")[:LOOKED_AT]
    since = timezone.now() - UNCONFIRMED_KEPT
    statuses = [
        status
        for source, brought_by, status, signed_at in latest
        if source != Source.PAPER and not brought_by and signed_at > since
    ]
    return Rate(len(statuses) - statuses.count(Status.PENDING), len(statuses)) if statuses else None


def at_most(rows: QuerySet[Signature], most: int = MOST_COUNTED) -> tuple[int, bool]:
    """How many rows, counted up to `most`, and whether there are more."""
    found = rows.order_by()[: most + 1].count()
    return min(found, most), found > most
