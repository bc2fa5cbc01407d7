"""The petition itself: one record however many languages it is presented in, with all its operational state."""

import re
from calendar import monthrange
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.actions import ActionRecord, ActionRecordQuerySet

LATE_CONFIRMATIONS = timedelta(hours=72)
SHARE_TAG_LENGTH, MOST_SHARE_TAGS = 24, 20


def months_after(moment: datetime, months: int) -> datetime:
    """The same day and time so many months later, or the month's last day where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


class PetitionState(models.TextChoices):
    """Where a petition stands at a moment; derived from its dates and outcome, never stored."""

    NOT_OPEN = "not_open", pgettext_lazy("petition state", "Not yet open")
    OPEN = "open", pgettext_lazy("petition state", "Open")
    CLOSING_SOON = "closing_soon", pgettext_lazy("petition state", "Closing soon")
    CLOSED = "closed", pgettext_lazy("petition state", "Closed")
    HANDED_OVER = "handed_over", pgettext_lazy("petition state", "Handed over")
    ANSWERED = "answered", pgettext_lazy("petition state", "Answered")
    WON = "won", pgettext_lazy("petition state", "Won")
    ENDED = "ended", pgettext_lazy("petition state", "Ended without success")


SIGNABLE_STATES = frozenset({PetitionState.OPEN, PetitionState.CLOSING_SOON})


class Outcome(models.TextChoices):
    """What became of a petition, as an editor records it."""

    NONE = "", pgettext_lazy("outcome of a petition", "None yet")
    HANDED_OVER = "handed_over", pgettext_lazy("outcome of a petition", "Handed over, no answer yet")
    ANSWERED = "answered", pgettext_lazy("outcome of a petition", "Answered by the addressee")
    WON = "won", pgettext_lazy("outcome of a petition", "Won: the demand is met")
    ENDED = "ended", pgettext_lazy("outcome of a petition", "Ended without success")


class HandoverMode(models.TextChoices):
    """What the addressee receives."""

    NUMBER = "number", _("Only the number of signatures")
    NAMES = "names", _("Names and countries")
    NAMES_AND_PLACES = "names_and_places", _("Names, countries and places")


def check_share_tags(words: str) -> None:
    """Refuse what could not stand in an address as it is, and more words than anybody compares."""
    wrong = [word for word in words.split() if not re.fullmatch(rf"[a-z0-9-]{{1,{SHARE_TAG_LENGTH}}}", word)]
    if wrong:
        message = _("Only small letters from a to z, digits and hyphens, at most %(most)s in a word: %(words)s.")
        raise ValidationError(message, params={"most": SHARE_TAG_LENGTH, "words": ", ".join(wrong)})
    if len(words.split()) > MOST_SHARE_TAGS:
        raise ValidationError(_("At most %(most)s words."), params={"most": MOST_SHARE_TAGS})


class Petition(ActionRecord):
    """The demand people sign, apart from the pages that present it: N languages, one count."""

    goal = models.PositiveIntegerField(
        pgettext_lazy("number of signatures", "goal"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000_000)],
        help_text=_("How many signatures you want. Say why on the page; leave empty to show no bar."),
    )
    opens_at = models.DateTimeField(
        pgettext_lazy("at this time, a petition", "opens"),
        null=True,
        blank=True,
        help_text=_("Empty: open as soon as the page is published."),
    )
    closes_at = models.DateTimeField(
        pgettext_lazy("at this time, a petition", "closes"),
        null=True,
        blank=True,
        help_text=_("Nobody can sign afterwards; links sent before still confirm for 72 hours."),
    )
    asks_place = models.BooleanField(
        _("ask for the place"), default=False, help_text=_("An optional field. Ask only if the addressee needs it.")
    )
    asks_comment = models.BooleanField(
        _("ask for a comment"),
        default=False,
        help_text=_("An optional field “Why I sign”. Never shown without your approval."),
    )
    is_sensitive = models.BooleanField(
        pgettext_lazy("petition", "sensitive"),
        default=False,
        help_text=_(
            "Signing could endanger people: no comments, nothing about signers is shown, "
            "and only the number is handed over."
        ),
    )
    handover_mode = models.CharField(
        _("what is handed over"),
        max_length=20,
        choices=HandoverMode.choices,
        default=HandoverMode.NUMBER,
        help_text=_("Signers are told before they sign. It cannot be widened once somebody has signed."),
    )
    retention_months = models.PositiveSmallIntegerField(
        _("months until names are erased"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_(
            "Counted from the end of the petition, or from its handover if that comes later. The number stays; names, "
            "addresses and comments go."
        ),
    )
    outcome = models.CharField(
        pgettext_lazy("of a petition", "outcome"),
        max_length=20,
        choices=Outcome.choices,
        default=Outcome.NONE,
        blank=True,
        help_text=_("Any outcome ends the signing and changes what the page says."),
    )
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    share_tags = models.CharField(
        _("share tags"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        validators=[check_share_tags],
        help_text=_(
            "Words for the ways you spread the link, with spaces between them: newsletter poster. Put one into the "
            "address of the page, ?utm_source=newsletter, and the desk counts who came by it. Never one for a person."
        ),
    )

    nameless = "petition"
    copied_settings = ("goal", "asks_place", "asks_comment", "is_sensitive", "handover_mode", "retention_months")

    objects = ActionRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(opens_at__lt=models.F("closes_at")),
                name="petition_opens_before_it_closes",
                violation_error_message=_("A petition has to open before it closes."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_sensitive=False)
                | models.Q(handover_mode=HandoverMode.NUMBER, asks_comment=False),
                name="petition_sensitive_hands_over_the_number_only",
                violation_error_message=_("A sensitive petition asks for no comments and hands over only the number."),
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.NONE, outcome_since__isnull=True)
                | (~models.Q(outcome=Outcome.NONE) & models.Q(outcome_since__isnull=False)),
                name="petition_outcome_has_a_time",
            ),
        ]

    def clean(self) -> None:
        """What is promised to those who have signed cannot be widened behind their backs."""
        super().clean()
        before = type(self).objects.filter(pk=self.pk).first()
        modes = HandoverMode.values
        if (
            before
            and self.handover_mode in modes
            and modes.index(self.handover_mode) > modes.index(before.handover_mode)
            and before.signatures.exists()
        ):
            raise ValidationError(
                {
                    "handover_mode": _(
                        "People have signed on the promise “%(promise)s”. It can be narrowed, not widened."
                    )
                    % {"promise": before.get_handover_mode_display()}
                }
            )

    @property
    def erases_at(self) -> datetime | None:
        """When names are erased: so long after the end, or after a handover that took place before they were due.

        None while no end is set.
        """
        if self.ends_at is None:
            return None
        due = months_after(self.ends_at, self.retention_months)
        if self.handed_over_on and self.ends_at.date() < self.handed_over_on < due.date():
            handed_over = timezone.make_aware(datetime.combine(self.handed_over_on, time()))
            return months_after(handed_over, self.retention_months)
        return due

    @property
    def days_left(self) -> int | None:
        """Days until nobody can sign, begun ones counted; 0 once it has ended, None while no end is set."""
        if self.ends_at is None:
            return None
        return max(0, -((timezone.now() - self.ends_at) // timedelta(days=1)))

    @property
    def share_words(self) -> list[str]:
        """The share tags one by one."""
        return str(self.share_tags).split()

    def percent_of_goal(self, confirmed: int) -> int | None:
        """How far so many are to the goal, for those who run the petition: above 100 once beyond it. None without one.

        The bar visitors see ends at 100 (`Count.percent`).
        """
        return 100 * confirmed // self.goal if self.goal else None

    @cached_property
    def delivered_handovers(self) -> list[Any]:
        """The handovers that took place, the latest first; asked for only where there can be one."""
        if self.handed_over_on is None:
            return []
        handovers: Any = self.handovers
        return list(handovers.delivered().select_related("photo", "news__locale"))

    def state(self, at: datetime | None = None) -> PetitionState:
        """The state at a moment, now by default."""
        return PetitionState(self.standing(at))

    @admin.display(description=pgettext_lazy("of a petition", "state"))
    def current_state(self) -> str | Promise:
        """The state now, in words."""
        return self.state().label

    def is_signable(self, at: datetime | None = None) -> bool:
        """Whether a signature given at that moment is taken."""
        return self.state(at) in SIGNABLE_STATES

    def accepts_confirmations(self, at: datetime | None = None) -> bool:
        """Whether a signature given before the end may still be confirmed: until 72 hours after it."""
        return self.ends_at is None or (at or timezone.now()) < self.ends_at + LATE_CONFIRMATIONS
