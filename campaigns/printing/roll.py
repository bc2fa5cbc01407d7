"""A long list of people, such as those who signed a petition, as a document of many pages to hand over."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import typst

from .directions import address_lines
from .fonts import families_for, fonts, unprintable
from .typesetting import TEMPLATES

if __name__ != "__main__":
    # As a program this module sets one part and is told all it needs for that. What is slow to start, Django above all,
    # stays out of it.
    from pypdf import PdfWriter
    from pypdf.generic import NameObject, TextStringObject

    from campaigns.languages import cldr_locale, is_right_to_left

    from .letter import Paper
    from .sheet import Column

# Typst keeps all of a document in memory, 100 kB for a row of long names, and gives it back only when its process ends.
ROWS_PER_PART = 2_500
# No part takes minutes: one that does is stuck.
SECONDS_PER_PART = 300
# Stands where a character is that no font has. The fonts have it.
MISSING = "□"
# They show nothing, but Persian and the scripts of India are written with them.
JOINERS = "\u200c\u200d"


class RollFailed(Exception):
    """A part of a roll could not be set. It says nothing of the people in it: errors end up in logs."""


@dataclass(frozen=True)
class Roll:
    """What stands around the names. Everything is plain text; `language` is that of the labels.

    `subtitle` says to whom it goes and of what day it is, `page_text` has a place for the number: “Page {page}”; `note`
    is a short line at the foot of each page.
    """

    language: str
    paper: Paper
    title: str
    subtitle: str
    organisation: str
    number_label: str
    columns: tuple[Column, ...]
    page_text: str
    note: str = ""


def print_roll(
    roll: Roll, rows: Iterable[Sequence[str]], out: BinaryIO, *, progress: Callable[[int], None] = lambda rows: None
) -> int:
    """Writes the PDF to `out`, a file, and returns how many pages it has; `progress` is told how many rows are done.

    Only some thousand rows are in memory at a time, and never any on disk: each part of the document is set in a
    process of its own. A part begins with the rows left over from the last page of the one before: nobody sees where
    they were joined. Nothing stops it for a name: what no font has is shown as an empty box.

    Joined parts lose the tags screen readers need: offer the names in a file for machines, too.
    """
    source = iter(rows)
    around = _around(roll)
    document = _document(roll)
    waiting: list[Sequence[str]] = []
    rows_done, is_last = 0, False
    while not is_last:
        fresh = list(islice(source, ROWS_PER_PART))
        is_last = len(fresh) < ROWS_PER_PART
        waiting += fresh
        part = _part(around, _cells(waiting, len(roll.columns)), rows_done, len(document.pages))
        # What the last page has room for is not known before the rows after these.
        pages, count = (
            (part.pages, len(waiting)) if is_last else (part.pages - 1, len(waiting) - part.rows_on_last_page)
        )
        document.append(BytesIO(part.pdf), pages=(0, pages), import_outline=False)
        waiting = waiting[count:]
        rows_done += count
        progress(rows_done)
    document.write(out)
    return len(document.pages)


@dataclass(frozen=True)
class _Part:
    pdf: bytes
    pages: int
    rows_on_last_page: int


def _part(around: Mapping[str, Any], rows: list[list[dict[str, Any]]], rows_before: int, pages_before: int) -> _Part:
    """Sets some rows in a process of its own."""
    data = {**around, "rows": rows, "first-number": rows_before + 1, "pages-before": pages_before}
    process = subprocess.run(
        [sys.executable, "-m", "campaigns.printing.roll"],
        cwd=Path(__file__).parents[2],
        input=json.dumps(data, ensure_ascii=False).encode(),
        stdout=subprocess.PIPE,
        # What goes wrong may name who stands in the row.
        stderr=subprocess.DEVNULL,
        timeout=SECONDS_PER_PART,
        check=False,
    )
    if process.returncode:
        raise RollFailed(f"The part from row {rows_before + 1} on ended with status {process.returncode}")
    report, _, pdf = process.stdout.partition(b"\n")
    pages, rows_on_last_page = json.loads(report)
    return _Part(pdf, pages, rows_on_last_page)


def _document(roll: Roll) -> PdfWriter:
    """An empty document with a title and a language, and nothing in it that is different the next time."""
    document = PdfWriter()
    document.pdf_header = "%PDF-1.7"
    document.metadata = {"/Title": roll.title, "/Producer": "Typst, pypdf"}
    document.root_object[NameObject("/Lang")] = TextStringObject(cldr_locale(roll.language).language)
    return document


def _around(roll: Roll) -> dict[str, Any]:
    """What the template needs besides the rows."""
    words = asdict(roll)
    columns = words.pop("columns")
    replaced = _replaced(chain(words.values(), (column["label"] for column in columns)))
    return {
        **{name: text.translate(replaced) for name, text in words.items()},
        "columns": [{**column, "label": column["label"].translate(replaced)} for column in columns],
        "language": cldr_locale(roll.language).language,
        "families": families_for(roll.language),
        "is_right_to_left": is_right_to_left(roll.language),
    }


def _cells(rows: Sequence[Sequence[str]], count: int) -> list[list[dict[str, Any]]]:
    """Cells that can be printed, each in the direction of its own script and with the length of its longest word."""
    if any(len(row) != count for row in rows):
        raise ValueError("A row has more or fewer cells than there are columns")
    replaced = _replaced(chain.from_iterable(rows))
    lines = (address_lines(cell.translate(replaced) for cell in row) for row in rows)
    return [
        [{**line, "longest": max(map(len, line["words"].replace("-", " ").split(" ")))} for line in row]
        for row in lines
    ]


def _replaced(texts: Iterable[str]) -> dict[int, str | None]:
    """What to print for characters that cannot be, or that would do something to those around them."""
    characters = "".join(sorted(set().union(*texts)))
    missing = {ord(character): MISSING for character in unprintable(characters) if not _selects_a_form(character)}
    silent = {ord(character): None for character in characters if _says_nothing(character)}
    spaces = {ord(character): " " for character in characters if character.isspace()}
    return {**missing, **silent, **spaces}


def _says_nothing(character: str) -> bool:
    """Whether it only controls or formats what stands around it."""
    return unicodedata.category(character) in {"Cc", "Cf"} and character not in JOINERS


def _selects_a_form(character: str) -> bool:
    """Whether it is what tells forms of a Japanese name apart, which shows nothing where a font has only one."""
    return unicodedata.name(character, "").startswith("VARIATION SELECTOR")


def _set_part() -> None:
    """Reads the data of a part as JSON; writes how many pages it has, how many rows are on the last, and the PDF."""
    data = sys.stdin.buffer.read().decode()
    compiler = typst.Compiler(TEMPLATES / "roll.typ", root=TEMPLATES, font_paths=fonts(), sys_inputs={"data": data})
    pdf = compiler.compile(format="pdf", timestamp=0, pdf_tags=False)
    if not isinstance(pdf, bytes):
        raise TypeError("Typst made more than one file of a document")
    [report] = json.loads(compiler.query("<report>", field="value"))
    sys.stdout.buffer.write(json.dumps([report["pages"], report["rows"]]).encode() + b"\n" + pdf)


if __name__ == "__main__":
    _set_part()
