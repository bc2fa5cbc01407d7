"""Mails owed: written in the transaction that owes them, sent after it, kept until their signature goes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.db import connection, models, transaction
from django.utils import timezone

from .signature import Signature

MAX_MAILS_PER_SIGNATURE = 3
GIVE_UP_AFTER = timedelta(days=7)
LEASE = timedelta(minutes=5)
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
# A server that refuses everybody, because we are on a list or it is set up wrongly, says the same as for a mailbox that
# does not exist: so it is asked twice more.
AFTER_REFUSAL = (timedelta(hours=1), timedelta(hours=4))
LONGEST_PAUSE = max(LEASE, *BACK_OFF, *AFTER_REFUSAL)


class MailKind(models.TextChoices):
    """Which mail it is."""

    CONFIRM = "confirm"
    ALREADY = "already"


class MailState(models.TextChoices):
    """Where a mail stands."""

    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """Mails by what is to be done with them."""

    def due(self, at: datetime) -> Self:
        """Queued ones whose time has come, oldest first.

        Nothing is put off further than the longest pause: what seems to be was written by a clock that was ahead.
        """
        is_time = models.Q(not_before__lte=at) | models.Q(not_before__gt=at + LONGEST_PAUSE)
        return self.filter(is_time, state=MailState.QUEUED).order_by("not_before")

    @transaction.atomic
    def claim(self, limit: int, at: datetime) -> list["OutgoingMail"]:
        """Take the oldest due ones for `LEASE`; no other worker gets the same ones, nor waits for them."""
        can_skip = connection.features.has_select_for_update_skip_locked
        due = self.due(at).select_for_update(skip_locked=can_skip).values_list("pk", flat=True)
        claimed = self.filter(pk__in=list(due[:limit]))
        claimed.update(not_before=at + LEASE, attempts=models.F("attempts") + 1)
        return list(claimed.select_related("signature__petition").order_by("pk"))

    def give_back(self, mails: Iterable["OutgoingMail"], at: datetime) -> None:
        """Let claimed ones that nobody came to be due again, as if they had not been claimed."""
        unsent = self.filter(pk__in=[mail.pk for mail in mails], state=MailState.QUEUED)
        unsent.update(not_before=at, attempts=models.F("attempts") - 1)


class OutgoingMail(models.Model):
    """One mail to a signer. Holds no address and no text: both are made from the signature when it is sent."""

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=10, choices=MailKind.choices)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = OutgoingMailQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["not_before"], name="mail_due", condition=models.Q(state=MailState.QUEUED)),
            models.Index(fields=["created_at"], name="mail_refused", condition=models.Q(state=MailState.REFUSED)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"

    def next_attempt(self, at: datetime, *, is_refused: bool = False) -> datetime | None:
        """When to try again after a failure; None once it has been tried for a week, or was refused for good."""
        if is_refused:
            return at + AFTER_REFUSAL[self.attempts - 1] if self.attempts <= len(AFTER_REFUSAL) else None
        if at - self.created_at >= GIVE_UP_AFTER:
            return None
        return at + BACK_OFF[min(self.attempts, len(BACK_OFF)) - 1]

    def note(self, state: MailState, again: datetime | None = None) -> None:
        """Keep what became of it, and when to try again."""
        self.state = state
        self.sent_at = timezone.now() if state == MailState.SENT else None
        self.not_before = again or self.not_before
        self.save(update_fields=["state", "sent_at", "not_before"])
