"""The keys signers' data depend on: read from the environment, never from the database."""

import base64
import binascii
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32


@dataclass(frozen=True)
class KeyRing:
    """Master keys by number (1 to 255); the first one listed seals, all of them open."""

    current: int
    masters: tuple[tuple[int, bytes], ...]

    def derive(self, number: int, purpose: str) -> bytes:
        """A 32-byte key for one purpose only; KeyError if the ring has no master of that number."""
        return _derive(dict(self.masters)[number], purpose)


@cache
def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"clarion:{purpose}".encode()).derive(master)


@cache
def _parse(entries: tuple[str, ...]) -> KeyRing:
    masters = []
    for entry in entries:
        number, _, encoded = entry.strip().partition(":")
        try:
            master = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ImproperlyConfigured("DATA_KEYS: every key is `number:base64`; make one with `make_keys`.") from error
        if not number.isdecimal() or not 1 <= int(number) <= 255 or len(master) != KEY_BYTES:
            raise ImproperlyConfigured("DATA_KEYS: numbers go from 1 to 255 and every key has 32 bytes.")
        masters.append((int(number), master))
    if not masters:
        raise ImproperlyConfigured("DATA_KEYS is empty; make a key with `manage.py make_keys`.")
    if len(dict(masters)) != len(masters):
        raise ImproperlyConfigured("DATA_KEYS uses a number twice.")
    return KeyRing(current=masters[0][0], masters=tuple(masters))


def data_keys() -> KeyRing:
    """The ring from the DATA_KEYS setting."""
    return _parse(tuple(settings.DATA_KEYS))


def address_key() -> bytes:
    """The key under which e-mail addresses are compared. Never changes alone: see `manage.py rotate_keys`."""
    return _comparing("address")


def name_key() -> bytes:
    """The key under which people without a mailbox are compared; made from the one for addresses."""
    return _comparing("name")


def file_key() -> bytes:
    """The key under which files are told to be the same; made from the one for addresses."""
    return _comparing("file")


def _comparing(purpose: str) -> bytes:
    if not settings.ADDRESS_KEY:
        raise ImproperlyConfigured("ADDRESS_KEY is empty; make one with `manage.py make_keys`.")
    return _derive(settings.ADDRESS_KEY.encode(), purpose)
