"""What wagtail-localize does not keep: who works on a language, what was there before, what is to be reviewed."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Locale
from wagtail_localize.models import String, Translation, TranslationContext, TranslationSource


class LanguageTeam(models.Model):
    """Who works on a language: the groups of its translators and of its leads.

    Neither group has rights on pages or snippets. What its members may do, they may do in the translation editor, and
    `permissions.py` says what that is.
    """

    locale = models.OneToOneField(Locale, on_delete=models.CASCADE, related_name="team")
    translators = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="translators_of")
    leads = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="leads_of")

    def __str__(self) -> str:
        return self.locale.language_code


class PreviousWording(models.Model):
    """What a string said before its source was changed: the way back to a translation that still nearly fits."""

    context = models.ForeignKey(TranslationContext, on_delete=models.CASCADE, related_name="+")
    string = models.ForeignKey(String, on_delete=models.CASCADE, related_name="+")
    previous = models.ForeignKey(String, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["context", "string"], name="one_previous_wording")]

    def __str__(self) -> str:
        return f"{self.previous_id} → {self.string_id}"


class SourceState(models.Model):
    """A source whose words were taken from a draft, so that translations are ready when it is published."""

    source = models.OneToOneField(TranslationSource, on_delete=models.CASCADE, related_name="state")
    is_ahead = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.source_id}"


class ReviewState(models.TextChoices):
    """Where a review stands."""

    OPEN = "open", pgettext_lazy("state of a review", "Waiting for review")
    RETURNED = "returned", pgettext_lazy("state of a review", "Returned")
    APPROVED = "approved", pgettext_lazy("state of a review", "Approved")


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews by what is to be done about them."""

    def open(self) -> "ReviewQuerySet":
        """Those a lead has to look at, the oldest first."""
        return self.filter(state=ReviewState.OPEN).order_by("submitted_at")


class Review(models.Model):
    """A translation somebody finished, and what its lead said of it."""

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="reviews")
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.OPEN)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="submitted_translations"
    )
    submitted_at = models.DateTimeField(auto_now_add=True)
    message = models.TextField(_("message"), blank=True, max_length=2000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reviewed_translations"
    )
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(_("comment"), blank=True, max_length=2000)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["translation"], condition=models.Q(state=ReviewState.OPEN), name="one_open_review"
            )
        ]

    def __str__(self) -> str:
        return f"{self.translation_id}: {self.get_state_display()}"


class PartialTranslation(models.Model):
    """A translation that was published knowingly before it was complete.

    `places` names what still stands in the source language: fields ("title") and blocks ("body.<id>").
    """

    translation = models.OneToOneField(Translation, on_delete=models.CASCADE, related_name="partial")
    places = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.translation_id}: {', '.join(self.places)}"
