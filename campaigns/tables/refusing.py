"""Why a file cannot be read as a table, in words that say how to mend it."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 50 * 1024 * 1024
MOST_COLUMNS = 100
MOST_ROWS = 1_000_000
MOST_CHARACTERS = 10_000


class Refusal(StrEnum):
    """What is wrong with the file."""

    WRONG_TYPE = "wrong_type"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    PASSWORD = "password"  # noqa: S105 - not one
    MACROS = "macros"
    FORMULA = "formula"
    NULL_BYTES = "null_bytes"
    ENTITIES = "entities"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_LONG = "too_long"
    RAGGED = "ragged"
    ENCODING = "encoding"
    EMPTY = "empty"
    MOSTLY_EMPTY = "mostly_empty"
    SAME_HEADER = "same_header"
    DAMAGED = "damaged"


class Unreadable(Exception):
    """The file is refused; `where` is a cell such as B7, a row, or a header, if that is known."""

    def __init__(self, reason: Refusal, where: str = "") -> None:
        super().__init__(reason.value)
        self.reason, self.where = reason, where


WORDS: dict[Refusal, str | Promise] = {
    Refusal.WRONG_TYPE: _("This is not a table Clarion can read. Save it as CSV, XLSX or ODS, and upload that."),
    Refusal.TOO_LARGE: _("The file is larger than 50 MB. Part it into several files."),
    Refusal.BOMB: _("Unpacked, the file would be far too large. Copy the rows into a new table, and upload that."),
    Refusal.PASSWORD: _("The file is protected by a password. Save it without one, and upload it again."),
    Refusal.MACROS: _("The workbook has macros. Save it without them, as .xlsx or .ods, and upload it again."),
    Refusal.FORMULA: _("There is a formula in %(where)s. Replace formulas by their values, and upload the file again."),
    Refusal.NULL_BYTES: _("There are characters in the file that do not belong into text. Save it as CSV in UTF-8."),
    Refusal.ENTITIES: _("The file refers to things outside of it. Copy the rows into a new table, and upload that."),
    Refusal.TOO_MANY_COLUMNS: _("The table has more than 100 columns. Delete those that are not needed."),
    Refusal.TOO_MANY_ROWS: _("The table has more than a million rows. Part it into several files."),
    Refusal.TOO_LONG: _("The cell %(where)s has more than 10,000 characters. Shorten it."),
    Refusal.RAGGED: _(
        "Row %(where)s has more cells than there are headers. Look whether a delimiter stands in a name."
    ),
    Refusal.ENCODING: _("The text cannot be read in this encoding. Choose another, or save the file as CSV in UTF-8."),
    Refusal.EMPTY: _("There is no table in the file. Its first row has to name the columns."),
    Refusal.MOSTLY_EMPTY: _(
        "Nearly all of the table is empty. Copy the rows that say something into a new table, and upload that."
    ),
    Refusal.SAME_HEADER: _("Two columns have the same header, “%(where)s”. Rename one of them."),
    Refusal.DAMAGED: _("The file is damaged. Open it in your program, save it anew, and upload that."),
}


def explain(error: Unreadable) -> str:
    """The reason in the language in use, with what to do about it."""
    return str(WORDS[error.reason]) % {"where": error.where}
