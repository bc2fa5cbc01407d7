"""Petitions in the admin: their settings, the pages that present them, and consent texts."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.views.pages.listing import IndexView as PageIndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import SnippetViewSet

from campaigns.languages import written_number
from campaigns.petitions.models import ConsentText, Petition, PetitionPage
from campaigns.petitions.models.totals import confirmed_total
from campaigns.petitions.permissions import petitions_for


def _languages(page: PetitionPage) -> str:
    return ", ".join(page.live_languages)


def _goal(page: PetitionPage) -> str:
    goal = page.petition.goal
    return written_number(goal) if goal else "–"


def _desk_column(petition_of: Callable[[Any], int]) -> TitleColumn:
    """The way to a petition's desk."""
    return TitleColumn(
        "desk",
        label=DESK,
        accessor=lambda row: DESK,
        get_url=lambda row: reverse("petition_desk:desk", args=[petition_of(row)]),
    )


DESK = pgettext_lazy("of a petition", "Desk")
DESK_OF_PAGE = _desk_column(lambda page: page.petition_id)
DESK_OF_PETITION = _desk_column(lambda petition: petition.pk)


class PetitionPageIndexView(PageIndexView):
    """All petition pages with how they stand."""

    def get_base_queryset(self) -> QuerySet[PetitionPage]:
        pages = super().get_base_queryset().select_related("petition").prefetch_related("petition__pages__locale")
        return pages.annotate(confirmed=confirmed_total("petition"))


class PetitionPageListing(PageListingViewSet):
    """The list an editor starts from: every petition page with its state and numbers."""

    model = PetitionPage
    index_view_class = PetitionPageIndexView
    name = "petition_pages"
    icon = "clipboard-list"
    menu_label = _("Petitions")
    menu_order = 10
    columns = [
        *PageListingViewSet.columns[:2],
        Column("state", label=pgettext_lazy("of a petition", "State"), accessor=lambda page: page.state.label),
        NumberColumn("confirmed", label=pgettext_lazy("how many signatures", "Confirmed"), accessor="confirmed"),
        Column("goal", label=pgettext_lazy("number of signatures", "Goal"), accessor=_goal),
        Column("languages", label=pgettext_lazy("languages", "Live in"), accessor=_languages),
        DESK_OF_PAGE,
        *PageListingViewSet.columns[3:],
    ]


class PetitionIndexView(IndexView):
    """The petitions a person may know of."""

    def get_base_queryset(self) -> QuerySet[Petition]:
        return petitions_for(self.request.user)


class PetitionEditView(EditView):
    """A petition's settings, with the way to its desk."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        desk = Button(DESK, url=reverse("petition_desk:desk", args=[self.object.pk]), icon_name="clipboard-list")
        return [*super().header_more_buttons, desk]


class PetitionViewSet(ModelViewSet):
    """A petition's settings: its dates, goal, fields and outcome, the same for all languages."""

    model = Petition
    name = "petition_settings"
    icon = "cogs"
    menu_label = _("Petition settings")
    menu_order = 20
    copy_view_enabled = False
    index_view_class = PetitionIndexView
    edit_view_class = PetitionEditView
    list_display = ["reference", "current_state", "goal", "opens_at", "closes_at", DESK_OF_PETITION]
    search_fields = ["reference"]
    panels = [
        MultiFieldPanel(
            [FieldPanel("goal"), FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])],
            heading=_("Goal and time"),
        ),
        MultiFieldPanel(
            [FieldPanel("outcome"), FieldPanel("handed_over_on")], heading=pgettext_lazy("of a petition", "Outcome")
        ),
        MultiFieldPanel(
            [FieldPanel("asks_place"), FieldPanel("asks_comment")], heading=_("Fields beside name, e-mail and country")
        ),
        MultiFieldPanel(
            [FieldPanel("is_sensitive"), FieldPanel("handover_mode"), FieldPanel("retention_months")],
            heading=_("Protection of those who sign"),
        ),
        FieldPanel("share_tags"),
        FieldPanel("reference"),
    ]


class ConsentTextViewSet(SnippetViewSet):
    """Versions of the consent wording. A version that was agreed to is shown, not edited; a copy makes the next one."""

    model = ConsentText
    icon = "check"
    menu_label = _("Consent texts")
    menu_order = 30
    list_display = ["version", "locale", "created_at"]
    ordering = ["-version"]
