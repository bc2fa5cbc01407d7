"""Opening a table somebody sends: CSV of any kind, XLSX or ODS, told by what is in it, row by row."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from .cells import place_of, plain_cell
from .csvfile import read_csv
from .opendocument import read_ods
from .refusing import (
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ENTRIES,
    MOST_ROWS,
    MOST_UNPACKED,
    Refusal,
    Unreadable,
)
from .workbook import read_xlsx

# A part that unpacks to more than this, and to so many times its size, is made to fill a disk.
LARGE_PART = 10 * 1024 * 1024
MOST_DENSE = 200
START_OF_PART = 64 * 1024
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

NumberedRow = tuple[int, list[str]]


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
        kind = _kind_of_archive(file)
        rows = read_xlsx(file) if kind == "xlsx" else read_ods(file)
        return _table(kind, "", "", rows)
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


def _kind_of_archive(file: BinaryIO) -> str:
    """Which spreadsheet an archive is, once its directory says nothing bad."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            _refuse_bombs(entries)
            if "xl/workbook.xml" in names:
                kind = "xlsx"
                macros = any(name.endswith("vbaProject.bin") or "/macrosheets/" in name for name in names)
            elif "content.xml" in names and "META-INF/manifest.xml" in names:
                kind = "ods"
                macros = any(name.startswith(("Basic/", "Scripts/")) for name in names)
                if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                    raise Unreadable(Refusal.PASSWORD)
            else:
                raise Unreadable(Refusal.WRONG_TYPE)
            _refuse_definitions(archive, names)
    except (zipfile.BadZipFile, RuntimeError, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Unreadable(Refusal.DAMAGED) from error
    if macros:
        raise Unreadable(Refusal.MACROS)
    file.seek(0)
    return kind


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    """What the directory says is checked here; reading stops at the size it says (zipfile does not go beyond)."""
    places = [entry.header_offset for entry in entries]
    is_dense = any(
        entry.file_size > LARGE_PART and entry.file_size > MOST_DENSE * max(entry.compress_size, 1) for entry in entries
    )
    is_large = sum(entry.file_size for entry in entries) > MOST_UNPACKED
    if is_dense or is_large or len(entries) > MOST_ENTRIES or len(set(places)) < len(places):
        raise Unreadable(Refusal.BOMB)


def _refuse_definitions(archive: zipfile.ZipFile, names: set[str]) -> None:
    """No part brings definitions of its own (XML 1.0, section 2.8), whichever parser is to read it."""
    for name in names:
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                start = part.read(START_OF_PART).replace(b"\x00", b"")
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise Unreadable(Refusal.ENTITIES)


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
    for number, cells in rows:
        if number > MOST_ROWS + 1:
            raise Unreadable(Refusal.TOO_MANY_ROWS)
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
        if plain:
            yield number, plain


def _as_long_as(width: int, rows: Iterable[NumberedRow]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, cells in rows:
        if len(cells) > width:
            raise Unreadable(Refusal.RAGGED, str(number))
        yield number, (*cells, *[""] * (width - len(cells)))
