"""A handover as it goes: planned, packed, delivered, answered; the petition's outcome follows it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from .models import Handover, Outcome, PackState


@transaction.atomic
def record(handover: Handover) -> None:
    """Save a handover, and bring its petition's outcome up to it. What is won or ended stays so."""
    if handover.pk:
        before = Handover.objects.get(pk=handover.pk)
        if any(getattr(before, name) != getattr(handover, name) for name in PACKED) and not handover.is_working:
            _unpack(handover)
    handover.save()
    petition = handover.petition
    if handover.delivered_on and petition.outcome in {Outcome.NONE, Outcome.HANDED_OVER}:
        petition.outcome = Outcome.ANSWERED if handover.answered_on else Outcome.HANDED_OVER
    if handover.delivered_on and (petition.handed_over_on is None or petition.handed_over_on < handover.delivered_on):
        petition.handed_over_on = handover.delivered_on
    petition.save()


# What the pack is made of: changing one of these makes the one there is wrong.
PACKED = ("petition_id", "mode", "recipients", "language", "planned_for", "as_of", "message")


@transaction.atomic
def ask_for_pack(handover: Handover, user: Any) -> None:
    """Have the pack made; nothing happens while a worker has it."""
    Handover.objects.exclude(state=PackState.MAKING).filter(pk=handover.pk).update(
        state=PackState.MAKING, asked_by=user, asked_at=timezone.now(), queued_at=timezone.now(), attempts=0
    )


def _unpack(handover: Handover) -> None:
    if handover.pack:
        handover.pack.delete()
    handover.pack, handover.pack_digest, handover.signatures, handover.state = None, "", None, PackState.NONE
