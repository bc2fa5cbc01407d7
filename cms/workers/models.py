"""Who works, and when each of them was last seen: by the clock of the database, since every machine has its own."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now

# A worker says every BEAT that it lives. Who is silent for so long is taken for dead, and others do what it did.
BEAT = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(days=1)


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Workers, dead or alive."""

    def alive(self) -> Self:
        """Those that were seen a moment ago."""
        return self.filter(seen_at__gt=Now() - SILENT_AFTER)

    def beat(self, name: str) -> None:
        """Note that a worker lives, and forget those that have not for long."""
        self.update_or_create(name=name, defaults={"seen_at": Now()})
        self.filter(seen_at__lt=Now() - FORGOTTEN_AFTER).delete()


class Worker(models.Model):
    """A process that takes tasks from the queue."""

    name = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField()

    objects = WorkerQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
