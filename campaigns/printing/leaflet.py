"""A poster on A4 or a slip on A6: a request, lines to copy, a code to scan, and an address to type."""

from dataclasses import asdict, dataclass
from enum import StrEnum

from campaigns.languages import cldr_locale, is_right_to_left

from .fonts import families_for
from .typesetting import typeset_public


class Sheet(StrEnum):
    """A size of paper, upright."""

    POSTER = "a4"
    SLIP = "a6"


@dataclass(frozen=True)
class Line:
    """Something to copy, with what it is. `is_code` for what is the same in every script, such as numbers."""

    label: str
    value: str
    is_code: bool = False


@dataclass(frozen=True)
class Leaflet:
    """Everything is plain text, but for the pictures, which are SVG; empty where there is none.

    `bill` is a form of 210 × 106 mm that is paid with: it takes the foot of a poster, and is the whole of a slip.
    """

    language: str
    sheet: Sheet
    organisation: str
    title: str
    text: str
    lines: tuple[Line, ...]
    code: str
    code_text: str
    link: str
    link_text: str
    note: str = ""
    bill: str = ""
    bill_text: str = ""


def print_leaflet(leaflet: Leaflet) -> bytes:
    """One page as PDF; UnprintableText if no font has a character of it."""
    data = {
        **asdict(leaflet),
        "language": cldr_locale(leaflet.language).language,
        "families": families_for(leaflet.language),
        "is_right_to_left": is_right_to_left(leaflet.language),
    }
    return typeset_public("leaflet.typ", data)
