"""Work that takes longer than an answer: asked for, done by a worker, and looked at afterwards."""

from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PROGRESS_KEPT = 60 * 60


class WorkState(models.TextChoices):
    """Where a piece of work stands."""

    WAITING = "waiting", pgettext_lazy("state of work", "In progress")
    DONE = "done", pgettext_lazy("state of work", "Ready")
    FAILED = "failed", pgettext_lazy("state of work", "Failed")


class Work(models.Model):
    """Who asked for it, when, and how far it is; `state` is one of `working_states` while a worker has it, or will.

    How far is told by the cache, because the work itself is one transaction: nothing of it, or all of it.
    """

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked for by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now, editable=False)
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    finished_at = models.DateTimeField(pgettext_lazy("when work was", "finished"), null=True, editable=False)

    working_states: frozenset[str]
    state: str

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    @property
    def is_working(self) -> bool:
        """Whether a worker has it, or will."""
        return self.state in self.working_states

    def fail(self) -> None:
        """Note that it could not be done; asking again is the way on."""
        raise NotImplementedError(f"{type(self).__name__} must say how it fails")

    @property
    def _progress_name(self) -> str:
        return f"progress:{self._meta.label_lower}:{self.pk}"

    def tell_progress(self, done: int) -> None:
        """Say how many rows are done."""
        cache.set(self._progress_name, done, PROGRESS_KEPT)

    @property
    def progress(self) -> int:
        """How many rows are done, as far as anybody has said."""
        return int(cache.get(self._progress_name, 0))
