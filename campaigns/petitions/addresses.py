"""E-mail addresses: what can be written to, and when two of them are the same mailbox."""

import hashlib
import hmac
import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from campaigns.keys import address_key

MAX_LENGTH = 254
LONGEST_LOCAL_PART = 64
# Words of letters, digits, hyphens and the like, with single dots between them (RFC 5322, dot-atom).
PLAIN_LOCAL_PART = re.compile(r"[A-Za-z0-9_%+\-]+(\.[A-Za-z0-9_%+\-]+)*")
SAME_PROVIDER = {"googlemail.com": "gmail.com"}
PROVIDERS_IGNORING_DOTS = frozenset({"gmail.com"})


class UndeliverableAddress(Exception):
    """No mail can be sent to what was typed. `foreign_letters` tells whether letters before the @ are the reason."""

    def __init__(self, *, foreign_letters: bool = False) -> None:
        super().__init__("No mail can be sent to this address.")
        self.foreign_letters = foreign_letters


def normal_address(typed: str) -> str:
    """The address as mail is sent to it: trimmed, with the domain in its normal form. At most 254 characters."""
    typed = typed.strip()
    if len(typed) > MAX_LENGTH:
        raise UndeliverableAddress
    local_part, _at, domain = typed.rpartition("@")
    if PLAIN_LOCAL_PART.fullmatch(local_part) and len(local_part) <= LONGEST_LOCAL_PART:
        # Nearly all are like this, and a list of a hundred thousand has few domains: each is looked at once.
        normal = _normal_domain(domain)
        if normal:
            return f"{local_part}@{normal}"
    try:
        return validate_email(typed, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError as error:
        local_part = typed.rpartition("@")[0]
        raise UndeliverableAddress(foreign_letters=bool(local_part) and not local_part.isascii()) from error


@lru_cache(maxsize=4096)
def _normal_domain(domain: str) -> str:
    """The domain as the validator would write it; nothing if it would refuse it."""
    try:
        return validate_email(f"a@{domain}", check_deliverability=False).domain
    except EmailNotValidError:
        return ""


def canonical_address(address: str) -> str:
    """One spelling for every spelling of a mailbox: case, Unicode form, `+tag`, and dots where they mean nothing."""
    local_part, _, domain = unicodedata.normalize("NFKC", address).rpartition("@")
    local_part, domain = local_part.casefold(), domain.lower()
    domain = SAME_PROVIDER.get(domain, domain)
    local_part = local_part.partition("+")[0] or local_part
    if domain in PROVIDERS_IGNORING_DOTS:
        local_part = local_part.replace(".", "")
    return f"{local_part}@{domain}"


def email_key(petition_id: int, address: str) -> bytes:
    """What stands for a mailbox on one petition: 32 bytes that tell nothing without the key, nor across petitions."""
    return hmac.digest(address_key(), f"{petition_id}:{canonical_address(address)}".encode(), hashlib.sha256)
