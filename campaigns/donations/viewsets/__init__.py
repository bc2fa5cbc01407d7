"""The admin's menu for donations."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from .account import BankAccountViewSet, DonationPageListing
from .decision import BankDetailsPanel, BankDetailsViewSet

__all__ = ["BankDetailsPanel", "DonationGroup"]


class DonationGroup(ViewSetGroup):
    """The admin's menu for donations."""

    menu_label = _("Donations")
    menu_icon = "tag"
    menu_order = 170
    items = (DonationPageListing, BankAccountViewSet, BankDetailsViewSet)
