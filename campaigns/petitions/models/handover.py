"""Delivering a petition: what is handed over, to whom, when, and what came of it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.images import get_image_model_string
from wagtail.models import Page

from campaigns.languages import interface_choices

from .file import PrivateFile
from .petition import HandoverMode, Petition
from .work import Work


class PackState(models.TextChoices):
    """Where the pack of a handover stands."""

    NONE = "", pgettext_lazy("state of a pack", "Not made yet")
    MAKING = "making", pgettext_lazy("state of a pack", "Being made")
    READY = "ready", pgettext_lazy("state of a pack", "Ready")
    FAILED = "failed", pgettext_lazy("state of a pack", "Failed")


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Handovers by the words of the domain."""

    def delivered(self) -> "HandoverQuerySet":
        """Those that took place, the latest first."""
        return self.filter(delivered_on__isnull=False).order_by("-delivered_on", "-pk")


class Handover(Work):
    """One delivery of a petition. The pack holds what the addressee gets; the rest records what happened."""

    petition = models.ForeignKey(
        Petition, on_delete=models.PROTECT, related_name="handovers", verbose_name=_("petition")
    )
    mode = models.CharField(
        _("what is handed over"),
        max_length=20,
        choices=HandoverMode.choices,
        default=HandoverMode.NUMBER,
        help_text=_("Never more than signers were told before they signed."),
    )
    recipients = models.TextField(
        pgettext_lazy("of a handover", "recipients"),
        max_length=500,
        help_text=_("To whom it goes, as on an envelope: office, name, address, each on a line of its own."),
    )
    language = models.CharField(
        _("language of the letter"),
        max_length=12,
        choices=interface_choices,
        help_text=_("The petition itself goes along in every language in which it is published."),
    )
    planned_for = models.DateField(
        pgettext_lazy("of a handover", "date"), default=timezone.localdate, help_text=_("Stands on the letter.")
    )
    as_of = models.DateTimeField(
        _("signatures up to"),
        default=timezone.now,
        help_text=_(
            "What was confirmed or counted later does not go along. The same moment makes the same pack again."
        ),
    )
    message = models.TextField(
        _("words of your own"),
        max_length=3000,
        blank=True,
        help_text=_("In the letter, after the sentence that says what is handed over. In the language of the letter."),
    )

    state = models.CharField(
        pgettext_lazy("of a handover", "pack"),
        max_length=10,
        choices=PackState.choices,
        default=PackState.NONE,
        blank=True,
        editable=False,
    )
    pack = models.ForeignKey(PrivateFile, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    pack_digest = models.CharField(_("SHA-256 of the pack"), max_length=64, blank=True, editable=False)
    signatures = models.PositiveIntegerField(pgettext_lazy("in a handover", "signatures"), null=True, editable=False)

    delivered_on = models.DateField(
        _("handed over on"),
        null=True,
        blank=True,
        help_text=_(
            "Once it has taken place. The petition's pages show it, and the time until names are erased starts."
        ),
    )
    place = models.CharField(
        pgettext_lazy("of a handover", "place"),
        max_length=120,
        blank=True,
        help_text=_("Shown to everybody: “Embassy of …, Example City”."),
    )
    photo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown to everybody. Nobody in it who could be endangered, and no names on paper."),
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    news = models.ForeignKey(
        Page,
        verbose_name=_("page with the answer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Where visitors read what was answered, such as an update. Led to in their language."),
    )

    working_states = frozenset({PackState.MAKING})
    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("of a petition", "handover")
        verbose_name_plural = pgettext_lazy("of petitions", "handovers")
        ordering = ["-planned_for", "-pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_on__isnull=True) | models.Q(delivered_on__lte=models.F("answered_on")),
                name="handover_is_answered_after_it_took_place",
                violation_error_message=_("An answer comes after the handover. Check both dates."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.petition} · {self.planned_for}"

    def clean(self) -> None:
        """Refuse more than signers were promised, and days that are still to come."""
        super().clean()
        problems: dict[str, str | Promise] = {}
        modes = HandoverMode.values
        if (
            self.petition_id
            and self.mode in modes
            and modes.index(self.mode) > modes.index(self.petition.handover_mode)
        ):
            problems["mode"] = _("Signers were told: “%(promise)s”. Hand over that, or less.") % {
                "promise": self.petition.get_handover_mode_display()
            }
        if self.as_of and self.as_of > timezone.now():
            problems["as_of"] = _("This moment is still to come: nobody knows yet who will have signed.")
        for name in ("delivered_on", "answered_on"):
            day: date | None = getattr(self, name)
            if day and day > timezone.localdate():
                problems[name] = _("This day is still to come.")
        if problems:
            raise ValidationError(problems)

    def fail(self) -> None:
        """Say that there is no pack."""
        self.state = PackState.FAILED

    @property
    def names_anybody(self) -> bool:
        """Whether the pack has names in it."""
        return self.mode != HandoverMode.NUMBER

    @property
    def first_recipient(self) -> str:
        """The first line of the recipients, as pages show it."""
        return self.recipients.strip().splitlines()[0] if self.recipients.strip() else ""
