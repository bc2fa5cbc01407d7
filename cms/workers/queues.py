"""What the site asks of a queue, be it in PostgreSQL, which is the default, or in Valkey (`QUEUE_URL`, ADR 0034)."""

from abc import ABC, abstractmethod
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

# A task that was lost with its worker is put back at once, one that failed after these pauses. The last attempt counts.
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
MOST_ATTEMPTS = len(PAUSES) + 1
# What went well is of no interest; what failed for good is shown to those who run the site.
DONE_KEPT, FAILED_KEPT = timedelta(hours=1), timedelta(days=14)


class Queue(ABC):
    """Tasks that wait, run, and failed."""

    @abstractmethod
    def waits_since(self) -> datetime | None:
        """When the oldest task was handed over that nobody has taken; None if none waits."""

    @abstractmethod
    def count_failed(self, since: datetime) -> int:
        """How many tasks have failed for good since then."""

    @abstractmethod
    def tend(self) -> None:
        """Put back what was lost or may be tried again, throw away what is over; safe at any time, by many at once."""

    @abstractmethod
    def work(self, name: str) -> None:
        """Do tasks, one after the other, under the name of a worker, until the process is told to stop."""


def the_queue() -> Queue:
    """The queue of this site."""
    queue: Queue = import_string(settings.TASK_QUEUE)()
    return queue


def has_workers() -> bool:
    """Whether tasks are left to workers, as in production, and not done at once."""
    return "immediate" not in settings.TASKS["default"]["BACKEND"]
