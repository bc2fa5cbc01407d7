"""Registers what letters add to the admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from .models import AppealLetter
from .permissions import letter_policy
from .viewsets import DueChecksPanel, LetterGroup

register_permission_policy(AppealLetter, letter_policy)
hooks.register("register_admin_viewset", LetterGroup)


@hooks.register("construct_homepage_panels")
def due_checks(request: HttpRequest, panels: list[Any]) -> None:
    """Remind those who can do something about it."""
    panels.append(DueChecksPanel())
