"""Bringing signatures in from a file: looked through first, decided by a person, then added as a whole or not at all.

checking ──> checked ──decide──> adding ──> done ──take back──> taken back
         └─> refused    └─discard─> discarded
"""

import hashlib
import hmac
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from tablib import Dataset
from wagtail.log_actions import log

from campaigns.keys import file_key
from campaigns.petitions.bringing import count_brought, take_back
from campaigns.petitions.models import Import, ImportState, PrivateFile, pieces_of
from campaigns.petitions.sheets import count_by_rows
from campaigns.tables.reading import Table, open_table
from campaigns.tables.refusing import Unreadable, explain
from campaigns.tables.writing import CONTENT_TYPES, csv_rows

from .columns import FIELDS, NOTHING, match
from .resource import BATCH, SignatureResource

UNDECIDED_KEPT = timedelta(days=30)
MOST_REJECTED = 20_000
UNDECIDED = frozenset({ImportState.CHECKED, ImportState.REFUSED})


class SameFile(Exception):
    """The file was added to the petition already; `earlier` is that import."""

    def __init__(self, earlier: Import) -> None:
        super().__init__("The file was added already.")
        self.earlier = earlier


class NoName(Exception):
    """No column is taken for the name of the person."""


class NotPossible(Exception):
    """The import does not stand where this could be done: somebody was faster, or it is over."""


class MoreRowsThanLines(Exception):
    """A sheet would have more rows than valid signatures."""


def begin(brought: Import, content: BinaryIO, user: Any) -> None:
    """Keep the file, sealed, and match its columns; the rows are looked through afterwards.

    Raises Unreadable for a file that cannot be taken, SameFile for one that was added to the petition already.
    """
    table = open_table(content)
    brought.file_key = _digest(content)
    earlier = Import.objects.filter(
        petition=brought.petition, file_key=brought.file_key, state=ImportState.DONE
    ).first()
    if earlier:
        raise SameFile(earlier)
    brought.encoding, brought.delimiter = table.encoding, table.delimiter
    fields = match(table.header)
    brought.columns = [list(pair) for pair in zip(table.header, fields, strict=True)]
    brought.asked_by, brought.state = user, ImportState.CHECKING
    with transaction.atomic():
        brought.file = PrivateFile.objects.keep(
            brought.file_name, CONTENT_TYPES[table.kind], pieces_of(content), _file_expires()
        )
        brought.save()


@transaction.atomic
def look_again(
    brought: Import, fields: Sequence[str], encoding: str, delimiter: str, values: Mapping[str, Any]
) -> None:
    """Look through the file with other columns, encoding or settings. Raises NotPossible, NoName, Unreadable."""
    _undecided(brought)
    if encoding != brought.encoding or delimiter != brought.delimiter:
        with _opened(brought) as content:
            table = open_table(content, encoding=encoding, delimiter=delimiter)
        if list(table.header) != [header for header, _field in brought.columns]:
            fields = match(table.header)
        brought.columns = [[header, NOTHING] for header in table.header]
        brought.encoding, brought.delimiter = table.encoding, table.delimiter
    if not {"name", "first_name", "last_name"}.intersection(fields):
        raise NoName
    brought.columns = [[header, field] for (header, _before), field in zip(brought.columns, fields, strict=True)]
    for name, value in values.items():
        setattr(brought, name, value)
    brought.state, brought.refusal = ImportState.CHECKING, ""
    brought.save()


@transaction.atomic
def decide(brought: Import, user: Any) -> None:
    """Have the rows added. Raises NotPossible unless the import was looked through and there is something to add."""
    brought.refresh_from_db()
    changed = Import.objects.filter(pk=brought.pk, state=ImportState.CHECKED).update(state=ImportState.ADDING)
    if not changed or not brought.numbers.get("to_add"):
        raise NotPossible
    brought.refresh_from_db()
    _log("import_decided", brought, user)


@transaction.atomic
def discard(brought: Import, user: Any) -> None:
    """Throw the file away; nothing of it was added. Raises NotPossible."""
    _undecided(brought)
    _forget_files(brought)
    brought.state, brought.finished_at = ImportState.DISCARDED, timezone.now()
    brought.save()
    _log("import_discarded", brought, user)


@transaction.atomic
def undo(brought: Import, user: Any, reason: str) -> None:
    """Take everything the import brought out again; sheets count by their lines again. Raises NotPossible."""
    locked = Import.objects.select_for_update().get(pk=brought.pk)
    if locked.state != ImportState.DONE:
        raise NotPossible
    sheets = {signature.sheet for signature in locked.signatures.filter(sheet__isnull=False).select_related("sheet")}
    taken = take_back(locked)
    for sheet in sheets:
        if sheet and not sheet.signatures.exists():
            count_by_rows(sheet, by_rows=False)
    locked.state, locked.finished_at = ImportState.TAKEN_BACK, timezone.now()
    _forget_files(locked)
    locked.save()
    _log("import_taken_back", locked, user, {"rows": taken, "reason": reason})


def look_through(brought: Import) -> None:
    """Read every row, and note what would become of it. Nothing is added. To be done within a transaction."""
    _run(brought, writes=False)


