"""Numbers without people: what is shown anywhere comes from here."""

from django.db import models
from django.utils import timezone

from .petition import SHARE_TAG_LENGTH, Petition
from .signature import Source

CELL = ("petition_id", "day", "country", "language", "source")


class TallyCell(models.Model):
    """What both tables say a number is about: a petition's day of confirmation (UTC), country, language and source."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=12)
    source = models.CharField(max_length=10, choices=Source.choices)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        default_permissions = ()


class Tally(TallyCell):
    """Confirmed signatures of one cell, rolled up."""

    signatures = models.IntegerField()

    class Meta(TallyCell.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "day", "country", "language", "source"], name="tally_one_row_per_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.day} {self.country} {self.language} {self.source}: {self.signatures}"


class ShareTally(models.Model):
    """Confirmed signatures that came by a link with one of the petition's words in it, rolled up."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+", db_index=False)
    share_tag = models.CharField(max_length=SHARE_TAG_LENGTH)
    signatures = models.IntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["petition", "share_tag"], name="share_tally_one_row_per_tag")]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.share_tag}: {self.signatures}"


class TallyEntry(TallyCell):
    """One change not rolled up yet: +1 for a confirmed signature, −1 for one withdrawn, more for a sheet or an import.

    Append-only. Days with a share tag each would be many cells: the tag is added up for itself (`ShareTally`).
    """

    change = models.IntegerField()
    share_tag = models.CharField(max_length=SHARE_TAG_LENGTH, blank=True, default="", db_default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(TallyCell.Meta):
        indexes = [models.Index(fields=["petition"], name="tally_entry_of_petition")]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.day} {self.change:+d}"
