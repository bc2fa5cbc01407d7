"""The mailing of an update to those who asked for news, and what became of each mail."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.petitions.models import Signature

from .pages import UpdatePage

# How long a worker that says nothing is believed to be alive; longer than one waits for a mail server.
LEASE = timedelta(minutes=2)
BACK_OFF = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))


class MailingState(models.TextChoices):
    """Where a mailing stands."""

    SCHEDULED = "scheduled", pgettext_lazy("state of a mailing", "Scheduled")
    SENDING = "sending", pgettext_lazy("state of a mailing", "Being sent")
    PAUSED = "paused", pgettext_lazy("state of a mailing", "Paused")
    DONE = "done", pgettext_lazy("state of a mailing", "Done")
    STOPPED = "stopped", pgettext_lazy("state of a mailing", "Stopped")


ENDED_STATES = frozenset({MailingState.DONE, MailingState.STOPPED})


class PauseReason(models.TextChoices):
    """Why a mailing waits."""

    NONE = ""
    ASKED = "asked", pgettext_lazy("why a mailing waits", "Somebody paused it.")
    NOT_LIVE = "not_live", pgettext_lazy("why a mailing waits", "The update is not online any more.")
    REFUSED = (
        "refused",
        pgettext_lazy(
            "why a mailing waits",
            "The mail server refused many mails one after the other. Have it looked at before you go on.",
        ),
    )


class DeliveryState(models.TextChoices):
    """What became of one mail; all but the first two are final, and counted under their name."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    LEFT = "left"
    TWICE = "twice"


class MailingQuerySet(models.QuerySet["Mailing"]):
    """Mailings by what is to be done with them."""

    def due(self, at: datetime) -> Self:
        """Those a worker should take up: to be begun, to go on, or to be tidied up; and that no worker has."""
        free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lt=at)
        # The first by an index: whether there is any would be looked for in the whole table, row by row.
        rows = Delivery.objects.filter(mailing=models.OuterRef("pk")).order_by("mailing_id", "signature_id")
        return self.alias(first_row=models.Subquery(rows.values("pk")[:1])).filter(
            models.Q(state=MailingState.SCHEDULED, starts_at__lte=at)
            | models.Q(state=MailingState.SENDING)
            | models.Q(first_row__isnull=False, state__in=ENDED_STATES),
            free,
        )