def add(brought: Import) -> None:
    """Add the rows, within the transaction this is done in: all that can be added, or nothing."""
    resource = _run(brought, writes=True)
    if resource is None:
        return
    brought.numbers["added"] = count_brought(brought)
    for number in resource.rows_of_sheet:
        sheet = brought.petition.sheets.select_for_update().get(number=number)
        if sheet.signatures.count() > sheet.valid_lines:
            raise MoreRowsThanLines
        count_by_rows(sheet, by_rows=True)
    brought.state, brought.finished_at = ImportState.DONE, timezone.now()
    if brought.file:
        # Everything in it is stored, or among the rejected rows.
        brought.file.delete()
        brought.file = None
    _log("import_added", brought, brought.asked_by)
    brought.save()


def _run(brought: Import, *, writes: bool) -> SignatureResource | None:
    """The resource once it has seen every row; None for a file that turned out to be unreadable, which is noted."""
    resource, rejected = SignatureResource(brought, writes=writes), Rejected(brought)
    with translation.override(_language_of(brought.asked_by)), _opened(brought) as content:
        try:
            for batch in _batches(open_table(content, encoding=brought.encoding, delimiter=brought.delimiter)):
                _import(resource, batch, rejected)
                brought.tell_progress(resource.numbers["rows"])
        except Unreadable as error:
            brought.state, brought.refusal = ImportState.REFUSED, explain(error)
            brought.save()
            return None
        rejected.keep()
    brought.numbers = {
        **resource.numbers,
        "left_out": dict(resource.rows_left_out),
        "sheets": dict(resource.rows_of_sheet),
    }
    if not writes:
        brought.state = ImportState.CHECKED
    brought.save()
    return resource


def _import(resource: SignatureResource, batch: "Batch", rejected: "Rejected") -> None:
    brought = resource.brought
    place = brought.place_of
    dataset = Dataset(headers=FIELDS)
    for _number, cells in batch:
        dataset.append([cells[place[field]] if field in place else "" for field in FIELDS])
    resource.row_numbers = [number for number, _cells in batch]
    result = resource.import_data(dataset, dry_run=not resource.writes, use_transactions=False)
    for row in result.error_rows:
        raise row.errors[0].error
    resource.numbers["rows"] += len(batch)
    resource.numbers["rejected"] += len(result.invalid_rows)
    for row in result.invalid_rows:
        number, cells = batch[row.number - 1]
        rejected.add(number, cells, row.error.message_dict)


Batch = list[tuple[int, tuple[str, ...]]]


def _batches(table: Table) -> Iterator[Batch]:
    rows = iter(table.rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


class Rejected:
    """Rows that cannot be added: the first of them to be shown, all of them as a file to mend and load again."""

    def __init__(self, brought: Import) -> None:
        self.brought = brought
        self.headers = [header for header, _field in brought.columns]
        self.place = brought.place_of
        self.problems: list[list[Any]] = []
        self.rows: list[tuple[str, ...]] = []

    def add(self, number: int, cells: tuple[str, ...], errors: Mapping[str, Sequence[str]]) -> None:
        """Note one row, with what is to be mended in which column."""
        advice = []
        for field, messages in errors.items():
            # A name in two columns is one for whoever cleans it.
            place = self.place.get(field, self.place.get("last_name"))
            column, value = (field, "") if place is None else (self.headers[place], cells[place])
            self.problems.append([number, column, value, " ".join(messages)])
            advice.append(f"{column}: {' '.join(messages)}")
        if len(self.rows) < MOST_REJECTED:
            self.rows.append((*cells, " ".join(advice)))

    def keep(self) -> None:
        """Store both with the import, sealed."""
        self.brought.problems = self.problems
        if self.brought.rejected:
            self.brought.rejected.delete()
        self.brought.rejected = None
        if self.rows:
            name = f"{self.brought.petition.reference}-{_('to-mend')}.csv"
            pieces: Iterable[bytes] = csv_rows([*self.headers, _("What to mend")], self.rows)
            self.brought.rejected = PrivateFile.objects.keep(name, CONTENT_TYPES["csv"], pieces, _file_expires())


def _undecided(brought: Import) -> None:
    state = Import.objects.select_for_update().values_list("state", flat=True).get(pk=brought.pk)
    if state not in UNDECIDED or brought.file is None:
        raise NotPossible


def _forget_files(brought: Import) -> None:
    for file in (brought.file, brought.rejected):
        if file:
            file.delete()
    brought.file, brought.rejected, brought.sealed_problems = None, None, None


def _opened(brought: Import) -> io.BytesIO:
    """The whole file in memory: at most as large as `open_table` takes, and never on a disk unsealed."""
    if brought.file is None:
        raise NotPossible
    content = io.BytesIO()
    content.writelines(brought.file.pieces())
    content.seek(0)
    return content


def _digest(content: BinaryIO) -> bytes:
    digest = hmac.new(file_key(), digestmod=hashlib.sha256)
    for piece in pieces_of(content):
        digest.update(piece)
    return digest.digest()


def _file_expires() -> Any:
    return timezone.now() + UNDECIDED_KEPT


def _language_of(user: Any) -> str:
    """The language somebody reads the admin in: problems are noted in it."""
    profile = getattr(user, "wagtail_userprofile", None)
    return profile.get_preferred_language() if profile else settings.LANGUAGE_CODE


def _log(what: str, brought: Import, user: Any, data: dict[str, Any] | None = None) -> None:
    """History says how many, never who."""
    data = {"rows": brought.numbers.get("added") or brought.numbers.get("to_add", 0), **(data or {})}
    log(instance=brought.petition, action=f"petitions.{what}", user=user, data=data)
