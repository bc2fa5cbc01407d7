"""Text in cells, so that no spreadsheet takes it for a formula (OWASP, CSV injection), and back."""

import unicodedata

SIGNS = "=+-@%|＝＋－＠％｜"
BEGINS_A_CELL = "\t\r"
MARK = "'"

# Which row of the spreadsheet it is, counted from 1, and its cells.
NumberedRow = tuple[int, list[str]]


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate the text: its first visible character is a sign that begins a formula."""
    if not text or text[0].isalnum():
        return False
    if text[0] in BEGINS_A_CELL:
        return True
    return next((sign in SIGNS for sign in text if _is_visible(sign)), False)


def safe_cell(text: str) -> str:
    """The text as it may stand in a cell: an apostrophe in front of what would be calculated, else as it is."""
    return MARK + text if is_formula(text.lstrip(MARK) if text[:1] == MARK else text) else text


def plain_cell(text: str) -> str:
    """What `safe_cell` was given: `plain_cell(safe_cell(text)) == text` for every text."""
    return text[1:] if text[:1] == MARK and is_formula(text.lstrip(MARK)) else text


def place_of(row: int, column: int) -> str:
    """A cell as spreadsheets call it: row 7, column 1 (from 0) is B7. At most 702 columns."""
    before, letter = divmod(column, 26)
    letters = chr(64 + before) if before else ""
    return f"{letters}{chr(65 + letter)}{row}"


def _is_visible(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in {"Cc", "Cf", "Zl", "Zp", "Zs"}