class Mailing(models.Model):
    """One update sent to signers: at most one mailing for an update and all its translations, ever."""

    update_key = models.UUIDField(unique=True, editable=False)
    page = models.ForeignKey(UpdatePage, on_delete=models.SET_NULL, null=True, related_name="+", editable=False)
    title = models.CharField(pgettext_lazy("of an update", "title"), max_length=255, editable=False)
    state = models.CharField(
        pgettext_lazy("of a mailing", "state"),
        max_length=10,
        choices=MailingState.choices,
        default=MailingState.SCHEDULED,
        editable=False,
    )
    pause_reason = models.CharField(
        max_length=10, choices=PauseReason.choices, default=PauseReason.NONE, editable=False
    )
    starts_at = models.DateTimeField(pgettext_lazy("of a mailing", "starts"), default=timezone.now)
    pace = models.PositiveIntegerField(
        _("mails per minute"),
        default=300,
        validators=[MinValueValidator(1), MaxValueValidator(6000)],
        help_text=_("As many as your mail server takes without complaint. Ask whoever runs it."),
    )
    in_original = models.BooleanField(_("in the original where there is no translation"), default=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(pgettext_lazy("when a mailing was", "started"), null=True, editable=False)
    finished_at = models.DateTimeField(pgettext_lazy("when work was", "finished"), null=True, editable=False)

    # Planning: the rows are made up to this signature of this petition.
    planned_petition = models.BigIntegerField(default=0, editable=False)
    planned_signature = models.BigIntegerField(default=0, editable=False)
    is_planned = models.BooleanField(default=False, editable=False)

    planned = models.PositiveIntegerField(default=0, editable=False)
    sent = models.PositiveIntegerField(default=0, editable=False)
    refused = models.PositiveIntegerField(default=0, editable=False)
    uncertain = models.PositiveIntegerField(default=0, editable=False)
    left = models.PositiveIntegerField(default=0, editable=False)
    twice = models.PositiveIntegerField(default=0, editable=False)

    # Which worker has it, and how many mails it has begun in which minute.
    worker = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    minute = models.DateTimeField(null=True, editable=False)
    in_minute = models.PositiveIntegerField(default=0, editable=False)

    objects = MailingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("send_mailing", "Can mail updates to signers")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_working(self) -> bool:
        """Whether mails are going out, or will without anybody's doing."""
        return self.state == MailingState.SENDING

    @property
    def handled(self) -> int:
        """How many rows nothing more is to be done with."""
        return self.sent + self.refused + self.uncertain + self.left + self.twice

    @property
    def _mine(self) -> MailingQuerySet:
        """The mailing, as long as this worker has it."""
        return Mailing.objects.filter(pk=self.pk, worker=self.worker)

    def take(self, at: datetime) -> bool:
        """Become the one worker that has it: True for exactly one of several that try."""
        worker = uuid.uuid4()
        taken = Mailing.objects.due(at).filter(pk=self.pk).update(worker=worker, leased_until=at + LEASE)
        self.refresh_from_db()
        return bool(taken) and self.worker == worker

    def give_back(self) -> None:
        """Let another worker have it."""
        self._mine.update(worker=None, leased_until=None)

    def keep(self, at: datetime) -> bool:
        """Go on having it; False once it is paused or stopped, or another worker has it."""
        return self._mine.filter(state=MailingState.SENDING).update(leased_until=at + LEASE) == 1

    def start(self, at: datetime) -> None:
        """Begin; signatures confirmed from now on are too late."""
        started = self._mine.filter(state=MailingState.SCHEDULED)
        started.update(state=MailingState.SENDING, started_at=at)
        self.refresh_from_db()

    def begin_one(self, at: datetime) -> bool:
        """Count one more mail in this minute of the clock; False if the pace allows none or the worker lost it."""
        minute = at.replace(second=0, microsecond=0)
        in_minute = self.in_minute + 1 if self.minute == minute else 1
        if in_minute > self.pace:
            return False
        self.minute, self.in_minute = minute, in_minute
        sending = self._mine.filter(state=MailingState.SENDING)
        return sending.update(leased_until=at + LEASE, minute=minute, in_minute=in_minute) == 1

    def note_planned(self, place: tuple[int, int], number: int, *, is_all: bool) -> None:
        """Remember how far planning has come, in the transaction that made the rows."""
        self.planned_petition, self.planned_signature = place
        self.planned, self.is_planned = self.planned + number, is_all
        self.save(update_fields=["planned_petition", "planned_signature", "planned", "is_planned"])

    def count(self, state: "DeliveryState", number: int) -> None:
        """Count what became of mails, in the transaction that notes it with them."""
        if number:
            Mailing.objects.filter(pk=self.pk).update(**{state: models.F(state) + number})

    def pause_itself(self, reason: PauseReason) -> None:
        """Wait for somebody to look."""
        self._mine.filter(state=MailingState.SENDING).update(state=MailingState.PAUSED, pause_reason=reason)

    def finish(self, at: datetime) -> bool:
        """Be done, unless mails are still to be sent or a worker has not told what became of one."""
        if self.deliveries.unfinished().exists():
            return False
        return self._mine.filter(state=MailingState.SENDING).update(state=MailingState.DONE, finished_at=at) == 1


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries by what is to be done with them."""

    def due(self, at: datetime) -> Self:
        """Those whose time has come, oldest first."""
        return self.filter(state=DeliveryState.PLANNED, not_before__lte=at).order_by("pk")

    def unfinished(self) -> Self:
        """Those of which it is not known yet what became of them."""
        return self.filter(state__in=[DeliveryState.PLANNED, DeliveryState.SENDING])


class Delivery(models.Model):
    """One update to one signature, without address or key. Goes with its signature, and when the mailing is over."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries")
    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.PLANNED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["mailing", "id"], name="delivery_planned", condition=models.Q(state=DeliveryState.PLANNED)
            ),
            models.Index(
                fields=["mailing", "claimed_at"],
                name="delivery_begun",
                condition=models.Q(state=DeliveryState.SENDING),
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["mailing", "signature"], name="delivery_once_per_signature")]

    def __str__(self) -> str:
        return f"{self.mailing_id}/{self.pk}: {self.state}"

    def next_attempt(self, at: datetime) -> datetime | None:
        """When to try again after the server said "later"; None once it has said so often enough."""
        return at + BACK_OFF[self.attempts - 1] if self.attempts <= len(BACK_OFF) else None
