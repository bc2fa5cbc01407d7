"""A sheet of paper with signatures on it, counted by two persons. It holds numbers, no names."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.countries import country_choices
from campaigns.languages import language_choices

from .file import PrivateFile
from .petition import Petition

MOST_LINES = 500

check_number = RegexValidator(
    r"\A[A-Z0-9]+(-[A-Z0-9]+)*\Z", _("Use letters from A to Z, digits and single hyphens, as in B-017."), code="number"
)


class SheetState(models.TextChoices):
    """Where a sheet stands; only `sheets` changes it."""

    ENTERED = "entered", pgettext_lazy("state of a sheet", "Waiting for a second person")
    COUNTED = "counted", pgettext_lazy("state of a sheet", "Counted")
    TYPED = "typed", pgettext_lazy("state of a sheet", "Counted by its rows")
    UNDONE = "undone", pgettext_lazy("state of a sheet", "Taken out of the count")


# Two persons agreed on these. A sheet counts by its lines, or by rows somebody typed from it, never by both.
CHECKED_STATES = (SheetState.COUNTED, SheetState.TYPED)


class Sheet(models.Model):
    """One paper form: how many valid signatures are on it, who says so, and who has checked."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="sheets", verbose_name=_("petition"))
    number = models.CharField(
        _("sheet number"),
        max_length=20,
        validators=[check_number],
        help_text=_("Write it on the paper, too: B-017. No other sheet of this petition has it."),
    )
    collector = models.CharField(
        pgettext_lazy("who collected signatures", "collector"),
        max_length=80,
        blank=True,
        help_text=_("A group or a sign you agreed on. No name where it could endanger somebody."),
    )
    place = models.CharField(
        pgettext_lazy("where signatures were collected", "place"),
        max_length=120,
        blank=True,
        help_text=_("Where it was collected: “Market square, Example Town”."),
    )
    collected_on = models.DateField(_("collected on"), help_text=_("The day of the last signature on it."))
    country = models.CharField(
        _("country"), max_length=2, choices=country_choices, help_text=_("Where most of the signers live.")
    )
    language = models.CharField(
        _("language"), max_length=12, choices=language_choices, help_text=_("In which the sheet is printed.")
    )
    valid_lines = models.PositiveSmallIntegerField(
        _("valid signatures"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_LINES)],
        help_text=_("Lines that can be read, are complete and stand there once. Crossed-out ones do not count."),
    )
    scan = models.ForeignKey(
        PrivateFile, verbose_name=_("scan"), null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    state = models.CharField(
        pgettext_lazy("of a sheet", "state"),
        max_length=10,
        choices=SheetState.choices,
        default=SheetState.ENTERED,
        editable=False,
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    entered_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    counted_at = models.DateTimeField(_("counted"), null=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("of paper", "sheet")
        verbose_name_plural = pgettext_lazy("of paper", "sheets")
        ordering = ["-entered_at", "-pk"]
        default_permissions = ("add", "change", "view")
        permissions = [("check_sheet", "Can check sheets that somebody else entered")]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "number"],
                name="sheet_number_once_per_petition",
                violation_error_message=_("A sheet with this number is entered already. Look at it before you go on."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_lines__gte=1, valid_lines__lte=MOST_LINES), name="sheet_has_valid_lines"
            ),
            models.CheckConstraint(
                condition=models.Q(entered_by__isnull=True)
                | models.Q(checked_by__isnull=True)
                | ~models.Q(checked_by=models.F("entered_by")),
                name="sheet_checked_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=CHECKED_STATES, counted_at__isnull=False)
                | (~models.Q(state__in=CHECKED_STATES) & models.Q(counted_at__isnull=True)),
                name="sheet_counts_from_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def clean_fields(self, exclude: set[str] | None = None) -> None:  # type: ignore[override]
        """Numbers are written in capitals."""
        self.number = self.number.strip().upper()
        super().clean_fields(exclude)

    def clean(self) -> None:
        """Refuse a day that is still to come."""
        super().clean()
        if self.collected_on and self.collected_on > timezone.localdate():
            raise ValidationError({"collected_on": _("This day is still to come.")})
