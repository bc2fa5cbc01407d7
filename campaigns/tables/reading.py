"""Opening a table somebody sends: CSV of any kind, XLSX or ODS, told by what is in it, row by row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from .archive import Archive
from .cells import NumberedRow, place_of, plain_cell
from .csvfile import read_csv
from .opendocument import CONTENT, MANIFEST, read_ods
from .refusing import MOST_BYTES, MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, Refusal, Unreadable
from .workbook import WORKBOOK, read_xlsx

# Cells between two rows that say something: what a program wrote out because its user had once coloured it.
MOST_EMPTY_CELLS = 1_000_000
OLE_DOCUMENT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# In an OLE document: a workbook of today inside, encrypted.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
NO_TABLES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"MZ",
    b"\x7fELF",
    b"{\\rtf",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
)


@dataclass(frozen=True)
class Table:
    """A table being read: `rows` are (row as the spreadsheet counts, cells), each as long as the header.

    `kind` is csv, xlsx or ods; `encoding` and `delimiter` are empty for the last two. Iterating raises Unreadable
    where only then something is found that cannot be taken.
    """

    kind: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: Iterator[tuple[int, tuple[str, ...]]]


def open_table(file: BinaryIO, *, encoding: str = "", delimiter: str = "") -> Table:
    """The table in a seekable file, which stays open. Raises Unreadable, before any row is read if possible.

    `encoding` and `delimiter` of a CSV file are found out unless they are given.
    """
    file.seek(0, 2)
    if file.tell() > MOST_BYTES:
        raise Unreadable(Refusal.TOO_LARGE)
    file.seek(0)
    start = file.read(4096)
    file.seek(0)
    if start.startswith(b"PK\x03\x04"):
        return _table_of_archive(Archive(file))
    _refuse_other_kinds(file, start)
    text = read_csv(file, encoding, delimiter)
    return _table("csv", text.encoding, text.delimiter, text.rows)


def _refuse_other_kinds(file: BinaryIO, start: bytes) -> None:
    if start.startswith(OLE_DOCUMENT):
        content = file.read()
        file.seek(0)
        raise Unreadable(Refusal.PASSWORD if ENCRYPTED in content else Refusal.WRONG_TYPE)
    is_page = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<svg"))
    if is_page or start.startswith(NO_TABLES):
        raise Unreadable(Refusal.WRONG_TYPE)


def _table_of_archive(archive: Archive) -> Table:
    names = archive.names
    if WORKBOOK in names:
        if any(name.endswith("vbaProject.bin") or "/macrosheets/" in name for name in names):
            raise Unreadable(Refusal.MACROS)
        return _table("xlsx", "", "", read_xlsx(archive))
    if {CONTENT, MANIFEST} <= names:
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise Unreadable(Refusal.MACROS)
        return _table("ods", "", "", read_ods(archive))
    raise Unreadable(Refusal.WRONG_TYPE)


def _table(kind: str, encoding: str, delimiter: str, numbered: Iterator[NumberedRow]) -> Table:
    rows = _checked(numbered)
    _number, first = next(rows, (0, []))
    header = tuple(first)
    if not any(header):
        raise Unreadable(Refusal.EMPTY)
    known = set()
    for name in filter(None, (" ".join(name.casefold().split()) for name in header)):
        if name in known:
            raise Unreadable(Refusal.SAME_HEADER, name)
        known.add(name)
    # The first row of the table is read at once, so that most of what cannot be taken is known before anybody waits.
    second = list(islice(rows, 1))
    return Table(kind, encoding, delimiter, header, _as_long_as(len(header), chain(second, rows)))


def _checked(rows: Iterable[NumberedRow]) -> Iterator[NumberedRow]:
    """Rows that say something, with plain cells, as long as they keep within the limits."""
    empty = 0
    for number, cells in rows:
        if number > MOST_ROWS + 1:
            raise Unreadable(Refusal.TOO_MANY_ROWS)
        if not any(map(str.strip, cells)):
            empty += 1 + len(cells)
            if empty > MOST_EMPTY_CELLS:
                raise Unreadable(Refusal.MOSTLY_EMPTY)
            continue
        empty = 0
        plain = [plain_cell(cell.strip()) for cell in cells]
        while plain and not plain[-1]:
            plain.pop()
        if len(plain) > MOST_COLUMNS:
            raise Unreadable(Refusal.TOO_MANY_COLUMNS)
        for column, cell in enumerate(plain):
            if len(cell) > MOST_CHARACTERS:
                raise Unreadable(Refusal.TOO_LONG, place_of(number, column))
            if "\x00" in cell:
                raise Unreadable(Refusal.NULL_BYTES)
        yield number, plain


def _as_long_as(width: int, rows: Iterable[NumberedRow]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, cells in rows:
        if len(cells) > width:
            raise Unreadable(Refusal.RAGGED, str(number))
        yield number, (*cells, *[""] * (width - len(cells)))
