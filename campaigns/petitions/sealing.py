"""Personal data at rest: AES-256-GCM, bound to the row they belong to.

Sealed form: key number (1 byte), nonce (12 bytes), ciphertext with tag. The row's name is authenticated with it, so
a value copied to another row does not open.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from campaigns.keys import data_keys

NONCE_BYTES = 12


class SealBroken(Exception):
    """The value was altered, belongs to another row, or its key is not on the ring."""


def seal(plain: bytes, row: str) -> bytes:
    """Encrypt `plain` for the row of that name with the ring's current key."""
    ring = data_keys()
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(ring.derive(ring.current, "seal")).encrypt(nonce, plain, row.encode())
    return bytes([ring.current]) + nonce + sealed


def unseal(sealed: bytes, row: str) -> bytes:
    """Decrypt what `seal` made for the same row; SealBroken otherwise."""
    sealed = bytes(sealed)
    try:
        key = data_keys().derive(sealed[0], "seal")
        return AESGCM(key).decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], row.encode())
    except (IndexError, KeyError, ValueError, InvalidTag) as error:
        raise SealBroken("The sealed value does not open for this row.") from error


def key_number(sealed: bytes) -> int:
    """The number of the key a value was sealed with, for rotation."""
    return bytes(sealed)[0]
