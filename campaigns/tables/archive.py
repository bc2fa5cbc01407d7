"""A spreadsheet as the archive of parts it is, opened without trust."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from .markup import Found, Reader, gather
from .refusing import Refusal, Unreadable

# A list of 100,000 people unpacks to about 50 MB; what a program makes of a text in memory is several times as large.
MOST_UNPACKED = 150 * 1024 * 1024
MOST_ENTRIES = 1000
LARGEST_DIRECTORY = 1024 * 1024
# A part that unpacks to more than this, and to so many times its size, is made to fill a disk.
LARGE_PART = 10 * 1024 * 1024
MOST_DENSE = 200
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class Archive:
    """The parts of a spreadsheet in a seekable file. Raises Unreadable, first for what its directory says."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            # What zipfile reads at once is its directory.
            self._parts = zipfile.ZipFile(_InPieces(file))
        except BROKEN as error:
            raise Unreadable(Refusal.DAMAGED) from error
        self.names = frozenset(self._parts.namelist())
        _refuse_bombs(self._parts.infolist())

    def gather(self, name: str, reader: Reader[Found]) -> Iterator[Found]:
        """What a reader finds in a part of XML; whatever it cannot make sense of is damage."""
        try:
            with self._parts.open(name) as part:
                yield from gather(part, reader)
        except BROKEN as error:
            raise Unreadable(Refusal.DAMAGED) from error


class _InPieces:
    """A file for zipfile, which would read a directory of any size at once."""

    def __init__(self, file: BinaryIO) -> None:
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if size > LARGEST_DIRECTORY:
            raise Unreadable(Refusal.BOMB)
        return self._file.read(size)


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    """What the directory says is checked here; reading stops at the size it says (zipfile does not go beyond)."""
    places = [entry.header_offset for entry in entries]
    is_dense = any(
        entry.file_size > LARGE_PART and entry.file_size > MOST_DENSE * max(entry.compress_size, 1) for entry in entries
    )
    is_large = sum(entry.file_size for entry in entries) > MOST_UNPACKED
    if is_dense or is_large or len(entries) > MOST_ENTRIES or len(set(places)) < len(places):
        raise Unreadable(Refusal.BOMB)
