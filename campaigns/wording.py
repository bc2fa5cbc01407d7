"""What people type, made safe to keep: Unicode in one form, nothing invisible that could disguise text."""

import re
import unicodedata

# Joiners that Persian, Indic scripts and emoji need; every other format character goes.
JOINERS = "\u200c\u200d"
EMOJI_TAGS = range(0xE0020, 0xE0080)
LONGEST_RUN_OF_MARKS = 30
WEB_ADDRESS = re.compile(r"https?:|www\.|://", re.IGNORECASE)


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    if character.isspace():
        return True
    if category == "Cf":
        return character in JOINERS or ord(character) in EMOJI_TAGS
    return category not in {"Cc", "Cs", "Cn", "Co"}


def _normal(text: str) -> str:
    """Normal form C of a text with at most 30 combining characters in a row (UAX #15, stream-safe text format): more
    would take time that grows with their square, and no script needs them.
    """
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= LONGEST_RUN_OF_MARKS:
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def clean_line(text: str) -> str:
    """One line: normal form C, white space folded, control and direction-changing characters gone."""
    kept = "".join(character for character in _normal(text) if _is_kept(character))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def clean_text(text: str) -> str:
    """Several lines, each cleaned; no more than one empty line in a row."""
    lines = "\n".join(clean_line(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def holds_web_address(text: str) -> bool:
    """Whether somebody put a link where a name or a place belongs."""
    return WEB_ADDRESS.search(text) is not None


def clean_letter(text: str) -> str:
    """A letter as it was typed, line for line and space for space, without what is invisible; tabs are four spaces.

    Characters nobody has assigned yet stay: whoever cannot show them says so.
    """
    lines = ("".join(filter(_is_visible, line.expandtabs(4))).rstrip() for line in _normal(text).splitlines())
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n")


def _is_visible(character: str) -> bool:
    return character in JOINERS or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
