"""Tasks in the database. django-tasks-db neither notices that a worker died nor tries anything twice; this does."""

import logging
import time
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from .models import Worker
from .queues import DONE_KEPT, FAILED_KEPT, MOST_ATTEMPTS, PAUSES, Queue

logger = logging.getLogger(__name__)
LACKS_LAST_ATTEMPT = f"worker_ids__{MOST_ATTEMPTS - 1}__isnull"
# Seconds between looking for a task and looking again, and between losing the database and asking for it again.
IDLE, LOST_DATABASE = 1.0, 1.0


class WorkerLost(Exception):
    """So many workers died with this task that it seems to be what kills them."""


class DatabaseQueue(Queue):
    """The queue that needs nothing but PostgreSQL: a task comes and goes with the transaction that asks for it."""

    def waits_since(self) -> datetime | None:
        waiting = DBTaskResult.objects.ready().order_by("enqueued_at")
        return waiting.values_list("enqueued_at", flat=True).first()

    def count_failed(self, since: datetime) -> int:
        return DBTaskResult.objects.failed().filter(**{LACKS_LAST_ATTEMPT: False}, finished_at__gte=since).count()

    def tend(self) -> None:
        self._put_back_lost()
        self._put_back_failed()
        past = timezone.now()
        DBTaskResult.objects.successful().filter(finished_at__lt=past - DONE_KEPT).delete()
        DBTaskResult.objects.failed().filter(finished_at__lt=past - FAILED_KEPT).delete()

    @transaction.atomic
    def _put_back_lost(self) -> None:
        alive = set(Worker.objects.alive().values_list("name", flat=True))
        for task in _locked(Q(status=TaskResultStatus.RUNNING)):
            if alive.isdisjoint(task.worker_ids[-1:]):
                logger.warning("Task %s (%s) was lost with its worker", task.pk, task.task_path)
                if len(task.worker_ids) < MOST_ATTEMPTS:
                    _put_back(task)
                else:
                    task.set_failed(WorkerLost())

    @transaction.atomic
    def _put_back_failed(self) -> None:
        now = timezone.now()
        for task in _locked(Q(status=TaskResultStatus.FAILED, **{LACKS_LAST_ATTEMPT: True})):
            if task.finished_at + PAUSES[len(task.worker_ids) - 1] <= now:
                _put_back(task)

    def work(self, name: str) -> None:
        worker = TaskWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=IDLE,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
        )
        worker.configure_signals()
        while worker.running:
            try:
                worker.run()
            except (OperationalError, InterfaceError) as error:
                logger.warning("The database is away (%s); asking again", type(error).__name__)
                connections.close_all()
                time.sleep(LOST_DATABASE)


def _locked(which: Q) -> list[DBTaskResult]:
    """Tasks that nobody else is looking after at this moment."""
    skips = connection.features.has_select_for_update_skip_locked
    return list(DBTaskResult.objects.select_for_update(skip_locked=skips).filter(which))


def _put_back(task: DBTaskResult) -> None:
    """Let the next worker take it; whose hands it went through stays noted, and counts the attempts."""
    task.status, task.started_at, task.finished_at = TaskResultStatus.READY, None, None
    task.save(update_fields=["status", "started_at", "finished_at"])
