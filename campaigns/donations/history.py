"""How history and reports word what happened to bank details: with the old and the new value of all that changed."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter

from .banking import grouped
from .models import BankDetails
from .models.details import IDENTIFYING

ACTIONS: dict[str, str | Promise] = {
    "entered": _("Bank details entered"),
    "approved": _("Bank details approved"),
    "refused": _("Bank details refused"),
    "withdrawn": _("Bank details taken back"),
}


def register_actions(registry: LogActionRegistry) -> None:
    """Tell Wagtail how each action is worded."""
    for action, label in ACTIONS.items():
        formatter = type(f"{action.title()}Formatter", (DetailsFormatter,), {"label": label})
        registry.register_action(f"donations.{action}")(formatter)


class DetailsFormatter(LogFormatter):
    """One action, with what changed."""

    def format_message(self, log_entry: Any) -> str:
        """The action and each value as it was and as it was entered."""
        changes = list(changes_in(log_entry.data))
        return f"{self.label}: {'; '.join(changes)}" if changes else str(self.label)

    def format_comment(self, log_entry: Any) -> str:
        """Why, where somebody said so."""
        return str(log_entry.data.get("reason", ""))


def changes_in(data: dict[str, Any]) -> list[str]:
    """“IBAN: old → new” for every value that differs."""
    old, new = data.get("old") or {}, data.get("new") or {}
    # In the order of the form: what a database gives back of JSON need not have one.
    values = [(name, old.get(name, ""), new.get(name, "")) for name in IDENTIFYING]
    return [
        f"{BankDetails.label_of(name)}: {_shown(name, was)} → {_shown(name, now)}"
        for name, was, now in values
        if was != now
    ]


def _shown(name: str, value: str) -> str:
    return (grouped(value) if name == "iban" else value) or "–"
