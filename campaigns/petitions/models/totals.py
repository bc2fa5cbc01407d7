"""The number of a petition, read in one statement so that it is right at any moment."""

from collections import Counter, defaultdict
from collections.abc import Sequence
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
    SELECT petition_id, source, SUM(number) FROM (
        SELECT petition_id, source, signatures AS number FROM {Tally._meta.db_table} WHERE petition_id IN (%s)
        UNION ALL
        SELECT petition_id, source, change AS number FROM {TallyEntry._meta.db_table} WHERE petition_id IN (%s)
    ) AS numbers GROUP BY petition_id, source
"""  # noqa: S608 - table names come from the models


def count_signatures(petition: Petition) -> Count:
    """The petition's numbers now; embedded forms count as web."""
    return count_signatures_of([petition])[0]


def count_signatures_of(petitions: Sequence[Petition]) -> list[Count]:
    """The numbers of several petitions in their order, asked for at once."""
    keys = [petition.pk for petition in petitions]
    totals: dict[int, Counter[bool]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(keys))
        cursor.execute(TOTALS % (places, places), [*keys, *keys])
        for key, source, number in cursor.fetchall():
            totals[key][source == Source.PAPER] += int(number)
    now = timezone.now()
    return [
        Count(web=totals[petition.pk][False], paper=totals[petition.pk][True], goal=petition.goal, as_of=now)
        for petition in petitions
    ]


def confirmed_total(petition: str) -> models.expressions.Combinable:
    """An annotation: the confirmed signatures of the petition that the named relation leads to, for lists of many."""

    def total(model: type[models.Model], field: str) -> Coalesce:
        rows = model._default_manager.filter(petition=models.OuterRef(petition)).order_by().values("petition")
        return Coalesce(models.Subquery(rows.annotate(total=models.Sum(field)).values("total")), 0)

    return total(Tally, "signatures") + total(TallyEntry, "change")
