"""Registers what donations add to the admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from .history import register_actions
from .models import BankDetails
from .permissions import details_policy
from .viewsets import BankDetailsPanel, DonationGroup

register_permission_policy(BankDetails, details_policy)
hooks.register("register_admin_viewset", DonationGroup)
hooks.register("register_log_actions", register_actions)


@hooks.register("construct_homepage_panels")
def bank_details(request: HttpRequest, panels: list[Any]) -> None:
    """Show what waits to those who can decide, and what is due to those who can mend it."""
    panels.append(BankDetailsPanel())
