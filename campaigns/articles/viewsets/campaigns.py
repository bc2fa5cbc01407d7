"""Campaigns in the admin, as one list across the tree."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet

from campaigns.articles.models import CampaignPage


class CampaignListing(PageListingViewSet):
    """Every campaign with its reference."""

    model = CampaignPage
    name = "campaigns"
    icon = "globe"
    menu_label = _("Campaigns")
    menu_order = 150
    add_to_admin_menu = True
    columns = [
        *PageListingViewSet.columns[:2],
        Column(
            "reference",
            label=pgettext_lazy("short name of a campaign or petition", "Reference"),
            accessor="reference",
            sort_key="reference",
        ),
        *PageListingViewSet.columns[3:],
    ]
