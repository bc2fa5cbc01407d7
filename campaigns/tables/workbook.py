"""XLSX, row by row."""

import datetime
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .refusing import MOST_EMPTY_ROWS, Refusal, Unreadable

FORMULA_TYPE = "f"
BROKEN = (
    ParseError,
    zipfile.BadZipFile,
    InvalidFileException,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
)


def read_xlsx(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that has any; a formula anywhere in it is refused."""
    try:
        workbook = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        for sheet in workbook.worksheets:
            # What the file says about its own size may be wrong.
            sheet.reset_dimensions()
            found, empty = False, 0
            for row in sheet.iter_rows():
                cells = [_text(cell) for cell in row]
                if any(cells):
                    found = True
                    yield _number_of(row), cells
                else:
                    empty += 1
                    if empty > MOST_EMPTY_ROWS:
                        raise Unreadable(Refusal.BOMB)
            if found:
                return
    except DefusedXmlException as error:
        raise Unreadable(Refusal.ENTITIES) from error
    except BROKEN as error:
        raise Unreadable(Refusal.DAMAGED) from error


def _number_of(row: tuple[Any, ...]) -> int:
    return next((cell.row for cell in row if getattr(cell, "row", None)), 0)


def _text(cell: Any) -> str:
    if cell.data_type == FORMULA_TYPE:
        raise Unreadable(Refusal.FORMULA, cell.coordinate)
    return plain_text(cell.value)


def plain_text(value: Any) -> str:
    """A value as one would type it: whole numbers without a point, days as 2026-05-31."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
