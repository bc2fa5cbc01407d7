"""What a PDF says and where: runs of text with their place in millimetres from the upper left corner of the sheet."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject, PdfReader

from campaigns.printing.letter import Letter, print_letters

MILLIMETRE = 72 / 25.4
INCH = 25.4


@dataclass(frozen=True)
class Box:
    """A part of the sheet, in mm."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: "Box") -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def touches(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True)
class Run:
    """Text in one font on one line, and the room it takes; `size` in points."""

    text: str
    size: float
    box: Box


def read(*letters: Letter) -> PdfReader:
    """The letters, printed and opened."""
    return PdfReader(io.BytesIO(print_letters(letters).pdf))


def words_of(reader: PdfReader) -> str:
    """Everything on all pages, as it is extracted, with white space folded."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def runs(page: PageObject) -> list[Run]:
    """All text of a page, from top to bottom."""
    height = float(page.mediabox.height)
    fonts = page["/Resources"]["/Font"]
    advances: dict[tuple[float, float], float] = {}
    found: list[tuple[str, float, float, float]] = []
    current = ["", 0.0]

    def operand(operator: bytes, operands: Sequence[Any], matrix: list[float], _text_matrix: list[float]) -> None:
        if operator == b"Tf":
            current[:] = [operands[0], float(operands[1])]
        if operator in {b"Tj", b"TJ"}:
            pieces = operands[0] if operator == b"TJ" else operands
            advances[matrix[4], matrix[5]] = _advance(pieces, _widths(fonts[current[0]])) * current[1] / 1000

    def text(words: str, matrix: list[float], _text_matrix: list[float], _font: Any, size: float) -> None:
        if words.strip("\n"):
            found.append((words, matrix[4], matrix[5], size))

    page.extract_text(visitor_operand_before=operand, visitor_text=text)
    return [
        Run(words, size, _box(left, height - base, advances[left, base], size)) for words, left, base, size in found
    ]


def address_on(page: PageObject, area: Box) -> str:
    """The words of an area, which must hold whatever of them touches it, line after line."""
    inside = [run for run in runs(page) if area.touches(run.box)]
    outside = [run for run in inside if not area.holds(run.box)]
    if outside:
        raise AssertionError(f"not wholly inside: {outside}")
    return " ".join(" ".join(run.text for run in inside).split())


def _box(left: float, base: float, width: float, size: float) -> Box:
    """The room of a run: no letter of an address reaches higher than 0.8 or lower than 0.25 of the size of the type."""
    places = (left, base - 0.8 * size, left + width, base + 0.25 * size)
    return Box(*(place / MILLIMETRE for place in places))


def _advance(pieces: Sequence[Any], widths: dict[int, float]) -> float:
    """How far a piece of text goes, in thousandths of its size; numbers between strings take some of it back."""
    total = 0.0
    for piece in pieces:
        if isinstance(piece, str | bytes):
            codes = piece if isinstance(piece, bytes) else piece.original_bytes
            total += sum(widths.get(int.from_bytes(codes[at : at + 2]), 0.0) for at in range(0, len(codes), 2))
        else:
            total -= float(piece)
    return total


def _widths(font: Any) -> dict[int, float]:
    """The widths of glyphs by code (ISO 32000-1, 9.7.4.3); those that are missing have the default, which is none."""
    descendant = font["/DescendantFonts"][0].get_object()
    if descendant.get("/DW") != 0:
        raise AssertionError("glyphs have a width by default")
    entries = list(descendant["/W"])
    widths: dict[int, float] = {}
    while entries:
        first, second = int(entries.pop(0)), entries.pop(0).get_object()
        if isinstance(second, list):
            widths |= {first + number: float(width) for number, width in enumerate(second)}
        else:
            widths |= dict.fromkeys(range(first, int(second) + 1), float(entries.pop(0)))
    return widths
