"""XLSX, row by row: Office Open XML (ECMA-376, part 1, section 18)."""

import datetime
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from posixpath import join, normpath

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from .archive import MOST_ENTRIES, Archive
from .cells import NumberedRow, place_of
from .markup import FIRST_FOUND, Attributes, Reader
from .refusing import MOST_COLUMNS, Refusal, Unreadable

WORKBOOK = "xl/workbook.xml"
NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
# The names of elements without their namespace: the usual one, and the one of “Strict Open XML”.
ELEMENTS = {
    f"{namespace} {name}": name
    for namespace in NAMESPACES
    for name in (
        *("workbookPr", "sheet"),
        *("numFmt", "cellXfs", "xf"),
        *("si", "t", "rPh"),
        *("sheetData", "row", "c", "f", "v"),
    )
}
DIGITS = "0123456789"
# Texts are kept in the order in which they were typed: after sorting, the first rows may name any of them. Beyond these
# they cannot be found in time; a copy of the rows has its texts in the order of the rows.
MOST_TEXTS_AT_ONCE = 250_000
MOST_TEXTS = 2_000_000
# As many as Excel knows.
MOST_STYLES = 65_490
LONGEST_FORMAT = 255
# How a workbook writes a carriage return (22.9.2.19).
CARRIAGE_RETURN = "_x000D_"


def read_xlsx(archive: Archive) -> Iterator[NumberedRow]:
    """The rows of the first sheet to be seen that has any; a formula in it is refused."""
    workbook = list(islice(archive.gather(WORKBOOK, _Named("workbookPr", "sheet")), MOST_ENTRIES))
    parts = _related(archive)
    epoch = CALENDAR_WINDOWS_1900
    if any(attributes.get("date1904") in {"1", "true"} for name, attributes in workbook if name == "workbookPr"):
        epoch = CALENDAR_MAC_1904
    formats = _Formats(archive, parts.get("styles", ""), epoch)
    texts = _Texts(archive, parts.get("sharedStrings", ""))
    for name, attributes in workbook:
        if name != "sheet" or attributes.get("state", "visible") != "visible":
            continue
        part = next((parts.get(value) for key, value in attributes.items() if key.endswith(" id")), None)
        if not part:
            continue
        found = 0
        for found, row in enumerate(archive.gather(part, _Rows(texts, formats)), 1):
            yield row
            if found == FIRST_FOUND:
                texts.most = MOST_TEXTS
        if found:
            return


def _related(archive: Archive) -> dict[str, str]:
    """The parts by what they are to the workbook and, sheets, by their id."""
    parts = {}
    relations = archive.gather("xl/_rels/workbook.xml.rels", _Named("Relationship"))
    for _name, attributes in islice(relations, MOST_ENTRIES):
        part = normpath(join("xl", attributes.get("Target", ""))).lstrip("/")
        kind = attributes.get("Type", "").rpartition("/")[2]
        parts[attributes.get("Id", "") if kind == "worksheet" else kind] = part
    return parts


class _Named(Reader[tuple[str, Attributes]]):
    """Elements of these names, in any namespace."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names

    def start(self, name: str, attributes: Attributes) -> None:
        self.elements += 1
        name = name.rpartition(" ")[2]
        if name in self.names:
            self.found.append((name, attributes))


class _Strings(Reader[str]):
    """Texts of a workbook (18.4): of several runs, without how they are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []

    def start(self, name: str, _attributes: Attributes) -> None:
        self.elements += 1
        self.words.clear()

    def end(self, name: str) -> None:
        kind = ELEMENTS.get(name)
        if kind == "t":
            self.runs.append("".join(self.words))
        elif kind == "si":
            self.found.append("".join(self.runs))
            self.runs.clear()
        elif kind == "rPh":
            del self.runs[-1:]


class _Texts:
    """The texts by number, read as far as they are asked for."""

    def __init__(self, archive: Archive, part: str) -> None:
        self.most = MOST_TEXTS_AT_ONCE
        self._known: list[str] = []
        self._more = archive.gather(part, _Strings())

    def __getitem__(self, number: int) -> str:
        if number >= len(self._known):
            if number >= self.most:
                raise Unreadable(Refusal.BOMB)
            self._known += islice(self._more, number + 1 - len(self._known))
        if not 0 <= number < len(self._known):
            raise Unreadable(Refusal.DAMAGED)
        return self._known[number]


