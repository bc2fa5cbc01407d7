"""Petitions in the admin: their settings, the pages that present them, consent texts, and signatures to look at."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.pages.listing import IndexView as PageIndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from campaigns.countries import country_name
from campaigns.languages import written_number
from campaigns.petitions.models import ConsentText, Person, Petition, PetitionPage, Signature
from campaigns.petitions.models.totals import confirmed_total


def _languages(page: PetitionPage) -> str:
    return ", ".join(page.live_languages)


def _goal(page: PetitionPage) -> str:
    goal = page.petition.goal
    return written_number(goal) if goal else "–"


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
        *PageListingViewSet.columns[3:],
    ]


class PetitionViewSet(ModelViewSet):
    """A petition's settings: its dates, goal, fields and outcome, the same for all languages."""

    model = Petition
    name = "petition_settings"
    icon = "cogs"
    menu_label = _("Petition settings")
    menu_order = 20
    copy_view_enabled = False
    list_display = ["reference", "current_state", "goal", "opens_at", "closes_at"]
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


def _person(signature: Signature) -> Person:
    return signature.person or Person(name="", email="")


class SignatureIndexView(IndexView):
    """A list of signatures without search: names are sealed, so only whole rows can be shown."""

    columns = [
        TitleColumn(
            "name",
            label=pgettext_lazy("a person's", "Name"),
            accessor=lambda signature: _person(signature).name or "–",
            get_url=lambda signature: reverse("signatures:inspect", args=[signature.pk]),
        ),
        Column("email", label=_("E-mail address"), accessor=lambda signature: _person(signature).email),
        Column("country", label=_("Country"), accessor=lambda row: country_name(row.country, get_language() or "en")),
        Column("status", label=pgettext_lazy("of a signature", "Status"), accessor="get_status_display"),
        Column(
            "risk",
            label=pgettext_lazy("of a signature", "Risk"),
            accessor=lambda row: row.get_risk_display() if row.risk else "–",
        ),
        Column("source", label=pgettext_lazy("of a signature", "Source"), accessor="get_source_display"),
        DateColumn("signed_at", label=pgettext_lazy("when", "Signed"), sort_key="signed_at"),
    ]

    @property
    def is_searchable(self) -> bool:
        return False


class SignatureInspectView(InspectView):
    """One signature with everything stored about it."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        if field_name == "country":
            return country_name(self.object.country, get_language() or "en")
        return super().get_field_display_value(field_name, field)


class SignatureViewSet(ModelViewSet):
    """Signatures, read-only, for data officers. No copy, no export, nothing in the reference index."""

    model = Signature
    name = "signatures"
    icon = "group"
    menu_label = _("Signatures")
    menu_order = 40
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = SignatureIndexView
    inspect_view_class = SignatureInspectView
    list_filter = ["petition", "status", "risk", "source", "language"]
    inspect_view_fields = [
        "petition",
        "status",
        "signer_name",
        "signer_email",
        "signer_place",
        "signer_comment",
        "country",
        "language",
        "source",
        "risk",
        "wants_updates",
        "consent",
        "signed_at",
        "confirmed_at",
    ]
    form_fields: list[str] = []

    def get_urlpatterns(self) -> list[URLPattern]:
        """Only the ways to look."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.filter(content_type__app_label="petitions", codename="view_signature")
