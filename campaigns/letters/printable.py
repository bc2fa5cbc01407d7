"""Whether finished letters can be printed, on how many pages, and in words what stands in the way."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.printing.fonts import UnprintableText
from campaigns.printing.letter import Layout, print_letters

from .composing import FinishedLetter

MOST_NAMED = 10


@dataclass(frozen=True)
class Printable:
    """A PDF and how many pages its longest letter takes; or no PDF, and the reason."""

    pdf: bytes | None
    pages: int = 0
    complaint: str = ""


def try_to_print(letters: Sequence[FinishedLetter], title: str, layout: Layout) -> Printable:
    """Set the letters."""
    try:
        printed = print_letters([letter.on_paper(title, layout) for letter in letters])
    except UnprintableText as error:
        return Printable(None, complaint=_complaint(error.characters))
    return Printable(printed.pdf, max(printed.pages))


def _complaint(characters: Sequence[str]) -> str:
    named = ", ".join(f"{character} ({_code(character)})" for character in characters[:MOST_NAMED])
    if len(characters) > MOST_NAMED:
        named += " …"
    return _("These characters cannot be printed: %(characters)s. Replace them, or copy the text instead.") % {
        "characters": named
    }


def _code(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}").lower().capitalize()
