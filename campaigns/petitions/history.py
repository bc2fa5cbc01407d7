"""How history and reports word what happened to sheets."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.log_actions import LogActionRegistry, LogFormatter

ACTIONS: dict[str, str | Promise] = {
    "sheet_checked": _("Sheet counted by a second person"),
    "sheet_undone": _("Sheet taken out of the count"),
}


def register_actions(registry: LogActionRegistry) -> None:
    """Tell Wagtail how each action is worded."""
    for action, label in ACTIONS.items():
        registry.register_action(f"petitions.{action}")(type(f"{action}Formatter", (SheetFormatter,), {"label": label}))


class SheetFormatter(LogFormatter):
    """One action, with how many signatures it was about."""

    def format_message(self, log_entry: Any) -> str:
        """The action and the number of signatures."""
        lines = log_entry.data.get("lines", 0)
        return f"{self.label}: " + ngettext("%(lines)d signature", "%(lines)d signatures", lines) % {"lines": lines}

    def format_comment(self, log_entry: Any) -> str:
        """Why, where somebody said so."""
        return str(log_entry.data.get("reason", ""))
