"""A form people sign on paper: a sheet with lines for many, or cards for one each."""

from dataclasses import asdict, dataclass
from enum import StrEnum

from campaigns.languages import cldr_locale, is_right_to_left

from .directions import address_lines
from .fonts import families_for
from .letter import Paper
from .typesetting import typeset_public


class Layout(StrEnum):
    """How the sheet is laid out. Cards are four to a page, so that nobody sees who signed before them."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"
    CARDS = "cards"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the demand; `marker` is “1.” or “•” for an item of a list."""

    text: str
    marker: str = ""


@dataclass(frozen=True)
class Column:
    """Something a signer fills in; `width` is a share of the line."""

    label: str
    width: int


@dataclass(frozen=True)
class Number:
    """What tells one sheet from all others, with a code that says the same, as SVG."""

    number: str
    code: str


@dataclass(frozen=True)
class Sheet:
    """Everything is plain text, but for `code`, a picture as SVG that leads to the page online.

    `address` are the lines of the envelope the sheet goes back in; `office` what the organisation notes on it, its
    number at the place `office_number`. There is a sheet for each of `numbers`, or one without a number.
    """

    language: str
    layout: Layout
    paper: Paper
    organisation: str
    title: str
    addressee: str
    demand: tuple[Paragraph, ...]
    demand_heading: str
    on_the_back: str
    declaration: str
    privacy: str
    hints: tuple[str, ...]
    columns: tuple[Column, ...]
    code: str
    code_text: str
    link: str
    link_text: str
    address: tuple[str, ...]
    address_text: str
    deadline: str
    office: tuple[str, ...]
    office_number: int = 1
    numbers: tuple[Number, ...] = ()


def print_sheet(sheet: Sheet) -> bytes:
    """The PDF, ready for black ink; UnprintableText if no font has a character of it.

    One page for each sheet, or two where the demand has to stand on the back: a long one, and always behind cards.
    """
    data = {
        **asdict(sheet),
        "language": cldr_locale(sheet.language).language,
        "families": families_for(sheet.language),
        "is_right_to_left": is_right_to_left(sheet.language),
        "address": address_lines(sheet.address),
        "office-number": sheet.office_number,
    }
    return typeset_public("sheet.typ", data)
