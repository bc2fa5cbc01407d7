"""Registers the panels of the dashboard, and what holds for the forms of all pages."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from .content_checks import add_rules
from .panels import ConditionPanel, FirstStepsPanel
from .saved_already import send_on_early

hooks.register("construct_wagtail_userbar", add_rules)
hooks.register("before_create_page", send_on_early)


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    """First steps on top, the condition of the machinery below what is to be done."""
    panels += [FirstStepsPanel(), ConditionPanel()]
