"""Text that is safe in a cell of a spreadsheet, whoever typed it."""

import unicodedata

# What makes a spreadsheet take a text for a formula, in its half-width and full-width form.
TRIGGERS = frozenset("=+-@%|＝＋－＠％｜\t\r\n\0")
# What XML, and so a workbook, cannot hold.
CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\r\n"}


def safe_text(text: object) -> str:
    """A text that no spreadsheet calculates: an apostrophe is put before what could be a formula."""
    plain = str(text)
    visible = plain.lstrip("".join({character for character in plain if _is_invisible(character)}))
    starts = plain[:1] in TRIGGERS or visible[:1] in TRIGGERS
    cleaned = plain.translate(CONTROLS)
    return f"'{cleaned}" if starts or cleaned[:1] in TRIGGERS else cleaned


def _is_invisible(character: str) -> bool:
    return character not in TRIGGERS and (character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Zs"})
