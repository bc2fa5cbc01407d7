"""When two people without a mailbox, as on paper, are taken to be the same."""

import hashlib
import hmac
import re
import unicodedata

from campaigns.keys import name_key

NO_WORD = re.compile(r"[^a-z0-9]+")


def canonical_name(name: str) -> str:
    """One spelling for all of a name: whatever its case, Unicode form, accents, punctuation and order of parts."""
    if name.isascii():
        # The same as below, a few times as fast: lists are long.
        return " ".join(sorted(NO_WORD.sub(" ", name.lower()).split()))
    plain = "".join(
        character if character.isalnum() else " "
        for character in unicodedata.normalize("NFKD", name).casefold()
        if not unicodedata.combining(character)
    )
    return " ".join(sorted(plain.split()))


def person_key(petition_id: int, name: str, place: str, country: str, namesake: int = 1) -> bytes:
    """What stands for a person on one petition by name, place and country: 32 bytes that tell nothing without the key.

    The second person of the same name, place and country on one list is `namesake` 2.
    """
    known_by = [str(petition_id), canonical_name(name), canonical_name(place), country.upper(), str(namesake)]
    return hmac.digest(name_key(), "\n".join(known_by).encode(), hashlib.sha256)
