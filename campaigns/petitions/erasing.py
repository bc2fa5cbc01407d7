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


def erase_everywhere(address: str, user: Any, reason: str) -> int:
    """Erase them at once, and keep imports from bringing them back; how many."""
    with transaction.atomic():
        erased = 0
        for signature in signatures_of(address):
            if erase(signature.public_id):
                erased += 1
                data = {"rows": 1, "reason": reason}
                log(instance=signature.petition, action="petitions.erased", user=user, data=data)
        return erased
