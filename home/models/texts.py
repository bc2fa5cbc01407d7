"""The words every page shares, once per language: tagline, footer, navigation."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import PageChooserBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue
from wagtail.fields import RichTextField
from wagtail.models import Locale, PreviewableMixin, TranslatableMixin
from wagtail_localize.fields import TranslatableField

from campaigns.blocks import QuietStreamField
from campaigns.blocks.lines import LineBlock
from campaigns.blocks.links import HttpsBlock

from .pages import HomePage

NOTE_FEATURES = ["bold", "italic", "link"]


class LinkBlock(StructBlock):
    """A link in the header or footer: to a page of ours, or to an address elsewhere."""

    page = PageChooserBlock(label=_("Page"), required=False, help_text=_("In any language: visitors get theirs."))
    url = HttpsBlock(label=_("Or an address elsewhere"), required=False)
    label = LineBlock(label=_("Link text"), required=False, max_length=60, help_text=_("Empty: the title of the page."))

    class Meta:
        icon = "link"
        label = pgettext_lazy("noun", "Link")
        label_format = "{label} {page}"

    def clean(self, value: StructValue) -> StructValue:
        """Refuse a link that leads nowhere, to two places, or that nobody could read."""
        cleaned = super().clean(value)
        page, url = cleaned.get("page"), cleaned.get("url")
        if not page and not url:
            raise StructBlockValidationError({"page": ValidationError(_("Choose a page or enter an address."))})
        if page and url:
            raise StructBlockValidationError(
                {"url": ValidationError(_("Choose a page or enter an address, not both."))}
            )
        if url and not cleaned.get("label"):
            raise StructBlockValidationError({"label": ValidationError(_("An address elsewhere needs a link text."))})
        return cleaned


class SiteTexts(PreviewableMixin, TranslatableMixin, models.Model):
    """What the header and footer say in one language."""

    tagline = models.CharField(
        _("tagline"), max_length=120, blank=True, help_text=_("A few words beside the name: what you do.")
    )
    header_links = QuietStreamField(
        [("link", LinkBlock())],
        verbose_name=_("links at the top"),
        blank=True,
        max_num=6,
        help_text=_("Up to six; three or four are read. A page that is not published in a language is left out there."),
    )
    footer_links = QuietStreamField(
        [("link", LinkBlock())],
        verbose_name=_("links at the bottom"),
        blank=True,
        max_num=12,
        help_text=_("Imprint and privacy policy are added from the organisation's settings."),
    )
    footer_note = RichTextField(_("note at the bottom"), blank=True, features=NOTE_FEATURES)
    share_text = models.CharField(
        _("text for sharing"),
        max_length=280,
        blank=True,
        help_text=_("Used where a page has none of its own. Written as one friend to another, without the address."),
    )
    counting_note = RichTextField(
        _("how we count"),
        blank=True,
        features=NOTE_FEATURES,
        help_text=_("Shown with the number of signatures: what is counted, and when it is updated."),
    )

    panels = [
        FieldPanel("tagline"),
        MultiFieldPanel(
            [FieldPanel("header_links"), FieldPanel("footer_links"), FieldPanel("footer_note")], heading=_("Navigation")
        ),
        FieldPanel("share_text"),
        FieldPanel("counting_note"),
    ]
    translatable_fields = [
        TranslatableField("tagline"),
        TranslatableField("header_links"),
        TranslatableField("footer_links"),
        TranslatableField("footer_note"),
        TranslatableField("share_text"),
        TranslatableField("counting_note"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("site texts")
        verbose_name_plural = _("site texts")
        constraints = [
            models.UniqueConstraint(
                fields=["locale"],
                name="one_site_texts_per_language",
                violation_error_message=_("This language has its texts already. Edit those."),
            ),
        ]

    def __str__(self) -> str:
        return self.tagline or str(self.locale)

    @classmethod
    def for_locale(cls, locale: Locale) -> Self:
        """The texts of a language, or of the main language, or empty ones."""
        languages = {locale.language_code, settings.LANGUAGE_CODE}
        texts = cls.objects.filter(locale__language_code__in=languages).select_related("locale")
        return max(texts, key=lambda text: text.locale_id == locale.pk, default=cls())

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """These texts, around the home page of their language."""
        pages = HomePage.objects.filter(locale=self.locale)
        page = pages.first() or HomePage.objects.first() or HomePage(title="", locale=self.locale)
        return {**super().get_preview_context(request, mode_name), "page": page}

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """A page that is nothing but header and footer."""
        return "home/site_texts_preview.html"
