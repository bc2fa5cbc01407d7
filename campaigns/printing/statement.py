"""A text such as a petition's demand as a document of its own."""

from dataclasses import asdict, dataclass

from campaigns.languages import cldr_locale, is_right_to_left

from .fonts import families_for
from .letter import Paper
from .sheet import Paragraph
from .typesetting import typeset_public


@dataclass(frozen=True)
class Statement:
    """Everything is plain text; `foot` stands at the end of each page."""

    language: str
    paper: Paper
    organisation: str
    title: str
    addressee: str
    text: tuple[Paragraph, ...]
    foot: str = ""


def print_statement(statement: Statement) -> bytes:
    """The PDF; UnprintableText if no font has a letter of it."""
    data = {
        **asdict(statement),
        "language": cldr_locale(statement.language).language,
        "families": families_for(statement.language),
        "is_right_to_left": is_right_to_left(statement.language),
    }
    return typeset_public("statement.typ", data)
