"""The condition of what works behind the site: mails, tasks, backups, in numbers without people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from campaigns.petitions.models import MailState, OutgoingMail
from cms.health import WAITS_TOO_LONG

from .backups import Backup, last_backup

BACKUP_TOO_OLD = timedelta(days=2)
LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Condition:
    """What an operator would look at first. Times are None where there is nothing of the kind."""

    at: datetime
    uses_workers: bool
    worker_seen_at: datetime | None
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
        return not (self.workers_are_late or self.mails_are_late or self.backup_is_old or self.failed_tasks)

    def _is_older(self, moment: datetime | None, limit: timedelta) -> bool:
        return moment is not None and self.at - moment > limit


def condition() -> Condition:
    """How things are now."""
    at = timezone.now()
    tasks, mails = DBTaskResult.objects.order_by(), OutgoingMail.objects.order_by()
    waiting = mails.filter(state=MailState.QUEUED)
    failed = tasks.filter(status=TaskResultStatus.FAILED, finished_at__gte=at - LATELY)
    done = tasks.filter(finished_at__isnull=False)
    return Condition(
        at=at,
        uses_workers="immediate" not in settings.TASKS["default"]["BACKEND"],
        worker_seen_at=done.order_by("-finished_at").values_list("finished_at", flat=True).first(),
        task_waits_since=tasks.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first(),
        failed_tasks=failed.count(),
        mail_waits_since=waiting.order_by("created_at").values_list("created_at", flat=True).first(),
        refused_mails=mails.filter(state=MailState.REFUSED, created_at__gte=at - LATELY).count(),
        backup=last_backup(),
    )
