"""ODS, row by row: OpenDocument 1.3, part 3, section 9."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from .cells import place_of
from .refusing import MOST_COLUMNS, MOST_EMPTY_ROWS, MOST_ROWS, Refusal, Unreadable

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
# A row that says something is not meant a thousand times over.
MOST_REPEATED = 1000


def read_ods(file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first table that has any; a formula anywhere in it is refused."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open("content.xml") as content:
            yield from _rows(content)
    except DefusedXmlException as error:
        raise Unreadable(Refusal.ENTITIES) from error
    except (ParseError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError) as error:
        raise Unreadable(Refusal.DAMAGED) from error


def _rows(content: object) -> Iterator[tuple[int, list[str]]]:
    number, found, empty = 0, False, 0
    above: list[Element] = []
    for event, element in iterparse(content, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            above.append(element)
            continue
        above.pop()
        if element.tag == f"{TABLE}table-row":
            times = _repeated(element, "number-rows-repeated")
            cells = _cells(element, number + 1)
            if any(cells):
                if times > MOST_REPEATED:
                    raise Unreadable(Refusal.BOMB)
                found = True
                for row in range(times):
                    yield number + 1 + row, cells
            else:
                empty += 1
                if empty > MOST_EMPTY_ROWS:
                    raise Unreadable(Refusal.BOMB)
            number += times
            # What is behind is let go, in the row's parent, too: tables may be larger than memory.
            above[-1].remove(element)
        elif element.tag == f"{TABLE}table":
            if found:
                return
            number = 0


def _cells(row: Element, number: int) -> list[str]:
    cells: list[str] = []
    for column, cell in enumerate(child for child in row if child.tag in CELLS):
        if cell.get(f"{TABLE}formula"):
            raise Unreadable(Refusal.FORMULA, place_of(number, min(column, MOST_COLUMNS)))
        text = _value(cell)
        times = _repeated(cell, "number-columns-repeated")
        if text and times > MOST_COLUMNS:
            raise Unreadable(Refusal.BOMB)
        # Empty cells up to the end of the sheet are told in one element; nobody needs them.
        cells += [text] * min(times, MOST_COLUMNS + 1)
    return cells


def _repeated(element: Element, name: str) -> int:
    return max(1, min(int(element.get(f"{TABLE}{name}") or 1), MOST_ROWS * 2))


def _value(cell: Element) -> str:
    kind = cell.get(f"{OFFICE}value-type")
    if kind in {"float", "percentage", "currency"}:
        return (cell.get(f"{OFFICE}value") or "").removesuffix(".0")
    if kind == "date":
        return (cell.get(f"{OFFICE}date-value") or "").removesuffix("T00:00:00")
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") or ""
    return "\n".join(_words(paragraph) for paragraph in cell.findall(f"{TEXT}p"))


def _words(element: Element) -> str:
    words = [element.text or ""]
    for child in element:
        if child.tag == f"{TEXT}s":
            words.append(" " * min(int(child.get(f"{TEXT}c") or 1), 100))
        elif child.tag == f"{TEXT}line-break":
            words.append("\n")
        elif child.tag == f"{TEXT}tab":
            words.append("\t")
        else:
            words.append(_words(child))
        words.append(child.tail or "")
    return "".join(words)
