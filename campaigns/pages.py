"""The abstract pages every capability builds on: what all of them have, and what makes one an action."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField


class ContentPage(Page):
    """A page with a summary, a picture for cards and previews elsewhere, and a text people share it with."""

    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=300,
        help_text=_("Two sentences at most. Shown on cards, in search results and when the page is shared."),
    )
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown at the top, on cards and when the page is shared. Landscape, at least 1200 × 630 pixels."),
    )
    picture_alt = models.CharField(
        _("picture description"),
        blank=True,
        max_length=250,
        help_text=_("What the picture shows, for people who do not see it. Leave empty if it is only decoration."),
    )
    share_text = models.CharField(
        _("text for sharing"),
        blank=True,
        max_length=280,
        help_text=_(
            "What somebody would write to a friend, without the address. "
            "Empty: the site's text for sharing, or the title."
        ),
    )

    summary_panels = [
        MultiFieldPanel(
            [FieldPanel("summary"), FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("At a glance")
        ),
    ]
    promote_panels = [*Page.promote_panels, FieldPanel("share_text")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    # What every page adds its own fields to; the pictures of a translation may be others.
    translated_fields = [
        SynchronizedField("slug", overridable=False),
        TranslatableField("title"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        SynchronizedField("show_in_menus", overridable=False),
        TranslatableField("summary"),
        SynchronizedField("picture"),
        TranslatableField("picture_alt"),
        TranslatableField("share_text"),
    ]

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        """What search engines and share previews say about the page."""
        return self.search_description or self.summary


@dataclass(frozen=True)
class ActionState:
    """What a card shows of an action: where it stands, how far it is, and what a visitor can do now.

    `tone` is one of "open", "waiting", "done"; `count`, `goal` and `percent` are None where nothing is counted
    or too little to show.
    """

    label: str | Promise
    tone: str
    prompt: str | Promise
    count: int | None = None
    goal: int | None = None
    percent: int | None = None


class ActionPage(ContentPage):
    """A page on which a visitor can do something: sign, write, give. Shown as a card wherever it is mentioned."""

    class Meta:
        abstract = True

    @property
    def action_state(self) -> ActionState:
        """The state as it is now; each kind of action says its own."""
        raise NotImplementedError(f"{type(self).__name__} must say its action_state")
