"""The number of a petition, read in one statement so that it is right at any moment."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models
from django.db.models.functions import Coalesce
from django.utils import timezone

from .petition import Petition
from .signature import Source
from .tally import Tally, TallyEntry

SMALL_COUNT = 25


@dataclass(frozen=True)
class Count:
    """Confirmed signatures by the way they came in, as of a moment."""

    web: int
    paper: int
    goal: int | None
    as_of: datetime

    @property
    def confirmed(self) -> int:
        """The number that is shown: everything that counts, whichever way it came in."""
        return self.web + self.paper

    @property
    def percent(self) -> int | None:
        """How far to the goal, 0 to 100; None without a goal."""
        return min(100, self.confirmed * 100 // self.goal) if self.goal else None

    @property
    def is_small(self) -> bool:
        """Too few to show a bar: "be one of the first" says more."""
        return self.confirmed < SMALL_COUNT


# One statement is one snapshot: a roll-up that moves entries into tallies meanwhile cannot be seen half done.
TOTALS = f"""
    SELECT source, SUM(number) FROM (
        SELECT source, signatures AS number FROM {Tally._meta.db_table} WHERE petition_id = %s
        UNION ALL
        SELECT source, change AS number FROM {TallyEntry._meta.db_table} WHERE petition_id = %s
    ) AS numbers GROUP BY source
"""  # noqa: S608 - table names come from the models


def count_signatures(petition: Petition) -> Count:
    """The petition's numbers now; embedded forms count as web."""
    with connection.cursor() as cursor:
        cursor.execute(TOTALS, [petition.pk, petition.pk])
        totals = {source: int(number) for source, number in cursor.fetchall()}
    paper = totals.pop(Source.PAPER, 0)
    return Count(web=sum(totals.values()), paper=paper, goal=petition.goal, as_of=timezone.now())


def confirmed_total(petition: str) -> models.expressions.Combinable:
    """An annotation: the confirmed signatures of the petition that the named relation leads to, for lists of many."""

    def total(model: type[models.Model], field: str) -> Coalesce:
        rows = model._default_manager.filter(petition=models.OuterRef(petition)).order_by().values("petition")
        return Coalesce(models.Subquery(rows.annotate(total=models.Sum(field)).values("total")), 0)

    return total(Tally, "signatures") + total(TallyEntry, "change")
