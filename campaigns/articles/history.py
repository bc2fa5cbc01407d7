"""How the history of an update words what happened to its mailing."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

ACTIONS = {
    "planned": _("Mailing to signers planned"),
    "paused": _("Mailing paused"),
    "resumed": _("Mailing resumed"),
    "stopped": _("Mailing stopped"),
    "cancelled": _("Mailing cancelled before it began"),
}


def register_actions(actions: LogActionRegistry) -> Any:
    """Tell Wagtail how each act is worded."""
    for name, words in ACTIONS.items():
        actions.register_action(f"articles.mailing_{name}", words, words)
