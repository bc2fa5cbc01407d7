"""Changing keys: sealing what is stored with the present ones."""

from django.db import transaction

from .addresses import email_key
from .models import Signature
from .namesakes import person_key

BATCH = 500


def reseal() -> int:
    """Seal every signature with the ring's current key and make its address key anew; how many were changed.

    Batches of 500 rows, each in its own transaction and locked. The current key is known by the number in front of
    the sealed value, the address key by comparing.
    """
    changed, last = 0, 0
    while batch := _next_batch(last):
        changed += _reseal_batch(batch)
        last = batch[-1]
    return changed


def _next_batch(after: int) -> list[int]:
    rows = Signature.objects.filter(sealed_person__isnull=False, pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _reseal_batch(keys: list[int]) -> int:
    signatures = [
        signature
        for signature in Signature.objects.select_for_update().filter(pk__in=keys, sealed_person__isnull=False)
        if _renew(signature)
    ]
    Signature.objects.bulk_update(signatures, ["sealed_person", "email_key", "person_key"])
    return len(signatures)


def _renew(signature: Signature) -> bool:
    person = signature.person
    if person is None:
        return False
    stored, stored_person = signature.email_key, signature.person_key
    mailbox = email_key(signature.petition_id, person.email) if stored else None
    by_name = person_key(signature.petition_id, person.name, person.place, signature.country, person.namesake)
    is_current = (
        signature.is_sealed_with_current_key
        and (not stored or bytes(stored) == mailbox)
        and stored_person is not None
        and bytes(stored_person) == by_name
    )
    if not is_current:
        signature.person, signature.email_key, signature.person_key = person, mailbox, by_name
    return not is_current
