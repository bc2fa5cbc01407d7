"""How history and reports word what happened to petitions and sheets: how many, and why, never who."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.log_actions import LogActionRegistry, LogFormatter

ACTIONS: dict[str, str | Promise] = {
    "sheet_checked": _("Sheet counted by a second person"),
    "sheet_undone": _("Sheet taken out of the count"),
    "import_decided": _("Adding signatures from a file decided"),
    "import_added": _("Signatures from a file added"),
    "import_discarded": _("File of signatures thrown away"),
    "import_taken_back": _("Signatures from a file taken back"),
    "exported": _("Signatures exported"),
    "downloaded": _("File with signatures downloaded"),
    "scan_opened": _("Scan of a sheet opened"),
    "pack_made": _("Pack for the handover made"),
    "erased": _("Signature erased at its signer's wish"),
    "listed": _("List of signatures with names looked at"),
    "looked_at": _("Signature with its name looked at"),
    "corrected": _("Signature corrected"),
    "released": _("Held signatures released"),
    "invalidated": _("Signatures invalidated"),
    "restored": _("Invalidated signatures restored"),
    "invalidation_decided": _("Invalidation by rule decided"),
    "invalidation_undone": _("Invalidation by rule undone"),
    "reminded": _("Confirmation links sent again"),
    "end_moved": _("End of the petition moved"),
    "closed": _("Petition closed"),
    "outcome_recorded": _("Outcome of the petition recorded"),
}


def register_actions(registry: LogActionRegistry) -> None:
    """Tell Wagtail how each action is worded."""
    for action, label in ACTIONS.items():
        registry.register_action(f"petitions.{action}")(type(f"{action}Formatter", (Formatter,), {"label": label}))


def in_words(label: str | Promise, number: int) -> str:
    """What was done, and to how many signatures."""
    return f"{label}: " + ngettext("%(lines)d signature", "%(lines)d signatures", number) % {"lines": number}


class Formatter(LogFormatter):
    """One action, with how many signatures it was about where that is known."""

    def format_message(self, log_entry: Any) -> str:
        """The action and the number of signatures."""
        number = log_entry.data.get("lines", log_entry.data.get("rows"))
        return str(self.label) if number is None else in_words(self.label, number)

    def format_comment(self, log_entry: Any) -> str:
        """Why, where somebody said so, and what of."""
        data = log_entry.data
        return " · ".join(str(data[name]) for name in ("purpose", "format", "reason") if data.get(name))
