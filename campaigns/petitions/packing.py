"""The pack of a handover: what the addressee gets, made so that the same moment gives the same bytes.

A ZIP archive with a letter, the petition in its languages, statistics, the list of names if they are handed over, and a
manifest of SHA-256 sums in the form `sha256sum --check` reads.
"""

import hashlib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext
from wagtail.log_actions import log

from campaigns.countries import country_name
from campaigns.languages import language_name, written_date, written_number
from campaigns.organisation import organisation_of_site
from campaigns.printing.letter import Letter, Paper, print_letters
from campaigns.printing.roll import Roll, print_roll
from campaigns.printing.sheet import Column
from campaigns.printing.statement import Statement, print_statement
from campaigns.tables.writing import write_table

from .models import (
    Handover,
    HandoverMode,
    PackState,
    PetitionPage,
    PrivateFile,
    SheetState,
    Signature,
    Source,
    Status,
)
from .printable import paragraphs_of

FETCHED_AT_ONCE = 2000
# A ZIP archive would note the time: the same handover makes the same bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)
MOST_TRIES = 3
TOGETHER = "application/zip"


class ChangedMeanwhile(Exception):
    """Somebody has withdrawn between counting and listing, again and again."""


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
    signatures = _up_to_the_moment(handover).annotate(month=TruncMonth("confirmed_at", tzinfo=UTC))
    named = Count("pk", filter=Q(status=Status.CONFIRMED))
    of_a_kind = signatures.order_by().values_list(*kinds)
    for *kind, number, with_name in of_a_kind.annotate(number=Count("pk"), named=named):
        found.named += with_name
        found.add(number, *kind)
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


def make_pack(handover: Handover) -> None:
    """Make the pack of a handover and keep it, sealed. To be done within a transaction."""
    with override(handover.language), TemporaryFile() as content:
        numbers = _packed(handover, content)
        content.seek(0)
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        content.seek(0)
        name = f"{handover.petition.reference}-{handover.planned_for}.zip"
        earlier = handover.pack
        handover.pack = PrivateFile.objects.keep(name, TOGETHER, iter(lambda: content.read(1 << 16), b""))
        if earlier:
            earlier.delete()
    handover.signatures, handover.pack_digest = numbers.total, digest
    handover.state, handover.finished_at = PackState.READY, timezone.now()
    handover.save()
    data = {"rows": numbers.total, "purpose": handover.mode, "digest": digest}
    log(instance=handover, action="petitions.pack_made", user=handover.asked_by, data=data)


def _packed(handover: Handover, content: BinaryIO) -> Statistics:
    for _try in range(MOST_TRIES):
        numbers = statistics_of(handover)
        content.seek(0)
        content.truncate()
        with zipfile.ZipFile(content, "w") as archive:
            if Packing(handover, numbers, archive).pack():
                return numbers
    raise ChangedMeanwhile


