"""The sign of life of a worker, beside whatever it is doing, and its care for the queue."""

import logging
from contextlib import suppress
from threading import Event, Thread

from django.db import DatabaseError, connections
from redis.exceptions import RedisError

from .models import BEAT, Worker
from .queues import Queue

logger = logging.getLogger(__name__)


class Heart(Thread):
    """Beats from `start` to `stop`. A beat that fails, since the database is away for example, ends nothing.

    The worker is noted before it takes anything, or its first task would seem to be that of a dead one.
    """

    def __init__(self, name: str, queue: Queue) -> None:
        super().__init__(name=f"heart of {name}", daemon=True)
        self._worker, self._queue, self._stopped = name, queue, Event()
        Worker.objects.beat(name)

    def run(self) -> None:
        while True:
            try:
                Worker.objects.beat(self._worker)
                self._queue.tend()
            except (DatabaseError, RedisError, OSError) as error:
                logger.warning("A beat failed (%s)", type(error).__name__)
            finally:
                connections.close_all()
            if self._stopped.wait(BEAT.total_seconds()):
                return

    def stop(self) -> None:
        """The worker ends in order: what it leaves need not wait until it is believed dead."""
        self._stopped.set()
        self.join()
        with suppress(DatabaseError):
            Worker.objects.filter(name=self._worker).delete()
