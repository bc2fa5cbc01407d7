"""ODS, row by row: OpenDocument 1.3, part 3, section 9."""

from collections.abc import Iterator

from .archive import Archive
from .cells import NumberedRow, place_of
from .markup import Attributes, Reader
from .refusing import MOST_COLUMNS, MOST_ROWS, Refusal, Unreadable

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
ELEMENTS = {
    f"{TABLE} table": "table",
    f"{TABLE} table-row": "row",
    f"{TABLE} table-cell": "cell",
    f"{TABLE} covered-table-cell": "cell",
    f"{TEXT} p": "paragraph",
    f"{TEXT} s": "spaces",
    f"{TEXT} tab": "tab",
    f"{TEXT} line-break": "break",
    f"{TEXT} ruby-text": "aside",
    f"{OFFICE} annotation": "aside",
}
# A row that says something is not meant a thousand times over.
MOST_REPEATED = 1000
MOST_SPACES = 100


def read_ods(archive: Archive) -> Iterator[NumberedRow]:
    """The rows of the first table that has any; a formula in it is refused."""
    encrypted = archive.gather(MANIFEST, _Encryption())
    if any(encrypted):
        raise Unreadable(Refusal.PASSWORD)
    yield from archive.gather(CONTENT, _Rows())


class _Encryption(Reader[bool]):
    """Whether a part needs a password (part 2, section 4)."""

    def start(self, name: str, _attributes: Attributes) -> None:
        self.elements += 1
        if name.endswith(" encryption-data"):
            self.found.append(True)


class _Rows(Reader[NumberedRow]):
    """The rows that say something of the first table that has any."""

    patience = 40

    def __init__(self) -> None:
        super().__init__()
        self.number, self.has_rows = 0, False
        self.rows_repeated = self.cells_repeated = 1
        self.cells: list[str] = []
        self.column = 0
        self.depth = self.depth_of_cell = 0
        self.value: str | None = None
        self.paragraphs: list[str] = []
        # How many words there were before what is said aside: in a note, or on how the text is read.
        self.asides: list[int] = []

    def start(self, name: str, attributes: Attributes) -> None:
        self.elements += 1
        self.depth += 1
        match ELEMENTS.get(name):
            case "cell":
                self._begin_cell(attributes)
            case "paragraph" if self.depth == self.depth_of_cell + 1:
                self.words.clear()
            case "row":
                self.rows_repeated = _repeated(attributes, "rows")
                self.cells, self.column = [], 0
            case "table":
                self.number = 0
            case "spaces":
                self.words.append(" " * min(int(attributes.get(f"{TEXT} c") or 1), MOST_SPACES))
            case "break":
                self.words.append("\n")
            case "tab":
                self.words.append("\t")
            case "aside":
                self.asides.append(len(self.words))

    def end(self, name: str) -> None:
        match ELEMENTS.get(name):
            case "cell":
                self._end_cell()
            case "paragraph" if self.depth == self.depth_of_cell + 1:
                self.paragraphs.append("".join(self.words))
            case "row":
                self._end_row()
            case "table":
                self.is_done = self.has_rows
            case "aside":
                del self.words[self.asides.pop() :]
        self.depth -= 1

    def _begin_cell(self, attributes: Attributes) -> None:
        if attributes.get(f"{TABLE} formula"):
            raise Unreadable(Refusal.FORMULA, place_of(self.number + 1, min(self.column, MOST_COLUMNS)))
        self.depth_of_cell = self.depth
        self.cells_repeated = _repeated(attributes, "columns")
        self.value = _value(attributes)
        self.paragraphs = []

    def _end_cell(self) -> None:
        text = ("\n".join(self.paragraphs) if self.value is None else self.value).strip()
        if text:
            if self.cells_repeated > MOST_COLUMNS:
                raise Unreadable(Refusal.BOMB)
            if self.column >= MOST_COLUMNS:
                raise Unreadable(Refusal.TOO_MANY_COLUMNS)
            self.cells += [""] * (self.column - len(self.cells)) + [text] * self.cells_repeated
        self.column += self.cells_repeated

    def _end_row(self) -> None:
        if self.cells:
            if self.rows_repeated > MOST_REPEATED:
                raise Unreadable(Refusal.BOMB)
            self.found += [(self.number + row, self.cells) for row in range(1, self.rows_repeated + 1)]
            self.has_rows = True
        self.number += self.rows_repeated


def _repeated(attributes: Attributes, what: str) -> int:
    """How often a row or a cell is meant: up to the end of the sheet if nothing follows."""
    return max(1, min(int(attributes.get(f"{TABLE} number-{what}-repeated") or 1), 2 * MOST_ROWS))


def _value(attributes: Attributes) -> str | None:
    """What a cell holds other than its text."""
    match attributes.get(f"{OFFICE} value-type"):
        case "float" | "percentage" | "currency":
            return attributes.get(f"{OFFICE} value", "").removesuffix(".0")
        case "date":
            return attributes.get(f"{OFFICE} date-value", "").removesuffix("T00:00:00")
        case "boolean":
            return attributes.get(f"{OFFICE} boolean-value", "")
        case _:
            return None
