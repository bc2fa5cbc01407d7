"""XML of files somebody sends: element by element, in bounded memory, and no further than it says something."""

from collections.abc import Iterator
from typing import IO, Generic, NoReturn, TypeVar
from xml.parsers.expat import ExpatError, ParserCreate

from .refusing import Refusal, Unreadable

PIECE = 64 * 1024
LONGEST_TAG = 2 * PIECE
# Without a word between them, more elements or bytes are not left over from work: they are there to keep a reader busy.
MOST_IDLE_ELEMENTS = 50_000
MOST_IDLE_BYTES = 8 * 1024 * 1024
# So much is read while somebody waits.
FIRST_FOUND = 2

Attributes = dict[str, str]
Found = TypeVar("Found")


class Reader(Generic[Found]):
    """Gathers in `found` what the elements say; they are called “namespace name”. Text gathers in `words`.

    Sets `is_done` where the rest of the part does not matter, and counts `elements`. Where the first that is found is
    waited for and the rest is not, there may be `patience` times as much without a word after it.
    """

    patience = 1

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.words: list[str] = []
        self.elements = 0
        self.is_done = False

    def start(self, name: str, attributes: Attributes) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        """Nothing, for those who need only attributes."""


def gather(part: IO[bytes], reader: Reader[Found]) -> Iterator[Found]:
    """What a reader finds in a part, in order. Raises Unreadable.

    Definitions of its own (XML 1.0, section 2.8) are refused wherever they stand; tags are bounded because expat
    looks at an unfinished one anew with every piece.
    """
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words.append
    parser.StartDoctypeDeclHandler = _refuse_definitions
    taken, idle_from, elements, given = 0, 0, 0, 0
    try:
        while not reader.is_done and (piece := part.read(PIECE)):
            parser.Parse(piece)
            taken += len(piece)
            if reader.found:
                yield from reader.found
                given += len(reader.found)
                reader.found.clear()
                idle_from, elements = taken, reader.elements
            patience = reader.patience if given >= FIRST_FOUND else 1
            is_idle = reader.elements - elements > MOST_IDLE_ELEMENTS * patience
            if is_idle or taken - idle_from > MOST_IDLE_BYTES * patience:
                raise Unreadable(Refusal.MOSTLY_EMPTY)
            if taken - parser.CurrentByteIndex > LONGEST_TAG:
                raise Unreadable(Refusal.BOMB)
        if not reader.is_done:
            parser.Parse(b"", True)
    except ExpatError as error:
        raise Unreadable(Refusal.DAMAGED) from error


def _refuse_definitions(*_doctype: object) -> NoReturn:
    raise Unreadable(Refusal.ENTITIES)
