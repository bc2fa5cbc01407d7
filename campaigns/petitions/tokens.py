"""Links by mail: tokens that are derived, bound to one purpose, stored nowhere, and work again and again.

A token is base64url of key number (1 byte), the signature's public id (16 bytes) and an HMAC-SHA256 (32 bytes).
"""

import base64
import binascii
import hashlib
import hmac
from enum import StrEnum
from uuid import UUID

from campaigns.keys import data_keys

TOKEN_LENGTH = 66


class Purpose(StrEnum):
    """What a link may be used for; a token of one purpose is void for all others."""

    CONFIRM = "confirm"
    DENY = "deny"
    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"


class InvalidToken(Exception):
    """The token was altered, cut off, or made for another purpose."""


def _mac(purpose: Purpose, number: int, public_id: UUID) -> bytes:
    return hmac.digest(data_keys().derive(number, f"token:{purpose}"), public_id.bytes, hashlib.sha256)


def make_token(purpose: Purpose, public_id: UUID) -> str:
    """The token of this signature for this purpose, 66 ASCII characters."""
    number = data_keys().current
    return (
        base64.urlsafe_b64encode(bytes([number]) + public_id.bytes + _mac(purpose, number, public_id))
        .decode()
        .rstrip("=")
    )


def read_token(purpose: Purpose, token: str) -> UUID:
    """The public id a token stands for; InvalidToken if it does not stand for one."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        raise InvalidToken
    try:
        raw = base64.b64decode(token + "==", altchars=b"-_", validate=True)
        public_id = UUID(bytes=raw[1:17])
        expected = _mac(purpose, raw[0], public_id)
    except (binascii.Error, KeyError, ValueError) as error:
        raise InvalidToken from error
    if not hmac.compare_digest(raw[17:], expected):
        raise InvalidToken
    return public_id
