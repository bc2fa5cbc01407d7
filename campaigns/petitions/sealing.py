"""Personal data at rest: AES-256-GCM, bound to the row they belong to.

Sealed form: key number (1 byte), nonce (12 bytes), ciphertext with tag. The row's name is authenticated with it, so
a value copied to another row does not open.
"""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from campaigns.keys import data_keys

NONCE_BYTES = 12
# Files are sealed in pieces of this size, each with its length in front.
PIECE_BYTES = 64 * 1024
LENGTH_BYTES = 4


class SealBroken(Exception):
    """The value was altered, belongs to another row, or its key is not on the ring."""


def seal(plain: bytes, row: str) -> bytes:
    """Encrypt `plain` for the row of that name with the ring's current key."""
    ring = data_keys()
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(ring.derive(ring.current, "seal")).encrypt(nonce, plain, row.encode())
    return bytes([ring.current]) + nonce + sealed


def unseal(sealed: bytes, row: str) -> bytes:
    """Decrypt what `seal` made for the same row; SealBroken otherwise."""
    sealed = bytes(sealed)
    try:
        key = data_keys().derive(sealed[0], "seal")
        return _cipher(key).decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], row.encode())
    except (IndexError, KeyError, ValueError, InvalidTag) as error:
        raise SealBroken("The sealed value does not open for this row.") from error


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def key_number(sealed: bytes) -> int:
    """The number of the key a value was sealed with, for rotation."""
    return bytes(sealed)[0]


def seal_pieces(pieces: Iterable[bytes], row: str) -> Iterator[bytes]:
    """Encrypt a file piece by piece, each bound to its place, so that none can be left out, added or moved."""
    number, ahead = 0, b""
    for piece in _pieces_of_one_size(pieces):
        if number:
            yield _framed(ahead, f"{row}:{number}")
        number, ahead = number + 1, piece
    yield _framed(ahead, f"{row}:{max(number, 1)}:last")


def unseal_pieces(sealed: BinaryIO, row: str) -> Iterator[bytes]:
    """Decrypt what `seal_pieces` made for the same row; SealBroken as soon as a piece is not what it was."""
    number, frame = 1, _next_frame(sealed)
    while following := _next_frame(sealed):
        yield unseal(frame, f"{row}:{number}")
        number, frame = number + 1, following
    yield unseal(frame, f"{row}:{number}:last")


def _pieces_of_one_size(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= PIECE_BYTES:
            yield bytes(held[:PIECE_BYTES])
            del held[:PIECE_BYTES]
    if held:
        yield bytes(held)


def _framed(piece: bytes, row: str) -> bytes:
    sealed = seal(piece, row)
    return len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed


def _next_frame(sealed: BinaryIO) -> bytes:
    return sealed.read(int.from_bytes(sealed.read(LENGTH_BYTES), "big"))
