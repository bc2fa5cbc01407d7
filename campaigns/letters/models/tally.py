"""How many letters people say they have sent: numbers only, apart from signatures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .letter import AppealLetter


class SentTally(models.Model):
    """Letters reported as sent, per letter, day, country of posting and language of the page."""

    letter = models.ForeignKey(AppealLetter, on_delete=models.PROTECT, related_name="sent_tallies")
    day = models.DateField()
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=20)
    letters = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("letters sent")
        verbose_name_plural = _("letters sent")
        constraints = [
            models.UniqueConstraint(fields=["letter", "day", "country", "language"], name="sent_tally_one_row_per_cell")
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.day} {self.country} {self.language}: {self.letters}"


def sent_letters(letter: AppealLetter) -> int:
    """How many letters people say they have sent, over all languages and countries."""
    return SentTally.objects.filter(letter=letter).aggregate(total=models.Sum("letters"))["total"] or 0
