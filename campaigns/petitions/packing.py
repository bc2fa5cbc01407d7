"""The pack of a handover: what the addressee gets, made so that the same moment gives the same bytes.

A ZIP archive with a letter, the petition in its languages, statistics, the list of names if they are handed over, and a
manifest of SHA-256 sums in the form `sha256sum --check` reads.
"""

import hashlib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import Any, BinaryIO

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
from campaigns.tables.writing import Counted, timeless_entry, write_table

from .models import (
    Handover,
    HandoverMode,
    PackState,
    PetitionPage,
    PrivateFile,
    Signature,
    Source,
    pieces_of,
)
from .printable import paragraphs_of
from .statistics import Statistics, signatures_up_to, statistics_of

FETCHED_AT_ONCE = 2000
MOST_TRIES = 3
TOGETHER = "application/zip"


class ChangedMeanwhile(Exception):
    """Somebody has withdrawn between counting and listing, again and again."""


def make_pack(handover: Handover) -> None:
    """Make the pack of a handover and keep it, sealed. To be done within a transaction."""
    with override(handover.language), TemporaryFile() as content:
        numbers = _packed(handover, content)
        content.seek(0)
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        name = f"{handover.petition.reference}-{handover.planned_for}.zip"
        earlier = handover.pack
        handover.pack = PrivateFile.objects.keep(name, TOGETHER, pieces_of(content))
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
        self._put_made("1-letter.pdf", print_letters([self._letter()]).pdf)
        for page in self.pages:
            if page.live:
                self._put_made(f"2-petition-{page.locale.language_code}.pdf", print_statement(self._statement(page)))
        self._put("3-statistics.pdf", self._print_statistics)
        self._put("3-statistics.csv", self._write_statistics)
        if self.handover.names_anybody:
            if self._put("4-signatures.pdf", self._print_names) != self.numbers.named:
                return False
            if self._put("4-signatures.csv", self._write_names) != self.numbers.named:
                return False
        manifest = "".join(f"{digest}  {name}\n" for name, digest in self.digests)
        self._put_made("MANIFEST.sha256", manifest.encode())
        return True

    def _put(self, name: str, write: Callable[[BinaryIO], Any]) -> Any:
        """Write one file of the pack, and note its sum; what `write` says."""
        with TemporaryFile() as file:
            said = write(file)
            file.seek(0)
            self.digests.append((name, hashlib.file_digest(file, "sha256").hexdigest()))
            with self.archive.open(timeless_entry(name), "w", force_zip64=True) as packed:
                packed.writelines(pieces_of(file))
        return said

    def _put_made(self, name: str, content: bytes) -> None:
        self._put(name, lambda out: out.write(content))

    def _letter(self) -> Letter:
        number = self.numbers.total
        words = {
            "number": written_number(number),
            "title": self.page.title,
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
        for (code, version), number in sorted(numbers.text.items()) if numbers.is_worded_anew else ():
            words = {"language": language_name(code), "number": written_number(version)}
            yield _("Wording"), _("%(language)s, version %(number)s") % words, f"{code}-{version}", number

    def _print_names(self, out: BinaryIO) -> int:
        columns = [Column(pgettext("a person's", "Name"), 5), Column(_("Country"), 3)]
        if self.handover.mode == HandoverMode.NAMES_AND_PLACES:
            columns.insert(1, Column(pgettext("where a signer lives", "Place"), 3))
        rows = Counted(self._names())
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
        rows = signatures_up_to(self.handover).confirmed().order_by("public_id")
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


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