class _NumberFormats(Reader[str]):
    """The number format of each cell style, in order (18.8)."""

    def __init__(self) -> None:
        super().__init__()
        self.formats = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        self.is_of_cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        self.elements += 1
        match ELEMENTS.get(name):
            case "numFmt":
                self.formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:LONGEST_FORMAT]
            case "cellXfs":
                self.is_of_cells = True
            case "xf" if self.is_of_cells:
                self.found.append(self.formats.get(attributes.get("numFmtId", ""), ""))

    def end(self, name: str) -> None:
        self.is_done = self.is_done or ELEMENTS.get(name) == "cellXfs"


class _Formats:
    """What numbers mean: looked up once there is one that has a style."""

    def __init__(self, archive: Archive, part: str, epoch: datetime.datetime) -> None:
        self._archive, self._part, self._epoch = archive, part, epoch
        self._styles: list[str] | None = None

    def written(self, value: str, style: str) -> str:
        """A number as one would type it."""
        number = float(value) if any(mark in value for mark in ".eE") else int(value)
        code = self._code_of(int(style)) if style else ""
        if is_date_format(code):
            with suppress(OverflowError, ValueError):
                return plain_text(from_excel(number, self._epoch, timedelta=is_timedelta_format(code)))
        return plain_text(number)

    def _code_of(self, style: int) -> str:
        if self._styles is None:
            codes = self._archive.gather(self._part, _NumberFormats()) if self._part else ()
            self._styles = list(islice(codes, MOST_STYLES))
        return self._styles[style] if 0 <= style < len(self._styles) else ""


class _Rows(Reader[NumberedRow]):
    """The rows of a sheet that say something (18.3.1.73)."""

    patience = 40

    def __init__(self, texts: _Texts, formats: _Formats) -> None:
        super().__init__()
        self.texts, self.formats = texts, formats
        self.number, self.column = 0, -1
        self.cells: list[str] = []
        self.kind = self.style = self.value = ""
        self.is_aloud = False

    def start(self, name: str, attributes: Attributes) -> None:
        self.elements += 1
        match ELEMENTS.get(name):
            case "c":
                self._begin_cell(attributes)
            case "v" | "t":
                self.words.clear()
            case "row":
                self._begin_row(attributes)
            case "f":
                raise Unreadable(Refusal.FORMULA, place_of(self.number, min(self.column, MOST_COLUMNS)))
            case "rPh":
                self.is_aloud = True

    def end(self, name: str) -> None:
        match ELEMENTS.get(name):
            case "v" | "t" if not self.is_aloud:
                self.value += "".join(self.words)
            case "c":
                self._end_cell()
            case "row":
                if self.cells:
                    self.found.append((self.number, self.cells))
                    self.cells = []
            case "rPh":
                self.is_aloud = False
            case "sheetData":
                self.is_done = True

    def _begin_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r") or self.number + 1)
        if number <= self.number:
            raise Unreadable(Refusal.DAMAGED)
        self.number, self.column = number, -1

    def _begin_cell(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        column = column_index_from_string(place.rstrip(DIGITS)) - 1 if place else self.column + 1
        if column <= self.column:
            raise Unreadable(Refusal.DAMAGED)
        self.column, self.value = column, ""
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")

    def _end_cell(self) -> None:
        text = self._text().replace(CARRIAGE_RETURN, "\r").strip() if self.value else ""
        if text:
            if self.column >= MOST_COLUMNS:
                raise Unreadable(Refusal.TOO_MANY_COLUMNS)
            self.cells += [""] * (self.column - len(self.cells))
            self.cells.append(text)

    def _text(self) -> str:
        match self.kind:
            case "s":
                return self.texts[int(self.value)]
            case "n":
                return self.formats.written(self.value, self.style)
            case "b":
                return plain_text(self.value == "1")
            case "d":
                return self.value.removesuffix("T00:00:00")
            case _:
                return self.value


def plain_text(value: object) -> str:
    """A value as one would type it: whole numbers without a point, days as 2026-05-31."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
