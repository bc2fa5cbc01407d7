"""Campaigns as readers meet them: the list, the article, the news."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Left, Length
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Locale, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.articles.panels import ActionsPanel
from campaigns.blocks import BodyField
from campaigns.blocks.action import action_page_models, prepared
from campaigns.causes import Cause
from campaigns.checks import Finding
from campaigns.pages import ActionPage, ContentPage
from campaigns.published import pages_to_show, published
from campaigns.references import LONGEST_REFERENCE, check_reference, free_reference

INTRODUCTION_FEATURES = ["bold", "italic", "link"]


class ArticleQuerySet(PageQuerySet):
    """Articles in the words of the domain."""

    def visible(self) -> Self:
        """What every visitor may read."""
        return published(self).select_related(*self.model.shown_along)

    def visible_in(self, locale: Locale) -> Self:
        """What every visitor may read in one language."""
        return self.visible().filter(locale=locale)

    def newest_first(self) -> Self:
        """The latest published first."""
        return self.order_by(models.F("first_published_at").desc(nulls_last=True), "-pk")


class CampaignQuerySet(ArticleQuerySet):
    """Campaigns in the words of the domain."""

    def reference_of(self, translation_key: UUID) -> str:
        """The reference the translations of one campaign share; empty if none has one yet."""
        return (
            self.filter(translation_key=translation_key)
            .exclude(reference="")
            .values_list("reference", flat=True)
            .first()
            or ""
        )

    def taken(self, reference: str, translation_key: UUID) -> Self:
        """Other campaigns than that of the translation key that have this reference."""
        return self.filter(reference=reference).exclude(translation_key=translation_key)

    def free_reference(self, title: str, translation_key: UUID) -> str:
        """A reference made of the title that no other campaign has."""
        return free_reference(title, lambda reference: self.taken(reference, translation_key).exists())


ArticleManager = PageManager.from_queryset(ArticleQuerySet)
CampaignManager = PageManager.from_queryset(CampaignQuerySet)


class CampaignIndexPage(ContentPage):
    """The list of campaigns."""

    introduction = RichTextField(_("introduction"), blank=True, features=INTRODUCTION_FEATURES)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.CampaignPage"]

    content_panels = [
        *ContentPage.findings_panels,
        *Page.content_panels,
        FieldPanel("introduction"),
        *ContentPage.summary_panels,
        *ContentPage.local_panels,
    ]
    search_fields = [*ContentPage.search_fields, index.SearchField("introduction")]
    translatable_fields = [
        *ContentPage.translated_fields,
        TranslatableField("introduction"),
    ]

    class Meta:
        verbose_name = _("list of campaigns")
        verbose_name_plural = _("lists of campaigns")

    @property
    def campaigns(self) -> list["CampaignPage"]:
        """The campaigns of the list that visitors may read, newest first."""
        return with_actions(CampaignPage.objects.child_of(self).visible().newest_first())


class CampaignPage(Cause):
    """A campaign, told: the article its petition, letters and updates hang on."""

    reference = models.CharField(
        pgettext_lazy("short name of a campaign or petition", "reference"),
        max_length=LONGEST_REFERENCE,
        blank=True,
        validators=[check_reference],
        db_index=True,
        help_text=_(
            "A short name for links on paper and for bank transfers, the same in all languages: north-korea. Made from "
            "the title if you leave it empty. Once the campaign has been published it stays as it is."
        ),
    )
    body = BodyField(pgettext_lazy("content of a page", "body"))

    # Whatever names a campaign as its parent may stand below it: petitions, updates, and actions still to come.
    parent_page_types = ["articles.CampaignIndexPage"]
    exclude_fields_in_copy = ["reference"]

    content_panels = [
        *ContentPage.findings_panels,
        ActionsPanel(heading=_("What visitors can do"), icon="pick"),
        *Page.content_panels,
        *ContentPage.summary_panels,
        FieldPanel("body"),
        *ContentPage.local_panels,
    ]
    promote_panels = [
        FieldPanel("reference"),
        MultiFieldPanel(
            [HelpPanel(template="donations/admin/purpose_panel.html"), FieldPanel("payment_purpose")],
            heading=_("Donations"),
        ),
        *Cause.promote_panels,
    ]
    search_fields = [*Cause.search_fields, index.SearchField("body"), index.FilterField("reference")]
    translatable_fields = [
        *Cause.translated_fields,
        SynchronizedField("reference", overridable=False),
        TranslatableField("body"),
    ]

    objects = CampaignManager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Validate with the reference the campaign has or gets."""
        self._settle_reference()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """Drafts are saved without validation, and yet with a reference."""
        self._settle_reference()
        super().minimal_clean()
        if CampaignPage.objects.taken(self.reference, self.translation_key).exists():
            self.reference = CampaignPage.objects.free_reference(self.reference, self.translation_key)

    def clean(self) -> None:
        """Refuse a reference that leads to another campaign already."""
        super().clean()
        if CampaignPage.objects.taken(self.reference, self.translation_key).exists():
            raise ValidationError(
                {"reference": _("Another campaign has this reference. Choose another, or leave it empty to get one.")}
            )

    def _settle_reference(self) -> None:
        shared = CampaignPage.objects.filter(translation_key=self.translation_key)
        is_settled = shared.exclude(pk=self.pk).exists() or shared.filter(first_published_at__isnull=False).exists()
        settled = shared.reference_of(self.translation_key) if is_settled else ""
        self.reference = (
            settled or self.reference or CampaignPage.objects.free_reference(self.title, self.translation_key)
        )

    def findings(self) -> Iterator[Finding]:
        """What only a campaign needs before it goes online."""
        if self.path and not self.numchild:
            yield Finding(
                _("There is nothing to do for the campaign yet: add a petition, a letter or a donation page below it."),
                url=reverse("wagtailadmin_pages:add_subpage", args=[self.pk]),
            )
        yield from super().findings()

    @cached_property
    def actions(self) -> list[ActionPage]:
        """What visitors can do for the campaign, in the order editors gave it."""
        return actions_below([self])[self.path]

    @property
    def updates(self) -> ArticleQuerySet:
        """The news visitors may read, newest first."""
        return UpdatePage.objects.child_of(self).visible().order_by("-date", "-pk")


