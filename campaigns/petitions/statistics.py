"""What is handed over, in numbers, as of a moment."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from .models import Handover, SheetState, Signature, Source, Status


@dataclass
class Statistics:
    """Signatures of a petition up to a moment: how many, how many of them with a name, and of which kinds."""

    total: int = 0
    named: int = 0
    sheets: int = 0
    on_sheets: int = 0
    country: Counter[str] = field(default_factory=Counter)
    language: Counter[str] = field(default_factory=Counter)
    source: Counter[str] = field(default_factory=Counter)
    month: Counter[str] = field(default_factory=Counter)
    text: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def is_worded_anew(self) -> bool:
        """Whether people have signed more than one version of the words in any language."""
        languages = [language for language, _number in self.text]
        return len(languages) > len(set(languages))

    def add(self, number: int, country: str, language: str, source: str, month: Any) -> None:
        """Add so many signatures of one kind."""
        self.total += number
        self.country[country] += number
        self.language[language] += number
        self.source[source] += number
        self.month[f"{month:%Y-%m}"] += number


def statistics_of(handover: Handover) -> Statistics:
    """What is handed over, in numbers: signatures and checked sheets up to the handover's moment."""
    found = Statistics()
    kinds = ("country", "language", "source", "month")
    signatures = signatures_up_to(handover).annotate(month=TruncMonth("confirmed_at", tzinfo=UTC))
    named = Count("pk", filter=Q(status=Status.CONFIRMED))
    of_a_kind = signatures.order_by().values_list(*kinds)
    for *kind, number, with_name in of_a_kind.annotate(number=Count("pk"), named=named):
        found.named += with_name
        found.add(number, *kind)
    worded = signatures.order_by().exclude(text=None).values_list("text__language", "text__number")
    for language, number, signed in worded.annotate(signed=Count("pk")):
        found.text[language, number] = signed
    sheets = handover.petition.sheets.filter(state=SheetState.COUNTED, counted_at__lte=handover.as_of)
    sheets = sheets.annotate(month=TruncMonth("counted_at", tzinfo=UTC)).order_by()
    sheets_of_a_kind = sheets.values_list("country", "language", "month")
    for country, language, month, lines, number in sheets_of_a_kind.annotate(
        lines=Sum("valid_lines"), number=Count("pk")
    ):
        found.sheets += number
        found.on_sheets += lines
        found.add(lines, country, language, Source.PAPER, month)
    return found


def signatures_up_to(handover: Handover) -> Any:
    """The signatures that counted at the handover's moment and still do."""
    return Signature.objects.counted().filter(petition=handover.petition, confirmed_at__lte=handover.as_of)
