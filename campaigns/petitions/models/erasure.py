"""What was erased, without saying whose it was: so that a restored backup can be brought up to date."""

import uuid

from django.db import models
from django.utils import timezone

from .petition import Petition


class ErasureKind(models.TextChoices):
    """Why a person's data went before their time."""

    WITHDRAWN = "withdrawn"
    DENIED = "denied"
    ERASED = "erased"


class Erasure(models.Model):
    """One signature whose personal data were erased at its signer's wish. Append-only.

    `is_in_journal` once it is written outside the database, too.
    """

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="erasures")
    kind = models.CharField(max_length=10, choices=ErasureKind.choices)
    at = models.DateTimeField(default=timezone.now)
    is_in_journal = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["id"], name="erasure_to_write", condition=models.Q(is_in_journal=False)),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.kind}"


class Purge(models.Model):
    """What retention did at one time, in numbers: the proof that it is done. Append-only."""

    at = models.DateTimeField(default=timezone.now)
    numbers = models.JSONField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
