"""Files made of signatures: which columns for which purpose, and every row of them as a stream."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from campaigns.petitions.counting import roll_up
from campaigns.petitions.models import (
    Export,
    ExportFormat,
    ExportPurpose,
    Petition,
    PrivateFile,
    Signature,
    Tally,
    WorkState,
    pieces_of,
)
from campaigns.tables.writing import CONTENT_TYPES, write_table

FILE_KEPT = timedelta(days=1)
FETCHED_AT_ONCE = 2000
PROGRESS_EVERY = 5000
# In the order of columns. Names in the file are the same in all languages, so that programs and imports find them.
COLUMNS: dict[ExportPurpose, tuple[str, ...]] = {
    ExportPurpose.NUMBERS: ("day", "country", "language", "source", "signatures"),
    ExportPurpose.NAMES: ("name", "country"),
    ExportPurpose.FULL: (
        "name",
        "email",
        "place",
        "country",
        "language",
        "comment",
        "signed_on",
        "sheet",
        "wants_updates",
        "source",
        "status",
        "confirmed_at",
        "consent_version",
    ),
}
FILTERS = ("country", "language", "source", "since", "until")
Cells = tuple[str | int, ...]


class NumbersOnly(Exception):
    """The petition is sensitive: no names leave it."""


def allowed_purposes(petition: Petition) -> tuple[ExportPurpose, ...]:
    """What may be exported of a petition at all."""
    return (ExportPurpose.NUMBERS,) if petition.is_sensitive else tuple(ExportPurpose)


def rows_of(petition: Petition, purpose: ExportPurpose, filters: Mapping[str, Any]) -> Iterator[Cells]:
    """The rows of an export, one after the other; NumbersOnly if the petition does not give that much."""
    if purpose not in allowed_purposes(petition):
        raise NumbersOnly
    return _tallies(petition, filters) if purpose == ExportPurpose.NUMBERS else _people(petition, purpose, filters)


def ask(export: Export, user: Any) -> None:
    """Note who wants what and why, for the history of the petition. Raises NumbersOnly."""
    if export.purpose not in allowed_purposes(export.petition):
        raise NumbersOnly
    export.asked_by = user
    export.save()
    log_export(export)


def log_export(export: Export) -> None:
    """History says what left the house, and why."""
    data = {
        "purpose": export.purpose,
        "format": export.format,
        "filters": export.filters,
        "reason": export.reason,
    }
    log(instance=export.petition, action="petitions.exported", user=export.asked_by, data=data)


def make_file(export: Export) -> None:
    """Make the file of an export, sealed, for a day."""
    purpose, kind = ExportPurpose(export.purpose), ExportFormat(export.format)
    rows = _telling(rows_of(export.petition, purpose, export.filters), export.tell_progress)
    with TemporaryFile() as content:
        export.rows = write_table(kind, COLUMNS[purpose], rows, content)
        export.file = PrivateFile.objects.keep(
            f"{export.petition.reference}-{purpose}-{timezone.localdate():%Y-%m-%d}.{kind}",
            CONTENT_TYPES[kind],
            pieces_of(content),
            timezone.now() + FILE_KEPT,
        )
    export.state, export.finished_at = WorkState.DONE, timezone.now()
    export.save()


def _telling(rows: Iterator[Cells], tell: Callable[[int], None]) -> Iterator[Cells]:
    for number, row in enumerate(rows, 1):
        yield row
        if not number % PROGRESS_EVERY:
            tell(number)


def _tallies(petition: Petition, filters: Mapping[str, Any]) -> Iterator[Cells]:
    # So that what was confirmed in the last minute is there, too.
    roll_up()
    cells = Tally.objects.filter(petition=petition, **_conditions(filters, day="day")).order_by("day", "pk")
    for day, country, language, source, signatures in cells.values_list(*COLUMNS[ExportPurpose.NUMBERS]):
        yield day.isoformat(), country, language, source, signatures


def _people(petition: Petition, purpose: ExportPurpose, filters: Mapping[str, Any]) -> Iterator[Cells]:
    rows = petition.signatures.confirmed().filter(**_conditions(filters, day="confirmed_at__date")).order_by("pk")
    return _names(rows) if purpose == ExportPurpose.NAMES else _everything(rows)


def _conditions(filters: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Look-ups for the filters that are set; `since` and `until` are ISO days, both included."""
    conditions = {name: filters[name] for name in ("country", "language", "source") if filters.get(name)}
    if filters.get("since"):
        conditions[f"{day}__gte"] = filters["since"]
    if filters.get("until"):
        conditions[f"{day}__lte"] = filters["until"]
    return conditions


def _names(rows: QuerySet[Signature]) -> Iterator[Cells]:
    for sealed, public_id, country in rows.values_list("sealed_person", "public_id", "country").iterator(
        FETCHED_AT_ONCE
    ):
        yield Signature.unsealed(sealed, public_id)["name"], country


def _everything(rows: QuerySet[Signature]) -> Iterator[Cells]:
    found = rows.values_list(
        "sealed_person",
        "public_id",
        "country",
        "language",
        "signed_at",
        "sheet__number",
        "wants_updates",
        "source",
        "status",
        "confirmed_at",
        "consent__version",
    )
    for (
        sealed,
        public_id,
        country,
        language,
        signed,
        sheet,
        updates,
        source,
        status,
        confirmed,
        version,
    ) in found.iterator(FETCHED_AT_ONCE):
        person = Signature.unsealed(sealed, public_id)
        yield (
            person["name"],
            person["email"],
            person["place"],
            country,
            language,
            person["comment"],
            signed.isoformat(),
            sheet or "",
            "yes" if updates else "no",
            source,
            status,
            confirmed.isoformat() if confirmed else "",
            version or "",
        )
