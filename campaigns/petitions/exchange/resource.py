"""The resource that turns rows of a table into signatures: cleaned, compared, sealed, and stored in batches."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import ModelInstanceLoader
from import_export.resources import Resource

from campaigns.petitions.addresses import email_key
from campaigns.petitions.bringing import bring_in
from campaigns.petitions.models import (
    CHECKED_STATES,
    COMMENT_LENGTH,
    NAME_LENGTH,
    PLACE_LENGTH,
    Import,
    Person,
    Petition,
    Sheet,
    SheetState,
    Signature,
    Source,
    Status,
    Suppression,
)
from campaigns.petitions.namesakes import person_key

from .cleaning import (
    AddressCell,
    Cell,
    ChoiceCell,
    CommentCell,
    CountryCell,
    DayCell,
    LanguageCell,
    NameCell,
)

BATCH = 5000
MOST_ROWS_NAMED = 50


class Row:
    """One row on its way to becoming a signature: what its cells say once they are clean."""

    number: int
    name: str
    email: str
    place: str
    country: str
    language: str
    comment: str
    wants_updates: bool
    sheet: Sheet | None = None
    signed_on: datetime.datetime | None = None
    pk = None

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class Keyed:
    """A row with what it is compared by; `mailbox` is None for those without an address."""

    row: Row
    mailbox: bytes | None
    person: bytes
    namesake: int


def unasked_fields(petition: Petition) -> frozenset[str]:
    """What a petition does not ask those who sign, and so does not keep of those in a file either."""
    asked = {"place": petition.asks_place, "comment": petition.asks_comment and not petition.is_sensitive}
    return frozenset(name for name, is_asked in asked.items() if not is_asked)


class SignatureResource(Resource):
    """Rows into signatures of one import, adding up what becomes of them in `numbers`.

    With `writes` they are stored, otherwise only counted. Those that stand already are left out by comparing keys, a
    batch at a time, and in the end by the unique constraints.
    """

    name = Field(attribute="name", column_name="name", widget=NameCell(NAME_LENGTH))
    email = Field(attribute="email", column_name="email", widget=AddressCell())
    place = Field(attribute="place", column_name="place", widget=Cell(PLACE_LENGTH))
    country = Field(attribute="country", column_name="country", widget=CountryCell())
    language = Field(attribute="language", column_name="language", widget=LanguageCell())
    comment = Field(attribute="comment", column_name="comment", widget=CommentCell(COMMENT_LENGTH))
    signed_on = Field(attribute="signed_on", column_name="signed_on", widget=DayCell())
    wants_updates = Field(attribute="wants_updates", column_name="wants_updates", widget=ChoiceCell())

    class Meta:
        model = Signature
        import_id_fields: tuple[str, ...] = ()
        instance_loader_class = ModelInstanceLoader
        use_bulk = True
        batch_size = BATCH
        skip_diff = True
        force_init_instance = True
        report_skipped = False

    def __init__(self, brought: Import, *, writes: bool) -> None:
        super().__init__()
        self.brought, self.petition, self.writes = brought, brought.petition, writes
        self.numbers: Counter[str] = Counter()
        self.rows_left_out: defaultdict[str, list[int]] = defaultdict(list)
        self.rows_of_sheet: Counter[str] = Counter()
        self.row_numbers: Sequence[int] = ()
        self._now = timezone.now()
        self._unasked = unasked_fields(self.petition)
        self._cleaners = [(name, field.widget.clean) for name, field in self.fields.items()]
        self._met: set[bytes] = set()
        self._namesakes: Counter[bytes] = Counter()
        self._lines_used: Counter[str] = Counter()
        typed = self.petition.signatures.filter(sheet__isnull=False).order_by().values_list("sheet")
        self._typed: Counter[int] = Counter(dict(typed.annotate(Count("pk"))))
        self._sheets = {sheet.number: sheet for sheet in self.petition.sheets.all()}

    def init_instance(self, row: Any = None) -> Row:
        return Row()

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        """Fill in what the import says for rows that do not."""
        row["name"] = row["name"] or f"{row['first_name']} {row['last_name']}".strip()
        row["country"] = row["country"] or self.brought.country
        row["language"] = row["language"] or self.brought.language
        for name in self._unasked:
            row[name] = ""

    def import_instance(self, instance: Row, row: dict[str, str], **kwargs: Any) -> None:
        """Clean every cell, then look whether the sheet can have this row.

        Like the library's own, without its way through four functions for each cell: that took as long as the rest.
        """
        instance.number = self.row_numbers[kwargs["row_number"] - 1]
        problems = {}
        for name, clean in self._cleaners:
            try:
                setattr(instance, name, clean(row[name]))
            except ValueError as error:
                problems[name] = str(error)
        if problems:
            raise ValidationError(problems)
        instance.sheet = self._sheet(row["sheet"].strip().upper()) if row["sheet"] else None

    def bulk_create(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """Sort out who stands already, count the others, and store them where this is no rehearsal."""
        fresh = self._fresh([self._keyed(row) for row in self.create_instances])
        self.create_instances.clear()
        self.numbers["to_add"] += len(fresh)
        self.rows_of_sheet.update(keyed.row.sheet.number for keyed in fresh if keyed.row.sheet)
        if fresh and self.writes:
            bring_in(self.petition, [self._signature(keyed) for keyed in fresh])

    def _sheet(self, number: str) -> Sheet:
        sheet = self._sheets.get(number)
        self._lines_used[number] += 1
        if sheet is None:
            problem = _("No sheet of this petition has this number. Enter the sheet first.")
        elif sheet.state == SheetState.ENTERED:
            problem = _("This sheet still waits for a second person to count it.")
        elif sheet.state not in CHECKED_STATES:
            problem = _("This sheet was taken out of the count.")
        elif self._lines_used[number] > sheet.valid_lines:
            problem = _("The file has more rows of this sheet than the sheet has valid signatures.")
        else:
            return sheet
        raise ValidationError({"sheet": problem})

    def _keyed(self, row: Row) -> Keyed:
        key = person_key(self.petition.pk, row.name, row.place, row.country)
        if row.email:
            return Keyed(row, email_key(self.petition.pk, row.email), key, 1)
        if not self.brought.counts_namesakes:
            return Keyed(row, None, key, 1)
        self._namesakes[key] += 1
        namesake = self._namesakes[key]
        return Keyed(row, None, person_key(self.petition.pk, row.name, row.place, row.country, namesake), namesake)

    def _fresh(self, batch: list[Keyed]) -> list[Keyed]:
        """Those of a batch that nobody has brought or signed before; the others are counted by where they stand."""
        mailboxes = {keyed.mailbox for keyed in batch if keyed.mailbox}
        standing = self._standing("email_key", mailboxes)
        standing |= self._standing("person_key", {keyed.person for keyed in batch if not keyed.mailbox})
        refused = Suppression.objects.filter(petition=self.petition, email_key__in=mailboxes)
        unwanted = {bytes(key) for key in refused.values_list("email_key", flat=True)}
        fresh = []
        for keyed in batch:
            key = keyed.mailbox or keyed.person
            if key in self._met:
                self._leave_out("in_file", keyed)
            elif key in unwanted:
                self._leave_out("unwanted", keyed)
            elif key in standing:
                self._leave_out("in_paper" if standing[key] == Source.PAPER else "in_web", keyed)
            elif not self._has_line(keyed.row.sheet):
                self._leave_out("no_line", keyed)
            else:
                fresh.append(keyed)
            self._met.update((key, keyed.person))
        return fresh

    def _has_line(self, sheet: Sheet | None) -> bool:
        """Whether a sheet has a line left for one more of its rows; those brought earlier take lines, too."""
        if sheet is None:
            return True
        self._typed[sheet.pk] += 1
        return self._typed[sheet.pk] <= sheet.valid_lines

    def _standing(self, name: str, keys: set[Any]) -> dict[bytes, str]:
        """The source of the signatures that have one of the keys, but for those nobody has confirmed."""
        if not keys:
            return {}
        rows = self.petition.signatures.filter(**{f"{name}__in": keys}).exclude(status=Status.PENDING)
        return {bytes(key): source for key, source in rows.order_by().values_list(name, "source")}

    def _leave_out(self, why: str, keyed: Keyed) -> None:
        self.numbers[why] += 1
        if len(self.rows_left_out[why]) < MOST_ROWS_NAMED:
            self.rows_left_out[why].append(keyed.row.number)

    def _signature(self, keyed: Keyed) -> Signature:
        row = keyed.row
        signature = Signature(
            petition_id=self.petition.pk,
            source=self.brought.source,
            status=Status.CONFIRMED,
            status_since=self._now,
            email_key=keyed.mailbox,
            person_key=keyed.person,
            country=row.country,
            language=row.language,
            wants_updates=bool(row.wants_updates and row.email),
            brought_by_id=self.brought.pk,
            sheet_id=row.sheet.pk if row.sheet else None,
            signed_at=row.signed_on or self._now,
            # Rows take the place of the lines of their sheet, so they count from the same day.
            confirmed_at=row.sheet.counted_at if row.sheet else self._now,
        )
        signature.person = Person(
            name=row.name,
            email=row.email,
            place=row.place,
            comment=row.comment,
            namesake=keyed.namesake,
        )
        return signature
