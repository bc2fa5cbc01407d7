"""Wagtail's content checks, which look at a page as it is rendered, with a few rules more."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import AccessibilityItem, ContentCheckerItem
from wagtail.models import Page

from campaigns.checks import FILE_NAMES


class ContentChecks(ContentCheckerItem):
    """As Wagtail's own; pictures need an `alt`, and one that says more than the name of the file."""

    axe_run_only = [*ContentCheckerItem.axe_run_only, "image-alt"]
    axe_custom_checks = [
        {**check, "options": {"pattern": FILE_NAMES}} if check["id"] == "check-image-alt-text" else check
        for check in ContentCheckerItem.axe_custom_checks
    ]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        "image-alt": {
            "error_name": _("Picture without description"),
            "help_text": _("Say what it shows, or mark it as decorative"),
        },
    }


def add_rules(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """Hook construct_wagtail_userbar: ours in the place of Wagtail's."""
    for place, item in enumerate(items):
        if type(item) in {AccessibilityItem, ContentCheckerItem}:
            items[place] = ContentChecks(in_editor=item.in_editor)
