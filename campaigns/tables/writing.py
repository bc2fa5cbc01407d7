"""Tables as CSV, XLSX, ODS and JSON: streamed, with nothing in them that a spreadsheet would calculate."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from .cells import safe_cell

FORMATS = ("csv", "xlsx", "ods", "json")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "json": "application/json",
}
PIECE = 64 * 1024
# The same rows make the same file: ZIP archives would note the time.
NO_TIME = (1980, 1, 1, 0, 0, 0)
# What XML cannot hold (XML 1.0, section 2.2).
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Value = str | int
Rows = Iterable[Sequence[Value]]


def write_table(kind: str, header: Sequence[str], rows: Rows, out: BinaryIO) -> int:
    """Write a table to a binary file, row by row; how many rows. `kind` is one of `FORMATS`."""
    counted = Counted(rows)
    WRITERS[kind](header, counted, out)
    return counted.number


def csv_rows(header: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """The table as CSV in pieces; the first is the header, at once. UTF-8 with the mark Excel knows it by."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([safe_cell(name) for name in header])
    yield _taken(buffer)
    for row in rows:
        writer.writerow([safe_cell(value) if isinstance(value, str) else value for value in row])
        if buffer.tell() >= PIECE:
            yield _taken(buffer)
    if buffer.tell():
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    # A lone half of a surrogate pair is no character; a question mark takes its place.
    piece = buffer.getvalue().encode(errors="replace")
    buffer.seek(0)
    buffer.truncate()
    return piece


class Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[Any]:
        for row in self.rows:
            self.number += 1
            yield row


def _write_csv(header: Sequence[str], rows: Rows, out: BinaryIO) -> None:
    out.writelines(csv_rows(header, rows))


def _write_json(header: Sequence[str], rows: Rows, out: BinaryIO) -> None:
    out.write(b"[")
    for number, row in enumerate(rows):
        line = json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False)
        out.write((",\n" if number else "\n").encode() + line.encode(errors="replace"))
    out.write(b"\n]\n")


def _write_xlsx(header: Sequence[str], rows: Rows, out: BinaryIO) -> None:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()

    def cell(value: Value) -> Any:
        if isinstance(value, int):
            return value
        made = WriteOnlyCell(sheet)
        made.value = NOT_IN_XML.sub("", safe_cell(value))
        made.data_type = "s"
        return made

    sheet.append([cell(name) for name in header])
    for row in rows:
        sheet.append([cell(value) for value in row])
    workbook.save(out)


def _write_ods(header: Sequence[str], rows: Rows, out: BinaryIO) -> None:
    with zipfile.ZipFile(out, "w") as archive:
        # The type stands first, uncompressed, so that programs find it at a fixed place (ODF 1.3 part 2, 3.3).
        archive.writestr(zipfile.ZipInfo("mimetype", NO_TIME), CONTENT_TYPES["ods"])
        archive.writestr(timeless_entry("META-INF/manifest.xml"), ODS_MANIFEST)
        with archive.open(timeless_entry("content.xml"), "w", force_zip64=True) as content:
            content.write(ODS_HEAD)
            content.write(_ods_row(header))
            for row in rows:
                content.write(_ods_row(row))
            content.write(ODS_TAIL)


def timeless_entry(name: str) -> zipfile.ZipInfo:
    """A compressed entry of a ZIP archive that says nothing of when it was made."""
    entry = zipfile.ZipInfo(name, NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _ods_row(row: Sequence[Value]) -> bytes:
    cells = "".join(map(_ods_cell, row))
    return f"<table:table-row>{cells}</table:table-row>\n".encode(errors="replace")


def _ods_cell(value: Value) -> str:
    if isinstance(value, int):
        number = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {number}><text:p>{value}</text:p></table:table-cell>"
    lines = escape(NOT_IN_XML.sub("", safe_cell(value))).replace("\r\n", "\n").split("\n")
    text = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{CONTENT_TYPES["ods"]}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>\n"
)
ODS_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    b'<office:body><office:spreadsheet><table:table table:name="1">\n'
)
ODS_TAIL = b"</table:table></office:spreadsheet></office:body></office:document-content>\n"

WRITERS: dict[str, Callable[[Sequence[str], Rows, BinaryIO], None]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "ods": _write_ods,
    "json": _write_json,
}
