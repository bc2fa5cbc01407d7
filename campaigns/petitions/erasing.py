"""Erasing a person everywhere: all their signatures, on all petitions, found by the key of their address."""

from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from .models import ERASED_STATUSES, Petition, Signature
from .signing import erase
from .subscribers import same_mailbox


def signatures_of(address: str) -> list[Signature]:
    """All signatures of a mailbox that still name somebody; each petition knows the mailbox by a key of its own."""
    petitions = Petition.objects.values_list("pk", flat=True)
    found = same_mailbox(address, petitions).exclude(status__in=ERASED_STATUSES)
    return list(found.select_related("petition").order_by("petition__reference"))


@transaction.atomic
def erase_everywhere(address: str, user: Any, reason: str) -> int:
    """Erase them at once, and keep imports from bringing them back; how many."""
    return sum(erase_one(signature, user, reason) for signature in signatures_of(address))


@transaction.atomic
def erase_one(signature: Signature, user: Any, reason: str) -> bool:
    """Erase one signature at its signer's wish; False if there was nothing left to erase."""
    is_erased = erase(signature.public_id)
    if is_erased:
        data = {"rows": 1, "reason": reason}
        log(instance=signature.petition, action="petitions.erased", user=user, data=data)
    return is_erased
