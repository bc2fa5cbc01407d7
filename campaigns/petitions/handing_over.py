"""A handover as it goes: planned, packed, delivered, answered; the petition's outcome follows it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from .models import Handover, Outcome, PackState, Petition

# What the pack is made of: changing one of these makes the one there is wrong.
PACKED = ("petition_id", "mode", "recipients", "language", "planned_for", "as_of", "message")


@transaction.atomic
def record(handover: Handover) -> None:
    """Save a handover, and bring its petition's outcome up to it. What is won or ended stays so."""
    if handover.pk:
        before = Handover.objects.get(pk=handover.pk)
        if any(getattr(before, name) != getattr(handover, name) for name in PACKED) and not handover.is_working:
            _unpack(handover)
    handover.save()
    if handover.delivered_on:
        _tell_petition(handover, handover.delivered_on)


def _tell_petition(handover: Handover, day: date) -> None:
    petition = Petition.objects.select_for_update().get(pk=handover.petition_id)
    if petition.outcome in {Outcome.NONE, Outcome.HANDED_OVER}:
        petition.outcome = Outcome.ANSWERED if handover.answered_on else Outcome.HANDED_OVER
    petition.handed_over_on = max(petition.handed_over_on or day, day)
    petition.save()


@transaction.atomic
def ask_for_pack(handover: Handover, user: Any) -> None:
    """Have the pack made; nothing happens while a worker has it."""
    Handover.objects.exclude(state=PackState.MAKING).filter(pk=handover.pk).update(
        state=PackState.MAKING, asked_by=user, asked_at=timezone.now()
    )


def _unpack(handover: Handover) -> None:
    if handover.pack:
        handover.pack.delete()
    handover.pack, handover.pack_digest, handover.signatures, handover.state = None, "", None, PackState.NONE