def actions_below(campaigns: Sequence[CampaignPage]) -> dict[str, list[ActionPage]]:
    """By the path of each campaign what visitors can do for it; as many queries as there are kinds of action."""
    below: dict[str, list[ActionPage]] = {campaign.path: [] for campaign in campaigns}
    if not below:
        return below
    found: list[ActionPage] = []
    for kind in action_page_models():
        pages = published(pages_to_show(kind)).alias(place=Left("path", Length("path") - Page.steplen))
        found += prepared(pages.filter(place__in=below))
    for page in sorted(found, key=attrgetter("path")):
        below[page.path[: -Page.steplen]].append(page)
    return below


def with_actions(campaigns: Iterable[CampaignPage]) -> list[CampaignPage]:
    """Campaigns that know what visitors can do for them, asked for together."""
    campaigns = list(campaigns)
    actions = actions_below(campaigns)
    for campaign in campaigns:
        campaign.actions = actions[campaign.path]
    return campaigns


def today() -> datetime.date:
    """The day it is where the site is."""
    return timezone.localdate()


class UpdatePage(ContentPage):
    """News on a campaign."""

    date = models.DateField(_("date"), default=today, help_text=_("The day it happened or was announced."))
    body = BodyField(pgettext_lazy("content of a page", "body"))

    parent_page_types = ["articles.CampaignPage"]
    subpage_types: list[str] = []

    content_panels = [
        *ContentPage.findings_panels,
        *Page.content_panels,
        FieldPanel("date"),
        *ContentPage.summary_panels,
        FieldPanel("body"),
        *ContentPage.local_panels,
    ]
    search_fields = [*ContentPage.search_fields, index.SearchField("body"), index.FilterField("date")]
    translatable_fields = [
        *ContentPage.translated_fields,
        SynchronizedField("date", overridable=False),
        TranslatableField("body"),
    ]

    objects = ArticleManager()

    class Meta:
        verbose_name = pgettext_lazy("news on a campaign", "update")
        verbose_name_plural = pgettext_lazy("news on a campaign", "updates")

    @cached_property
    def campaign(self) -> CampaignPage | None:
        """The campaign it is news of; None for a preview that has no place in the tree yet."""
        return CampaignPage.objects.parent_of(self).first() if self.path else None
