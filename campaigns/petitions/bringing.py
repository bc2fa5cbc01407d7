"""Signatures that come by the list: stored confirmed and counted, and deleted again if the list was wrong.

import ──> confirmed ──take back──> deleted
"""

from collections.abc import Sequence
from datetime import UTC

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncDate

from .copying import insert_new
from .models import Import, Petition, Signature, TallyEntry


def bring_in(petition: Petition, signatures: Sequence[Signature]) -> None:
    """Store confirmed signatures from a file, within the transaction of their import; `count_brought` counts them.

    One that only waits for its confirmation gives way: who has signed by hand need not click. Of two for one mailbox
    or person the stored one stays; the unique constraints decide, whatever is signed at the same time.
    """
    mailboxes = [signature.email_key for signature in signatures if signature.email_key]
    Signature.objects.pending().filter(petition=petition, email_key__in=mailboxes).delete()
    insert_new(signatures)


def count_brought(brought: Import) -> int:
    """Add what an import has really stored to the numbers; how many."""
    return _tell_tally_of_all(brought, 1)


@transaction.atomic
def take_back(brought: Import) -> int:
    """Delete what an import brought, as if it had never been; how many of them counted."""
    counted = _tell_tally_of_all(brought, -1)
    Signature.objects.filter(brought_by=brought).delete()
    return counted


def _tell_tally_of_all(brought: Import, sign: int) -> int:
    cells = (
        Signature.objects.counted()
        .filter(brought_by=brought)
        .annotate(day=TruncDate("confirmed_at", tzinfo=UTC))
        .order_by()
        .values_list("day", "country", "language", "source")
        .annotate(signatures=Count("pk"))
    )
    TallyEntry.objects.bulk_create(
        TallyEntry(
            petition=brought.petition, day=day, country=country, language=language, source=source, change=sign * number
        )
        for day, country, language, source, number in cells
    )
    return sum(number for *_cell, number in cells)
