"""How history and reports word what happened to petitions and sheets: how many, and why, never who."""

from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry

from .models import ExportPurpose, HandoverMode


class Handling(models.TextChoices):
    """What was done with personal data."""

    SEEN = "seen", pgettext_lazy("what was done with personal data", "Looked at")
    BROUGHT_IN = "brought_in", pgettext_lazy("what was done with personal data", "Brought in")
    CHANGED = "changed", pgettext_lazy("what was done with personal data", "Changed")
    TAKEN_OUT = "taken_out", pgettext_lazy("what was done with personal data", "Taken out")
    ERASED = "erased", pgettext_lazy("what was done with personal data", "Erased")


@dataclass(frozen=True)
class Action:
    """Something that is kept in the history; with `handling` in the report on personal data, too."""

    label: str | Promise
    handling: Handling | None = None


ACTIONS: dict[str, Action] = {
    "sheet_checked": Action(_("Sheet counted by a second person")),
    "sheet_undone": Action(_("Sheet taken out of the count")),
    "import_decided": Action(_("Adding signatures from a file decided")),
    "import_added": Action(_("Signatures from a file added"), Handling.BROUGHT_IN),
    "import_discarded": Action(_("File of signatures thrown away")),
    "import_taken_back": Action(_("Signatures from a file taken back"), Handling.ERASED),
    "exported": Action(_("Signatures exported"), Handling.TAKEN_OUT),
    "downloaded": Action(_("File with signatures downloaded"), Handling.TAKEN_OUT),
    "scan_opened": Action(_("Scan of a sheet opened"), Handling.SEEN),
    "pack_made": Action(_("Pack for the handover made"), Handling.TAKEN_OUT),
    "erased": Action(_("Signature erased at its signer's wish"), Handling.ERASED),
    "listed": Action(_("List of signatures with names looked at"), Handling.SEEN),
    "looked_at": Action(_("Signature with its name looked at"), Handling.SEEN),
    "corrected": Action(_("Signature corrected"), Handling.CHANGED),
    "released": Action(_("Held signatures released")),
    "invalidated": Action(_("Signatures invalidated")),
    "restored": Action(_("Invalidated signatures restored")),
    "invalidation_decided": Action(_("Invalidation by rule decided")),
    "invalidation_undone": Action(_("Invalidation by rule undone")),
    "reminded": Action(_("Confirmation links sent again")),
    "end_moved": Action(_("End of the petition moved")),
    "closed": Action(_("Petition closed")),
    "outcome_recorded": Action(_("Outcome of the petition recorded")),
}
PREFIX = "petitions."
# What files and packs hold, as their makers chose it.
CONTENTS = {**dict(HandoverMode.choices), **dict(ExportPurpose.choices)}


def actions_of(*handlings: str) -> list[str]:
    """The actions, as the log names them, by which personal data were handled in one of these ways."""
    return [PREFIX + name for name, action in ACTIONS.items() if action.handling in handlings]


def handling_of(entry: BaseLogEntry) -> Handling | None:
    """What an entry of the log says was done with personal data."""
    return ACTIONS[entry.action.removeprefix(PREFIX)].handling


def contents_of(entry: BaseLogEntry) -> str:
    """Which data an entry of the log is about."""
    purpose = entry.data.get("purpose")
    return str(CONTENTS.get(purpose, purpose) if purpose else _("Names and addresses"))


def number_of(entry: BaseLogEntry) -> int | None:
    """Of how many signatures, where that is known."""
    return cast("int | None", entry.data.get("lines", entry.data.get("rows")))


def register_actions(registry: LogActionRegistry) -> None:
    """Tell Wagtail how each action is worded."""
    for name, action in ACTIONS.items():
        registry.register_action(PREFIX + name)(type(f"{name}Formatter", (Formatter,), {"label": action.label}))


def in_words(label: str | Promise, number: int) -> str:
    """What was done, and to how many signatures."""
    return f"{label}: " + ngettext("%(lines)d signature", "%(lines)d signatures", number) % {"lines": number}


class Formatter(LogFormatter):
    """One action, with how many signatures it was about where that is known."""

    def format_message(self, log_entry: Any) -> str:
        """The action and the number of signatures."""
        number = number_of(log_entry)
        return str(self.label) if number is None else in_words(self.label, number)

    def format_comment(self, log_entry: Any) -> str:
        """Why, where somebody said so, and what of."""
        data = log_entry.data
        return " · ".join(str(data[name]) for name in ("purpose", "format", "reason") if data.get(name))