class Packing:
    """One pack on its way into an archive."""

    def __init__(self, handover: Handover, numbers: Statistics, archive: zipfile.ZipFile) -> None:
        self.handover, self.numbers, self.archive = handover, numbers, archive
        self.petition = handover.petition
        self.digests: list[tuple[str, str]] = []
        pages = PetitionPage.objects.filter(petition=self.petition, alias_of=None).select_related("locale")
        self.pages = list(pages.order_by("-live", "locale__language_code"))
        mine = [page for page in self.pages if page.locale.language_code == handover.language]
        self.page = (mine or self.pages)[0]
        self.organisation = organisation_of_site(self.page.get_site())
        self.paper = Paper.A4

    def pack(self) -> bool:
        """Everything in its order; False if somebody withdrew between counting and listing."""
        self._put("1-letter.pdf", lambda out: out.write(print_letters([self._letter()]).pdf))
        for page in self.pages:
            if page.live:
                statement = self._statement(page)
                self._put(f"2-petition-{page.locale.language_code}.pdf", self._writer(print_statement, statement))
        self._put("3-statistics.pdf", self._print_statistics)
        self._put("3-statistics.csv", self._write_statistics)
        if self.handover.names_anybody:
            if self._put("4-signatures.pdf", self._print_names) != self.numbers.named:
                return False
            if self._put("4-signatures.csv", self._write_names) != self.numbers.named:
                return False
        manifest = "".join(f"{digest}  {name}\n" for name, digest in self.digests)
        self._put("MANIFEST.sha256", lambda out: out.write(manifest.encode()))
        return True

    def _put(self, name: str, write: Callable[[BinaryIO], Any]) -> Any:
        """Write one file of the pack, and note its sum; what `write` says."""
        entry = zipfile.ZipInfo(name, NO_TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with TemporaryFile() as file:
            said = write(file)
            file.seek(0)
            self.digests.append((name, hashlib.file_digest(file, "sha256").hexdigest()))
            file.seek(0)
            with self.archive.open(entry, "w", force_zip64=True) as packed:
                while piece := file.read(1 << 16):
                    packed.write(piece)
        return said

    def _writer(self, make: Callable[[Any], bytes], what: Any) -> Callable[[BinaryIO], Any]:
        return lambda out: out.write(make(what))

    def _letter(self) -> Letter:
        number = self.numbers.total
        words = {
            "number": written_number(number),
            "title": self.page.title,
            "organisation": self._organisation_name,
            "date": written_date(self.handover.as_of),
        }
        paragraphs = [
            ngettext(
                "We hand over to you the petition “%(title)s”. %(number)s person had signed it by %(date)s.",
                "We hand over to you the petition “%(title)s”. %(number)s people had signed it by %(date)s.",
                number,
            )
            % words,
            self.handover.message.strip(),
            self._explained(),
            _("The petition itself and the statistics are enclosed. We ask you for an answer."),
        ]
        return Letter(
            language=self.handover.language,
            sender=self._sender,
            recipient=tuple(_lines(self.handover.recipients)),
            country_line="",
            place_and_date=written_date(self.handover.planned_for),
            subject=_("Petition: %(title)s") % words,
            salutation=pgettext("beginning of a letter", "Dear Sir or Madam,"),
            text="\n\n".join(filter(None, paragraphs)),
            closing=pgettext("end of a letter", "Yours faithfully"),
            name=self._organisation_name,
            title=_("Petition: %(title)s") % words,
            paper=self.paper,
        )

    def _explained(self) -> str:
        """How the number comes about, line by line."""
        numbers, sentences = self.numbers, []
        if self.handover.names_anybody:
            sentences.append(
                ngettext(
                    "The list enclosed has %(number)s name.", "The list enclosed has %(number)s names.", numbers.named
                )
                % {"number": written_number(numbers.named)}
            )
        else:
            sentences.append(_("To protect those who signed, we hand over their number and no names."))
        if numbers.sheets:
            sentences.append(
                ngettext(
                    "One sheet of paper has %(number)s of the signatures; two persons have counted it.",
                    "%(sheets)s sheets of paper have %(number)s of the signatures; two persons have counted each.",
                    numbers.sheets,
                )
                % {"number": written_number(numbers.on_sheets), "sheets": written_number(numbers.sheets)}
            )
        nameless = numbers.total - numbers.named - numbers.on_sheets
        if nameless and self.handover.names_anybody:
            sentences.append(
                ngettext(
                    "%(number)s name has been erased since, as was promised to whoever signed.",
                    "%(number)s names have been erased since, as was promised to those who signed.",
                    nameless,
                )
                % {"number": written_number(nameless)}
            )
        return " ".join(sentences)

    def _statement(self, page: PetitionPage) -> Statement:
        with override(page.locale.language_code):
            return Statement(
                language=page.locale.language_code,
                paper=self.paper,
                organisation=self._organisation_name,
                title=page.title,
                addressee=_("To: %(addressee)s") % {"addressee": page.addressee} if page.addressee else "",
                text=tuple(paragraphs_of(page.demand)),
            )

    def _roll(self, title: str, columns: tuple[Column, ...]) -> Roll:
        return Roll(
            language=self.handover.language,
            paper=self.paper,
            title=title,
            subtitle=_("As of %(date)s") % {"date": written_date(self.handover.as_of)},
            organisation=self._organisation_name,
            number_label=pgettext("in a list", "No."),
            columns=columns,
            # Translators: {page} stays as it is; the number of the page takes its place.
            page_text=_("Page {page}"),
        )

    def _print_statistics(self, out: BinaryIO) -> None:
        columns = (
            Column(pgettext("of a number", "By"), 2),
            Column(pgettext("of signatures", "Which"), 4),
            Column(_("Signatures"), 2),
        )
        rows = [(by, which, written_number(number)) for by, which, _key, number in self._statistics()]
        print_roll(self._roll(_("Statistics: %(title)s") % {"title": self.page.title}, columns), rows, out)

    def _write_statistics(self, out: BinaryIO) -> None:
        rows = [(by, key, which, number) for by, which, key, number in self._statistics()]
        write_table("csv", ("by", "key", "name", "signatures"), rows, out)

    def _statistics(self) -> Iterator[tuple[str, str, str, int]]:
        """(By what, which in words, which for programs, how many), the largest first, months in their order."""
        numbers, language = self.numbers, self.handover.language
        yield pgettext("of all signatures", "Total"), "", "", numbers.total
        names: tuple[tuple[str, Counter[str], Callable[[str], str]], ...] = (
            (_("Country"), numbers.country, lambda code: country_name(code, language)),
            (_("Language"), numbers.language, language_name),
            (pgettext("of a signature", "Source"), numbers.source, lambda code: str(Source(code).label)),
        )
        for by, counts, name_of in names:
            for key, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
                yield by, name_of(key), key, number
        for key, number in sorted(numbers.month.items()):
            yield _("Month"), key, key, number

    def _print_names(self, out: BinaryIO) -> int:
        columns = [Column(pgettext("a person's", "Name"), 5), Column(_("Country"), 3)]
        if self.handover.mode == HandoverMode.NAMES_AND_PLACES:
            columns.insert(1, Column(pgettext("where a signer lives", "Place"), 3))
        rows = _Counted(self._names())
        print_roll(self._roll(self.page.title, tuple(columns)), rows, out, progress=self.handover.tell_progress)
        return rows.number

    def _write_names(self, out: BinaryIO) -> int:
        has_places = self.handover.mode == HandoverMode.NAMES_AND_PLACES
        return write_table(
            "csv", ("name", "place", "country") if has_places else ("name", "country"), self._names(), out
        )

    def _names(self) -> Iterator[tuple[str, ...]]:
        """Who signed, in an order that says nothing of when."""
        has_places, language = self.handover.mode == HandoverMode.NAMES_AND_PLACES, self.handover.language
        rows = _up_to_the_moment(self.handover).confirmed().order_by("public_id")
        found = rows.values_list("sealed_person", "public_id", "country").iterator(FETCHED_AT_ONCE)
        for sealed, public_id, country in found:
            person, lives_in = Signature.unsealed(sealed, public_id), country_name(country, language)
            yield (person["name"], person["place"], lives_in) if has_places else (person["name"], lives_in)

    @property
    def _sender(self) -> tuple[str, ...]:
        """Name and address; some write their name above the address, too."""
        address = _lines(self.organisation.postal_address)
        known = {self.organisation.name, self.organisation.legal_name}
        return (self._organisation_name, *(address[1:] if address and address[0] in known else address))

    @property
    def _organisation_name(self) -> str:
        return str(self.organisation.legal_name or self.organisation.name)


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[tuple[str, ...]]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        for row in self.rows:
            self.number += 1
            yield row


def _up_to_the_moment(handover: Handover) -> Any:
    return Signature.objects.counted().filter(petition=handover.petition, confirmed_at__lte=handover.as_of)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
