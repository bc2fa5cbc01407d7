"""The admin's menu for petitions."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from .access import AccessViewSet, access_menu_item
from .dashboard import PetitionsPanel
from .desk import DeskViewSet
from .erasing import EraseViewSet
from .exporting import ExportViewSet
from .handover import HandoverViewSet
from .importing import ImportViewSet
from .petition import ConsentTextViewSet, PetitionPageListing, PetitionViewSet
from .sheet import SheetsPanel, SheetViewSet
from .signature import SignatureViewSet

__all__ = ["AccessViewSet", "DeskViewSet", "PetitionGroup", "PetitionsPanel", "SheetsPanel", "access_menu_item"]


class PetitionGroup(ViewSetGroup):
    """The admin's menu for petitions."""

    menu_label = _("Petitions")
    menu_icon = "clipboard-list"
    menu_order = 150
    items = (
        PetitionPageListing,
        PetitionViewSet,
        ConsentTextViewSet,
        SheetViewSet,
        SignatureViewSet,
        ImportViewSet,
        ExportViewSet,
        HandoverViewSet,
        EraseViewSet,
    )
