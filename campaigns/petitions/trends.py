"""How petitions are going, for those who run several: from tallies, and from what waits for a decision."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from .models import Petition, PetitionPage, Signature, Tally, TallyEntry
from .models.totals import confirmed_total

DAYS = 30
WEEK = 7


@dataclass
class Trend:
    """A petition's last days. `by_day` ends with today, as tallies count days (UTC)."""

    petition: Petition
    page: PetitionPage | None
    confirmed: int
    by_day: list[int] = field(default_factory=lambda: [0] * DAYS)
    held: int = 0

    @property
    def today(self) -> int:
        """Confirmed since midnight, UTC."""
        return self.by_day[-1]

    @property
    def this_week(self) -> int:
        """Confirmed in seven days, today included."""
        return sum(self.by_day[-WEEK:])

    @property
    def percent(self) -> int | None:
        """How far to the goal; None without one."""
        return self.petition.percent_of_goal(self.confirmed)


def trends(
    petitions: QuerySet[Petition], pages: QuerySet[PetitionPage], at: datetime | None = None, most: int = 10
) -> list[Trend]:
    """Those of the petitions that run or ended within the last thirty days, the newest first, in a fixed number of
    queries. They are called by the pages given.
    """
    at = at or timezone.now()
    since = at - timedelta(days=DAYS)
    running = petitions.filter(
        Q(closes_at=None) | Q(closes_at__gte=since), Q(outcome_since=None) | Q(outcome_since__gte=since)
    )
    newest = list(running.annotate(confirmed=confirmed_total("pk")).order_by("-created_at")[:most])
    named_by = _named_by(newest, pages)
    found = {one.pk: Trend(one, named_by.get(one.pk), one.confirmed) for one in newest}
    _add_days(found, at.astimezone(UTC).date())
    held = Signature.objects.held().filter(petition__in=found).order_by()
    for petition, number in held.values_list("petition").annotate(Count("pk")):
        found[petition].held = number
    return list(found.values())


def _named_by(petitions: Iterable[Petition], pages: QuerySet[PetitionPage]) -> dict[int, PetitionPage]:
    """The page each petition is called by: the one written first of those online, if any is."""
    return {page.petition_id: page for page in pages.filter(petition__in=petitions).order_by("live", "-pk")}


def _add_days(found: dict[int, Trend], today: date) -> None:
    first = today - timedelta(days=DAYS - 1)
    for model, number in ((Tally, "signatures"), (TallyEntry, "change")):
        cells = model._default_manager.filter(petition__in=found, day__gte=first, day__lte=today).order_by()
        for petition, day, total in cells.values_list("petition", "day").annotate(Sum(number)):
            found[petition].by_day[(day - first).days] += total
