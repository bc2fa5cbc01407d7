"""What signers agree to: versions of a wording, one row per version and language, frozen once somebody agreed to it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.fields import RichTextField
from wagtail.models import PreviewableMixin, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.pages import page_around

CONSENT_FEATURES = ["bold", "italic", "link"]


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    """Consent texts by what they are good for."""

    def current(self, language: str) -> "ConsentText | None":
        """The newest version in that language, or in the source language as long as it has none there."""
        readable = self.select_related("locale").filter(locale__language_code__in={language, settings.LANGUAGE_CODE})
        is_own = models.Case(models.When(locale__language_code=language, then=0), default=1)
        return readable.order_by(is_own, "-version").first()


class ConsentText(PreviewableMixin, TranslatableMixin, models.Model):
    """One version of the wording in one language. Every signature says which one its signer saw."""

    version = models.PositiveIntegerField(_("version"), editable=False)
    statement = RichTextField(
        pgettext_lazy("what signers declare", "statement"),
        features=CONSENT_FEATURES,
        help_text=_(
            "What a person declares by signing. {organisation} and {addressee} are filled in, always in the form in "
            "which you entered them: build the sentence so that it fits."
        ),
    )
    privacy = RichTextField(
        _("privacy notice"),
        features=CONSENT_FEATURES,
        help_text=_(
            "Who keeps the data, what for, how long, and how to withdraw. {handover} becomes a whole sentence on what "
            "the addressee receives, {months} the time names are kept, as in “6 months”, always in this form: build "
            "the sentence so that it fits."
        ),
    )
    paper_privacy = RichTextField(
        _("privacy notice on paper"),
        features=CONSENT_FEATURES,
        blank=True,
        help_text=_(
            "On forms people sign by hand, where there is no mail to withdraw by. {organisation}, {handover} and "
            "{months} are filled in as above. Empty: a short notice that says who keeps the sheets, and how long."
        ),
    )
    updates_label = models.CharField(
        _("updates choice"),
        max_length=250,
        help_text=_("Beside the box, never ticked beforehand, for news on this campaign by e-mail."),
    )
    created_at = models.DateTimeField(pgettext_lazy("a version", "made on"), auto_now_add=True)

    objects = ConsentTextQuerySet.as_manager()

    panels = [
        HelpPanel(
            content=_(
                "<p>A version that people have agreed to cannot be changed. "
                "Make a new one instead: it is used from then on.</p>"
            )
        ),
        FieldPanel("statement"),
        FieldPanel("privacy"),
        FieldPanel("paper_privacy"),
        FieldPanel("updates_label"),
    ]
    translatable_fields = [
        SynchronizedField("version", overridable=False),
        TranslatableField("statement"),
        TranslatableField("privacy"),
        TranslatableField("paper_privacy"),
        TranslatableField("updates_label"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["-version", "locale"]
        constraints = [
            models.UniqueConstraint(fields=["version", "locale"], name="consent_text_version_once_per_language")
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.version} ({self.locale.language_code})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Number a new version; its translations share the number."""
        if not self.version:
            newest = type(self).objects.aggregate(newest=models.Max("version"))["newest"]
            self.version = (newest or 0) + 1
        super().save(*args, **kwargs)

    @cached_property
    def is_frozen(self) -> bool:
        """Whether somebody has agreed to exactly this wording."""
        return self.pk is not None and self.signatures.exists()

    def clean(self) -> None:
        """A wording somebody agreed to stays what it was."""
        super().clean()
        if self.is_frozen:
            raise ValidationError(_("People have agreed to this version. Make a new one and change that."))

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The wording with its placeholders, around a page of its language that gives header and footer."""
        return {**super().get_preview_context(request, mode_name), "page": page_around(self)}

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The end of a sign form."""
        return "petitions/consent_preview.html"
