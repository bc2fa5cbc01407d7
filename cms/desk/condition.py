"""The condition of what works behind the site: mails, tasks, backups, in numbers without people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.petitions.models import MailState, OutgoingMail
from cms.health import WAITS_TOO_LONG
from cms.workers.models import Worker
from cms.workers.queues import has_workers, the_queue

from .backups import Backup, last_backup

BACKUP_TOO_OLD = timedelta(days=2)
LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Condition:
    """What an operator would look at first. Times are None where there is nothing of the kind."""

    at: datetime
    uses_workers: bool
    workers: int
    task_waits_since: datetime | None
    failed_tasks: int
    mail_waits_since: datetime | None
    refused_mails: int
    backup: Backup | None

    @property
    def workers_are_late(self) -> bool:
        """Whether a task has waited so long that no worker seems to run."""
        return self._is_older(self.task_waits_since, WAITS_TOO_LONG)

    @property
    def workers_are_missing(self) -> bool:
        """Whether tasks are left to workers, and none lives."""
        return self.uses_workers and not self.workers

    @property
    def mails_are_late(self) -> bool:
        """Whether mails wait for longer than a moment."""
        return self._is_older(self.mail_waits_since, WAITS_TOO_LONG)

    @property
    def backup_is_old(self) -> bool:
        """Whether it is time for a backup."""
        return self.backup is None or self._is_older(self.backup.at, BACKUP_TOO_OLD)

    @property
    def is_good(self) -> bool:
        """Whether nobody need do anything."""
        is_waiting = self.workers_are_missing or self.workers_are_late or self.mails_are_late
        return not (is_waiting or self.backup_is_old or self.failed_tasks)

    def _is_older(self, moment: datetime | None, limit: timedelta) -> bool:
        return moment is not None and self.at - moment > limit


def condition() -> Condition:
    """How things are now."""
    at = timezone.now()
    queue, mails = the_queue(), OutgoingMail.objects.order_by()
    waiting = mails.filter(state=MailState.QUEUED)
    return Condition(
        at=at,
        uses_workers=has_workers(),
        workers=Worker.objects.alive().count(),
        task_waits_since=queue.waits_since(),
        failed_tasks=queue.count_failed(since=at - LATELY),
        mail_waits_since=waiting.order_by("created_at").values_list("created_at", flat=True).first(),
        refused_mails=mails.filter(state=MailState.REFUSED, created_at__gte=at - LATELY).count(),
        backup=last_backup(),
    )
