"""Letters in the admin: the pages that present them, their settings, recipients, guidance and postage."""

from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, LocaleColumn, NumberColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.pages.listing import IndexView as PageIndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from campaigns.countries import country_name

from .models import AppealLetter, AppealLetterPage, Guidance, Postage, Recipient


class LetterPageIndexView(PageIndexView):
    """All letter pages with how they stand."""

    def get_base_queryset(self) -> QuerySet[AppealLetterPage]:
        pages = super().get_base_queryset().select_related("letter")
        return pages.annotate(reported=Sum("letter__sent_tallies__letters", default=0))


class LetterPageListing(PageListingViewSet):
    """Every letter page with its state and what was reported."""

    model = AppealLetterPage
    index_view_class = LetterPageIndexView
    name = "letter_pages"
    icon = "mail"
    menu_label = _("Letters")
    menu_order = 10
    columns = [
        *PageListingViewSet.columns[:2],
        Column("state", label=pgettext_lazy("of a letter", "State"), accessor=lambda page: page.state.label),
        NumberColumn("reported", label=_("Reported as sent"), accessor="reported"),
        *PageListingViewSet.columns[3:],
    ]


class LetterIndexView(IndexView):
    """The letters a person may know of: those never online are for those who write them."""

    def get_base_queryset(self) -> QuerySet[AppealLetter]:
        writes = self.request.user.has_perm("letters.change_appealletter")
        return AppealLetter.objects.all() if writes else AppealLetter.objects.told_publicly()


class LetterViewSet(ModelViewSet):
    """A letter's settings: its kind, dates and outcome, the same for all languages."""

    model = AppealLetter
    name = "letter_settings"
    icon = "cogs"
    menu_label = _("Letter settings")
    menu_order = 20
    copy_view_enabled = False
    index_view_class = LetterIndexView
    list_display = ["reference", "current_state", "closes_at"]
    search_fields = ["reference"]
    panels = [
        HelpPanel(template="letters/admin/sent_panel.html", heading=_("Reported as sent")),
        MultiFieldPanel(
            [FieldPanel("kind"), FieldPanel("allows_own_language")], heading=_("What kind of letter it is")
        ),
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")], heading=pgettext_lazy("of a letter", "Time")),
        FieldPanel("outcome"),
        FieldPanel("reference"),
    ]


class RecipientViewSet(SnippetViewSet):
    """Those who are written to, with the day somebody last checked the address."""

    model = Recipient
    icon = "user"
    menu_label = pgettext_lazy("of letters", "Recipients")
    menu_order = 30
    list_display = [
        "__str__",
        Column("country", label=_("Country"), accessor=lambda row: country_name(row.country, get_language() or "en")),
        Column("checked_on", label=_("Address checked on"), accessor="checked_on", sort_key="checked_on"),
        Column("is_check_due", label="", accessor=lambda row: _("Check the address") if row.is_check_due else ""),
        LocaleColumn(),
    ]
    list_filter = ["country", "visibility"]
    ordering = ["office", "name"]


class GuidanceViewSet(SnippetViewSet):
    """Warnings and advice."""

    model = Guidance
    icon = "warning"
    menu_label = _("Warnings and advice")
    menu_order = 40
    list_display = ["title", "heading", LocaleColumn()]


class PostageViewSet(ModelViewSet):
    """Prices of stamps."""

    model = Postage
    name = "postage"
    icon = "tag"
    menu_label = _("Postage")
    menu_order = 50
    copy_view_enabled = False
    list_display = ["__str__", "currency", "domestic", "foreign", "valid_from"]
    list_filter = ["country"]
    form_fields = ["country", "valid_from", "grams", "currency", "domestic", "foreign"]


class LetterGroup(ViewSetGroup):
    """The admin's menu for letters."""

    menu_label = _("Letters")
    menu_icon = "edit"
    menu_order = 160
    items = (LetterPageListing, LetterViewSet, RecipientViewSet, GuidanceViewSet, PostageViewSet)


class DueChecksPanel(Component):
    """On the dashboard: recipients whose address nobody has checked for a year."""

    name = "due_checks"
    order = 250
    template_name = "letters/admin/due_checks.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        may_change = request.user.has_perm("letters.change_recipient")
        recipients = Recipient.objects.due_for_check()[:10] if may_change else []
        return {"recipients": list(recipients), "request": request}
