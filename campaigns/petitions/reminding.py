"""Sending the link again to those who have signed and not confirmed."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.log_actions import log

from .models import MAX_MAILS_PER_SIGNATURE, OutgoingMail, Petition, Reminder, Signature, SignatureQuerySet, WorkState
from .signing import UNCONFIRMED_KEPT, remind

# Who has had a mail within a day may still be on the way to it.
LEFT_ALONE = timedelta(hours=24)
BATCH = 200


def due(petition: Petition) -> SignatureQuerySet:
    """The signatures that wait for their confirmation, can still be confirmed, and may be written to once more."""
    if not petition.accepts_confirmations():
        return Signature.objects.none()
    now = timezone.now()
    mails = OutgoingMail.objects.filter(signature=OuterRef("pk")).order_by()
    number = mails.values("signature").annotate(number=Count("pk")).values("number")
    waiting = Signature.objects.pending().filter(petition=petition, signed_at__gt=now - UNCONFIRMED_KEPT)
    return (
        waiting.filter(~Exists(mails.filter(created_at__gt=now - LEFT_ALONE)))
        .annotate(mails_so_far=Coalesce(number, 0))
        .filter(mails_so_far__lt=MAX_MAILS_PER_SIGNATURE)
    )


def ask(petition: Petition, user: Any) -> Reminder:
    """Have them written to; the round that is under way where there is one."""
    made = Reminder(petition=petition, asked_by=user)
    Reminder.objects.bulk_create([made], ignore_conflicts=True)
    return Reminder.objects.filter(petition=petition).order_by("-pk")[0]


def write_some(reminder: Reminder) -> None:
    """One batch, within the worker's transaction; then it is further, or done."""
    waiting = due(reminder.petition).filter(pk__gt=reminder.position).order_by("pk")
    batch = list(waiting.values_list("pk", "public_id")[:BATCH])
    reminder.mails += sum(remind(public_id) for _pk, public_id in batch)
    if batch:
        reminder.position = batch[-1][0]
    else:
        reminder.state, reminder.finished_at = WorkState.DONE, timezone.now()
        data = {"rows": reminder.mails}
        log(instance=reminder.petition, action="petitions.reminded", user=reminder.asked_by, data=data)
    reminder.save()
