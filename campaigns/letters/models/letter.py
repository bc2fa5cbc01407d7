"""The letter itself: one record however many languages it is presented in, with all its operational state."""

from datetime import datetime

from django.contrib import admin
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.actions import ActionRecord, ActionRecordQuerySet
from campaigns.printing.letter import Layout


class LetterState(models.TextChoices):
    """Where a letter stands at a moment; derived from its dates and outcome, never stored."""

    NOT_OPEN = "not_open", pgettext_lazy("letter state", "Not yet open")
    OPEN = "open", pgettext_lazy("letter state", "Open")
    CLOSING_SOON = "closing_soon", pgettext_lazy("letter state", "Last days")
    CLOSED = "closed", pgettext_lazy("letter state", "Closed")
    ANSWERED = "answered", pgettext_lazy("letter state", "Answered")
    WON = "won", pgettext_lazy("letter state", "Won")
    ENDED = "ended", pgettext_lazy("letter state", "Ended without success")


WRITABLE_STATES = frozenset({LetterState.OPEN, LetterState.CLOSING_SOON})


class LetterOutcome(models.TextChoices):
    """What became of a letter, as an editor records it."""

    NONE = "", pgettext_lazy("outcome of a letter", "None yet")
    ANSWERED = "answered", pgettext_lazy("outcome of a letter", "Answered by a recipient")
    WON = "won", pgettext_lazy("outcome of a letter", "Won: what was asked for has been done")
    ENDED = "ended", pgettext_lazy("outcome of a letter", "Ended without success")


class Kind(models.TextChoices):
    """Whom a letter goes to; decides what writers are advised and asked for, and how it is printed."""

    AUTHORITY = "authority", pgettext_lazy("kind of letter", "To an authority: a letter with address and subject")
    PRISONER = "prisoner", pgettext_lazy("kind of letter", "To a prisoner: a card without the writer's address")


class AppealLetter(ActionRecord):
    """A letter people send in their own name, apart from the pages that present it."""

    kind = models.CharField(
        pgettext_lazy("of a letter", "kind"), max_length=20, choices=Kind.choices, default=Kind.AUTHORITY
    )
    allows_own_language = models.BooleanField(
        _("may be sent in the language of the page"),
        default=True,
        help_text=_(
            "Off: only in the languages the letter is prepared in, for example because a prison lets no others through."
        ),
    )
    opens_at = models.DateTimeField(
        pgettext_lazy("at this time, a letter", "opens"),
        null=True,
        blank=True,
        help_text=_("Empty: it can be written as soon as the page is published."),
    )
    closes_at = models.DateTimeField(
        pgettext_lazy("of a letter", "deadline"),
        null=True,
        blank=True,
        help_text=_("Letters sent later would come too late. Nobody can write any more from then on."),
    )
    outcome = models.CharField(
        pgettext_lazy("of a letter", "outcome"),
        max_length=20,
        choices=LetterOutcome.choices,
        default=LetterOutcome.NONE,
        blank=True,
        help_text=_("Any outcome ends the writing and changes what the page says."),
    )

    nameless = "letter"
    copied_settings = ("kind", "allows_own_language")

    objects = ActionRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(opens_at__lt=models.F("closes_at")),
                name="letter_opens_before_it_closes",
                violation_error_message=_("A letter has to open before its deadline."),
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=LetterOutcome.NONE, outcome_since__isnull=True)
                | (~models.Q(outcome=LetterOutcome.NONE) & models.Q(outcome_since__isnull=False)),
                name="letter_outcome_has_a_time",
            ),
        ]

    def state(self, at: datetime | None = None) -> LetterState:
        """The state at a moment, now by default."""
        return LetterState(self.standing(at))

    @admin.display(description=pgettext_lazy("of a letter", "state"))
    def current_state(self) -> str | Promise:
        """The state now, in words."""
        return self.state().label

    @property
    def is_to_prisoner(self) -> bool:
        """Whether it goes to somebody who is held, and so must say nothing that could harm."""
        return self.kind == Kind.PRISONER

    @property
    def layout(self) -> Layout:
        """How it is printed."""
        return Layout.CARD if self.is_to_prisoner else Layout.LETTER
