"""A letter on paper: DIN 5008 form B on A4, for a window envelope no. 10 on US Letter, or as a card."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from campaigns.languages import cldr_locale, is_right_to_left

from .directions import address_lines
from .fonts import UnprintableText, families_for, unprintable
from .typesetting import typeset


class Paper(StrEnum):
    """A size of paper, by Typst's name for it."""

    A4 = "a4"
    LETTER = "us-letter"


class Layout(StrEnum):
    """What is on the sheet: a letter for a window envelope, or a card with an address to cut out."""

    LETTER = "letter"
    CARD = "card"


@dataclass(frozen=True)
class Letter:
    """One letter, ready to be set. Everything in it is plain text; in `text` an empty line makes a paragraph.

    `sender` is the name, then the lines of the address; `recipient` the lines in the window without the country, which
    is `country_line`, empty within a country. `title` names the document, not the letter.
    """

    language: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    country_line: str
    place_and_date: str
    subject: str
    salutation: str
    text: str
    closing: str
    name: str
    title: str
    paper: Paper = Paper.A4
    layout: Layout = Layout.LETTER

    @property
    def characters(self) -> str:
        """Everything that is printed."""
        lines = (*self.sender, *self.recipient, self.country_line, self.place_and_date, self.subject, self.salutation)
        return "\n".join((*lines, self.text, self.closing, self.name))


@dataclass(frozen=True)
class PrintedLetters:
    """A PDF, and how many pages each of its letters takes: more than one did not fit even in small type."""

    pdf: bytes
    pages: tuple[int, ...]


def print_letters(letters: Sequence[Letter]) -> PrintedLetters:
    """One PDF, each letter on a page of its own; UnprintableText if no font has a character of theirs."""
    missing = unprintable("".join(letter.characters for letter in letters))
    if missing:
        raise UnprintableText(missing)
    pdf, last_pages = typeset("letter.typ", {"letters": [_data(letter) for letter in letters]}, ask="last-page")
    first_pages = [0, *last_pages[:-1]]
    return PrintedLetters(pdf, tuple(last - before for before, last in zip(first_pages, last_pages, strict=True)))


def _data(letter: Letter) -> dict[str, Any]:
    """What the template needs: lines kept apart, so that it has nothing to take to pieces."""
    cldr = cldr_locale(letter.language)
    paragraphs = [block.strip("\n").split("\n") for block in letter.text.split("\n\n") if block.strip()]
    return {
        **asdict(letter),
        "paragraphs": [[_keeping_spaces(line) for line in lines] for lines in paragraphs],
        "language": cldr.language,
        "families": families_for(letter.language),
        "is_right_to_left": is_right_to_left(letter.language),
        "sender": address_lines(letter.sender),
        "recipient": address_lines(filter(None, (*letter.recipient, letter.country_line))),
    }


def _keeping_spaces(line: str) -> str:
    """Spaces at the beginning of a line, and runs of them, stay as they were typed."""
    kept = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(kept)) + kept.replace("  ", " \u00a0")
