"""The home page, and pages that are only text: imprint, privacy, about."""

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import PageChooserBlock
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import TranslatableField

from campaigns.articles.models import CampaignPage, with_actions
from campaigns.blocks import BodyField, QuietStreamField
from campaigns.pages import ContentPage
from campaigns.published import pages_to_show

INTRODUCTION_FEATURES = ["bold", "italic", "link"]
CAMPAIGNS_ON_HOME_PAGE = 6


class HomePage(ContentPage):
    """What the site stands for in one line, and the campaigns that matter now."""

    claim = models.CharField(
        pgettext_lazy("large line at the top of the home page", "claim"),
        max_length=150,
        blank=True,
        help_text=_("The large line at the top: what you want, in words anyone would use."),
    )
    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=INTRODUCTION_FEATURES,
        help_text=_("Two or three sentences below the claim."),
    )
    featured = QuietStreamField(
        [("campaign", PageChooserBlock(page_type="articles.CampaignPage", label=_("Campaign"), icon="flag"))],
        verbose_name=_("campaigns shown first"),
        blank=True,
        max_num=CAMPAIGNS_ON_HOME_PAGE,
        help_text=_("In this order. Leave empty to show the newest ones."),
    )
    body = BodyField(pgettext_lazy("content of a page", "body"))

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["articles.CampaignIndexPage", "donations.DonationPage", "home.StandardPage"]

    content_panels = [
        *ContentPage.findings_panels,
        *Page.content_panels,
        FieldPanel("claim"),
        FieldPanel("introduction"),
        FieldPanel("featured"),
        FieldPanel("body"),
        *ContentPage.local_panels,
        *ContentPage.summary_panels,
    ]
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("claim"),
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    translatable_fields = [
        *ContentPage.translated_fields,
        TranslatableField("claim"),
        TranslatableField("introduction"),
        TranslatableField("featured"),
        TranslatableField("body"),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page at an address below this one and all pages on the way in one query, not step by step."""
        if not path_components:
            return super().route(request, path_components)
        addresses = [f"{self.url_path}{'/'.join(path_components[:end])}/" for end in range(1, len(path_components) + 1)]
        way = self.get_descendants().filter(slug__in=path_components, url_path__in=addresses).select_related("locale")
        if len(way) < len(addresses):
            raise Http404
        *above, found = way
        page = pages_to_show(found.specific_class).get(pk=found.pk)
        page.trail = [self, *above]
        return page.route(request, [])

    @property
    def campaigns(self) -> list[CampaignPage]:
        """The live campaigns to show: the chosen ones in this page's language, or else the newest."""
        chosen = [block.value for block in self.featured if block.value]
        visible = CampaignPage.objects.visible_in(self.locale)
        if not chosen:
            return with_actions(visible.newest_first()[:CAMPAIGNS_ON_HOME_PAGE])
        keys = [page.translation_key for page in chosen]
        by_key = {page.translation_key: page for page in visible.filter(translation_key__in=keys)}
        return with_actions(by_key[key] for key in keys if key in by_key)


class StandardPage(ContentPage):
    """A page that is only text."""

    body = BodyField(pgettext_lazy("content of a page", "body"))

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    content_panels = [
        *ContentPage.findings_panels,
        *Page.content_panels,
        FieldPanel("body"),
        *ContentPage.local_panels,
        *ContentPage.summary_panels,
    ]
    search_fields = [*ContentPage.search_fields, index.SearchField("body")]
    translatable_fields = [
        *ContentPage.translated_fields,
        TranslatableField("body"),
    ]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
