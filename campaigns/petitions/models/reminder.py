"""Confirmation mails sent again, to those who have not confirmed."""

from django.db import models

from .petition import Petition
from .work import Work, WorkState


class Reminder(Work):
    """One round of mails: whom it is for is found out mail by mail, at most one round of a petition at a time."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="reminders")
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.WAITING)
    # The last signature that was looked at, and how many were written to.
    position = models.BigIntegerField(default=0)
    mails = models.PositiveIntegerField(default=0)

    working_states = frozenset({WorkState.WAITING})

    class Meta:
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["petition"], condition=models.Q(state=WorkState.WAITING), name="reminder_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.mails}"

    def fail(self) -> None:
        """Stop here; another round goes on with those who were not written to."""
        self.state = WorkState.FAILED

    @property
    def progress(self) -> int:
        """How many mails are owed by now."""
        return self.mails
