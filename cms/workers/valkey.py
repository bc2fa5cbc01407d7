"""Tasks in Valkey or Redis, by RQ, for sites that have more of them than PostgreSQL should hold (ADR 0034).

RQ's own worker starts a process for each task, which would cost a connection to the database each time; this one does
them itself, and its heart (`beating`) does what RQ's watching process does.
"""

import logging
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import django_rq
from django.core.checks import CheckMessage
from django.db import close_old_connections, transaction
from django_rq.queues import DjangoRQ
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult
from django_tasks_rq import Job, RQBackend
from rq import Retry
from rq.registry import FailedJobRegistry
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer
from rq.worker import SimpleWorker

from .models import SILENT_AFTER
from .queues import DONE_KEPT, FAILED_KEPT, PAUSES, Queue

# Worked on in this order: tasks whose priority is below that of others come after them.
QUEUES = ("default", "later")
# Seconds until a worker that lost Valkey asks for it again.
LOST_QUEUE = 1.0


class ValkeyBackend(RQBackend):
    """RQ with two priorities."""

    supports_priority = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        return super().enqueue(task.using(queue_name=QUEUES[task.priority < 0]), args, kwargs)

    def check(self, **options: Any) -> Iterable[CheckMessage]:
        """Without asking for RQ's app, which is an admin we do not have, with a table nobody needs."""
        return BaseTaskBackend.check(self, **options)


class CommittedQueue(DjangoRQ):
    """Hands a task over once the transaction that asks for it is certain, to be tried as often as in the database.

    Where Valkey is away then, that is no error of whoever asked: chores take up what has to happen.
    """

    def create_job(self, *args: Any, **options: Any) -> Job:
        pauses = [int(pause.total_seconds()) for pause in PAUSES]
        options |= {"retry": Retry(max=len(pauses), interval=pauses), "timeout": -1}
        options |= {"result_ttl": int(DONE_KEPT.total_seconds()), "failure_ttl": int(FAILED_KEPT.total_seconds())}
        return super().create_job(*args, **options)

    def enqueue_job(self, job: Job, **options: Any) -> Job:
        hand_over = super().enqueue_job
        transaction.on_commit(lambda: hand_over(job, **options), robust=True)
        return job


class TaskWorker(SimpleWorker):
    """Does tasks in its own process, and is missed as soon as the heart beats no more."""

    was_told_to_stop = False

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        return int(SILENT_AFTER.total_seconds())

    def execute_job(self, job: Job, queue: DjangoRQ) -> None:
        close_old_connections()
        super().execute_job(job, queue)
        close_old_connections()

    def beat(self) -> None:
        """Say that the task at hand is being worked on, and take up those of which nobody says so."""
        execution = self.execution
        if execution is not None:
            job = Job.fetch(execution.job_id, connection=self.connection, serializer=self.serializer)
            self.maintain_heartbeats(job, execution)
        self.clean_registries()

    def handle_warm_shutdown_request(self) -> None:
        """RQ calls this when the process is told to stop, be it at work or not."""
        self.was_told_to_stop = True


class ValkeyQueue(Queue):
    """The queue in the Valkey that `QUEUE_URL` names."""

    def __init__(self) -> None:
        self._worker: TaskWorker | None = None
        self._scheduler: RQScheduler | None = None

    def waits_since(self) -> datetime | None:
        oldest = [job.enqueued_at for queue in _queues() for job in queue.get_jobs(0, 1) if job.enqueued_at]
        return min(oldest, default=None)

    def count_failed(self, since: datetime) -> int:
        forgotten_after = (since + FAILED_KEPT).timestamp()
        registries = [FailedJobRegistry(queue=queue) for queue in _queues()]
        return sum(registry.connection.zcount(registry.key, forgotten_after, "+inf") for registry in registries)

    def tend(self) -> None:
        if self._worker and self._scheduler:
            self._worker.beat()
            self._scheduler.acquire_locks()
            self._scheduler.enqueue_scheduled_jobs()

    def work(self, name: str) -> None:
        queues = _queues()
        given: dict[str, Any] = {"connection": queues[0].connection, "serializer": JSONSerializer}
        while True:
            self._scheduler = RQScheduler(queues, name=name, logging_level=logging.WARNING, **given)
            self._worker = TaskWorker(
                queues, name=name, job_class=Job, queue_class=CommittedQueue, log_job_description=False, **given
            )
            self._worker.work(logging_level="WARNING")
            if self._worker.was_told_to_stop:
                return
            time.sleep(LOST_QUEUE)


def _queues() -> list[CommittedQueue]:
    return [django_rq.get_queue(name, job_class=Job) for name in QUEUES]
