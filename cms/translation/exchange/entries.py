"""What is written into a file and read from it, whatever its format."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail_localize.models import Translation

from cms.translation.units import Unit

PO = "po"
XLIFF = "xliff"
NOTHING = "-"


class Unreadable(Exception):
    """A file is not what it should be; the message says what is wrong, for whoever uploaded it."""


class BrokenTags(Exception):
    """The tags of a text in a file cannot be made out."""


@dataclass(frozen=True)
class Key:
    """What an entry of a file is about: a translation, a place in it, and the wording of the source there."""

    translation: UUID
    path: str
    wording: str

    @classmethod
    def of(cls, translation: Translation, unit: Unit) -> "Key":
        """The key of a unit."""
        return cls(translation.uuid, unit.path, mark_of(unit.source, unit.is_html))

    @classmethod
    def parse(cls, text: str) -> "Key | None":
        """A key as it stands in a file; None for what is none of ours."""
        translation, _slash, rest = text.partition("/")
        path, _slash, wording = rest.rpartition("/")
        try:
            return cls(UUID(translation), path, wording) if path else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.translation}/{self.path}/{self.wording}"


@dataclass(frozen=True)
class Entry:
    """A unit on its way out."""

    key: Key
    unit: Unit

    @property
    def source(self) -> str:
        """The words to translate."""
        return one_kind_of_break(self.unit.source)

    @property
    def mark(self) -> str:
        """What the translation was when it was exported, short; an import can tell if it is another by then."""
        return mark_of_target(self.unit)

    @property
    def notes(self) -> list[str]:
        """What a person needs to know to translate it, each note on one line."""
        where = self.unit.where
        notes = [" ".join(where.help_text.split())]
        if self.max_length:
            notes.append(
                ngettext("At most %(count)s character.", "At most %(count)s characters.", self.max_length)
                % {"count": self.max_length}
            )
        if self.unit.is_html:
            notes.append(
                _("Rich text: keep the tags, each opened and closed once, and translate what is between them.")
            )
        return [note for note in notes if note]

    @property
    def max_length(self) -> int | None:
        """How many characters fit, where that can be counted."""
        return None if self.unit.is_html else self.unit.max_length


@dataclass(frozen=True)
class Section:
    """The entries of one page or snippet."""

    title: str
    link: str
    source_language: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Given:
    """An entry as it came back.

    `words` reads source and target, given whether they have inline tags, which only the unit knows; it raises
    BrokenTags. `mark` is empty where the program that wrote the file has dropped it.
    """

    key: str
    words: Callable[[bool], tuple[str, str]]
    mark: str = ""
    is_uncertain: bool = False


@dataclass(frozen=True)
class Parsed:
    """A file that was read: its language, as far as it says, and its entries."""

    format: str
    language: str
    entries: Sequence[Given]


def canonical(text: str, is_html: bool) -> str:
    """A text in the one form in which equal texts are equal."""
    text = one_kind_of_break(text).strip()
    return str(BeautifulSoup(text, "html.parser")) if is_html else text


def one_kind_of_break(text: str) -> str:
    """A text whose lines end alike: browsers send two characters, most files have one."""
    return text.replace("\r\n", "\n")


def main_language(code: str) -> str:
    """The language of a code in any spelling, without script and country."""
    return re.split("[-_@.]", code.strip().lower())[0]


def mark_of(text: str, is_html: bool) -> str:
    """A short mark of a text: equal for equal texts."""
    return hashlib.sha256(canonical(text, is_html).encode()).hexdigest()[:16]


def mark_of_target(unit: Unit) -> str:
    """The mark of what a unit says now."""
    return mark_of(unit.target, unit.is_html) if unit.target else NOTHING
