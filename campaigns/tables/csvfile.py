"""CSV as it is really sent: found out which encoding and which delimiter, with line breaks in quotes."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import BinaryIO, TextIO

import charset_normalizer

from .cells import NumberedRow
from .refusing import MOST_CHARACTERS, MOST_COLUMNS, Refusal, Unreadable

SAMPLE = 256 * 1024
# More is no record with as many cells, each as long, as a table may have.
LONGEST_LINE = 2 * MOST_COLUMNS * MOST_CHARACTERS
ROWS_LOOKED_AT = 50
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# As Python calls them, and as people do.
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-8-sig", "UTF-8 (BOM)"),
    ("utf-16", "UTF-16"),
    ("cp1252", "Windows-1252 (Latin)"),
    ("iso8859-15", "ISO 8859-15 (Latin)"),
    ("cp1250", "Windows-1250 (Central Europe)"),
    ("cp1251", "Windows-1251 (Cyrillic)"),
    ("koi8-r", "KOI8-R (Cyrillic)"),
    ("cp1253", "Windows-1253 (Greek)"),
    ("cp1254", "Windows-1254 (Turkish)"),
    ("cp1255", "Windows-1255 (Hebrew)"),
    ("cp1256", "Windows-1256 (Arabic)"),
    ("cp949", "CP949 (Korean)"),
    ("gb18030", "GB 18030 (Chinese)"),
    ("big5", "Big5 (Chinese)"),
    ("cp932", "Shift JIS (Japanese)"),
)
DELIMITERS = ((",", ","), (";", ";"), ("\t", "TAB"), ("|", "|"))
GUESSED = [name for name, _label in ENCODINGS[3:]]


@dataclass(frozen=True)
class TextTable:
    """How the text is read, and its records, numbered from 1."""

    encoding: str
    delimiter: str
    rows: Iterator[NumberedRow]


def read_csv(file: BinaryIO, encoding: str, delimiter: str) -> TextTable:
    """Records of a CSV file; what is not given is found out. Raises Unreadable."""
    encoding = encoding or _encoding_of(file)
    named, skipped = _delimiter_in_first_line(file, encoding)
    delimiter = delimiter or named or _delimiter_of(file, encoding)
    return TextTable(encoding, delimiter, _numbered(file, encoding, delimiter, skipped))


def _encoding_of(file: BinaryIO) -> str:
    file.seek(0)
    sample = file.read(SAMPLE)
    for mark, encoding in MARKS:
        if sample.startswith(mark):
            return encoding
    if b"\x00" in sample:
        raise Unreadable(Refusal.NULL_BYTES)
    if _is_utf8(file):
        return "utf-8"
    guesses = charset_normalizer.from_bytes(sample, cp_isolation=GUESSED)
    best = guesses.best()
    if best is None:
        return "cp1252"
    # Of encodings that explain the text equally well, the more common one.
    equals = [name for guess in guesses if guess.chaos <= best.chaos for name in guess.could_be_from_charset]
    return min(map(_usual_name, equals), key=GUESSED.index, default="cp1252")


def _is_utf8(file: BinaryIO) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(SAMPLE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _usual_name(found: str) -> str:
    wanted = codecs.lookup(found).name
    return next((name for name, _label in ENCODINGS if codecs.lookup(name).name == wanted), "cp1252")


def _text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The file as text. To be detached, so that the file stays open."""
    file.seek(0)
    try:
        return io.TextIOWrapper(file, encoding=encoding, newline="")
    except LookupError as error:
        raise Unreadable(Refusal.ENCODING) from error


def _delimiter_in_first_line(file: BinaryIO, encoding: str) -> tuple[str, bool]:
    """What Excel's own first line says, as in “sep=;”, and whether there is one."""
    text = _text(file, encoding)
    try:
        line = text.readline(20)
    except UnicodeError as error:
        raise Unreadable(Refusal.ENCODING) from error
    finally:
        text.detach()
    is_there = line[:4].lower() == "sep=" and len(line.rstrip("\r\n")) == 5
    return (line[4], True) if is_there else ("", False)


def _delimiter_of(file: BinaryIO, encoding: str) -> str:
    """The delimiter with which most records have the same number of cells, more than one."""
    text = _text(file, encoding)
    try:
        # No cell in it can be longer than csv takes, whichever delimiter is tried.
        sample = text.read(csv.field_size_limit())
    except UnicodeError as error:
        raise Unreadable(Refusal.ENCODING) from error
    finally:
        text.detach()
    best, most = ",", (0, 0)
    for delimiter, _label in DELIMITERS:
        records = islice(_records(io.StringIO(sample, newline=""), delimiter), ROWS_LOOKED_AT)
        widths = Counter(len(record) for record in records if len(record) > 1)
        width, times = max(widths.items(), key=itemgetter(1), default=(0, 0))
        if (times, width) > most:
            best, most = delimiter, (times, width)
    return best


def _numbered(file: BinaryIO, encoding: str, delimiter: str, skips_first: bool) -> Iterator[NumberedRow]:
    text = _text(file, encoding)
    try:
        records = enumerate(_records(text, delimiter), 1)
        yield from islice(records, int(skips_first), None)
    finally:
        if not text.closed:
            text.detach()


def _records(text: TextIO, delimiter: str) -> Iterator[list[str]]:
    """What is cut off a line without end has too many cells, or too long ones, whoever looks at it."""
    lines = iter(partial(text.readline, LONGEST_LINE), "")
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except UnicodeError as error:
        raise Unreadable(Refusal.ENCODING) from error
    except csv.Error as error:
        nulls = "NUL" in str(error) or "null" in str(error).lower()
        raise Unreadable(Refusal.NULL_BYTES if nulls else Refusal.DAMAGED) from error
