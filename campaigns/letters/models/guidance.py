"""What writers should know: warnings and advice, written once and used for many letters."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PreviewableMixin, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.pages import page_around

GUIDANCE_FEATURES = ["bold", "italic", "link", "ul", "ol"]


class Guidance(PreviewableMixin, TranslatableMixin, models.Model):
    """A warning or advice that stands with letters."""

    title = models.CharField(
        pgettext_lazy("of guidance", "name"), max_length=120, help_text=_("For editors, in the list they choose from.")
    )
    heading = models.CharField(pgettext_lazy("title of a section", "heading"), max_length=150)
    text = RichTextField(pgettext_lazy("words", "text"), features=GUIDANCE_FEATURES)

    panels = [FieldPanel("title"), FieldPanel("heading"), FieldPanel("text")]
    translatable_fields = [
        SynchronizedField("title", overridable=False),
        TranslatableField("heading"),
        TranslatableField("text"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = pgettext_lazy("for people who write letters", "guidance")
        verbose_name_plural = pgettext_lazy("for people who write letters", "guidance")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The box, around a page of its language that gives header and footer."""
        return {**super().get_preview_context(request, mode_name), "page": page_around(self)}

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The box as it stands with a letter."""
        return "letters/guidance_preview.html"
