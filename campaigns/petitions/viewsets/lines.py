"""Signatures as tables show them: a name is unsealed once a row, and the words of choices are looked up once a page.

One template writes the whole table. Wagtail's own has a template for each cell, which for 50 rows took longer than all
the rest of the screen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from campaigns.countries import country_names
from campaigns.petitions.models import Person, Risk, Signature, Source, Status

NOTHING = "–"


@dataclass(frozen=True)
class Line:
    """A signature in words; without a person where names are not shown, or are erased."""

    signature: Signature
    person: Person | None
    country: str
    status: str
    risk: str
    source: str


def lines_of(signatures: Iterable[Signature], *, with_names: bool = True) -> list[Line]:
    """The signatures in words of the language now in use."""
    countries = country_names(get_language() or "en")
    statuses, sources = ({value: str(label) for value, label in each.choices} for each in (Status, Source))
    risks = {value: str(label) if value else NOTHING for value, label in Risk.choices}
    return [
        Line(
            signature=row,
            person=row.person if with_names else None,
            country=countries.get(row.country, row.country),
            status=statuses[row.status],
            risk=risks[row.risk],
            source=sources[row.source],
        )
        for row in signatures
    ]
