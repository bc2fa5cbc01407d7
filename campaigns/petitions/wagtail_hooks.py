"""Registers what petitions add to the admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from .history import register_actions
from .models import Export, Handover, Import, Petition, Sheet, Signature
from .permissions import (
    export_policy,
    handover_policy,
    import_policy,
    petition_policy,
    sheet_policy,
    signature_policy,
)
from .viewsets import AccessViewSet, DeskViewSet, PetitionGroup, PetitionsPanel, SheetsPanel, access_menu_item

register_permission_policy(Petition, petition_policy)
register_permission_policy(Signature, signature_policy)
register_permission_policy(Sheet, sheet_policy)
register_permission_policy(Import, import_policy)
register_permission_policy(Export, export_policy)
register_permission_policy(Handover, handover_policy)
hooks.register("register_log_actions", register_actions)
hooks.register("register_admin_viewset", PetitionGroup)
hooks.register("register_admin_viewset", AccessViewSet)
hooks.register("register_reports_menu_item", access_menu_item)
hooks.register("register_admin_viewset", DeskViewSet)


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    """How petitions are going, and the sheets that wait for those who may count them."""
    panels += [PetitionsPanel(), SheetsPanel()]
