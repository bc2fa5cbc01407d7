"""Saving what was typed into the translation editor: every unit on its own, so that one mistake loses nothing."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from .choices import Choice, choices_of, save_choice
from .units import Unit, UnitState, save_unit, units_of


@dataclass
class Row:
    """A unit as the editor shows it.

    `text` is what stands in the field: the translation, or as long as there is none the one the old wording had.
    `seen` tells the next request what the field held when it was shown.
    """

    unit: Unit
    text: str = ""
    error: str = ""
    theirs: str = ""
    is_suggested: bool = False
    is_ticked: bool = False

    @property
    def seen(self) -> str:
        """What the field held, short enough for a hidden field."""
        return fingerprint(initial_text(self.unit))

    @property
    def suggested(self) -> str:
        """What a machine put into the field, if it did."""
        return fingerprint(self.text) if self.is_suggested else ""

    @property
    def rows(self) -> int:
        """Lines of the field: a little more than the source needs."""
        return min(14, 2 + max(len(self.unit.source), len(self.text)) // 60)


@dataclass
class ChoiceRow:
    """A link, picture or document as the editor shows it."""

    choice: Choice
    value: Any = None
    error: str = ""

    @property
    def name(self) -> str:
        """The name of the form field."""
        return f"choice-{self.choice.segment_id}"

    @property
    def widget(self) -> str:
        """The form field."""
        attrs = {"id": self.name, "aria-label": f"{self.choice.label}: {self.choice.shown_source}"}
        if self.choice.model is None:
            attrs["dir"] = "ltr"
        return self.choice.field().widget.render(self.name, self.value, attrs)


@dataclass
class Saved:
    """What became of a request to save: how many units changed, and the rows to show again."""

    changed: int = 0
    rows: list[Row] = field(default_factory=list)
    choices: list[ChoiceRow] = field(default_factory=list)

    @property
    def errors(self) -> list[Row | ChoiceRow]:
        """The rows that were not saved."""
        rows: list[Row | ChoiceRow] = [*self.rows, *self.choices]
        return [row for row in rows if row.error]


def fingerprint(text: str) -> str:
    """A short mark of a text: equal for equal texts."""
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()[:16]


def version_of(units: Iterable[Unit]) -> str:
    """A mark of all words of a translation, so that nobody publishes what they have not seen."""
    return fingerprint("\0".join(f"{unit.string_id} {unit.context_id} {unit.target}" for unit in units))


def initial_text(unit: Unit) -> str:
    """What stands in a unit's field before anybody types."""
    return unit.target or unit.previous_target


def rows_of(units: Iterable[Unit]) -> list[Row]:
    """The units as the editor shows them first."""
    return [Row(unit, text=initial_text(unit)) for unit in units]


def choice_rows_of(translation: Translation) -> list[ChoiceRow]:
    """The links, pictures and documents as the editor shows them first."""
    return [ChoiceRow(choice, choice.chosen) for choice in choices_of(translation)]


def save_typed(translation: Translation, data: Mapping[str, str], user: Any) -> Saved:
    """Save every unit of the form that was changed and is right; the others come back with their errors."""
    saved = Saved()
    for unit in units_of(translation):
        if f"text-{unit.segment_id}" in data:
            row, is_changed = _save_row(translation, unit, data, user)
            saved.rows.append(row)
            saved.changed += is_changed
    for choice in choices_of(translation):
        choice_row = ChoiceRow(choice, choice.chosen)
        if choice_row.name in data:
            saved.changed += _save_choice_row(translation, choice_row, data, user)
            saved.choices.append(choice_row)
    return saved


def _save_row(translation: Translation, unit: Unit, data: Mapping[str, str], user: Any) -> tuple[Row, bool]:
    key = unit.segment_id
    row = Row(unit, text=data[f"text-{key}"].replace("\r\n", "\n"))
    row.is_ticked = f"keep-{key}" in data
    seen, typed = data.get(f"seen-{key}", ""), fingerprint(row.text)
    row.is_suggested = typed == data.get(f"suggested-{key}")
    if row.is_suggested and not row.is_ticked:
        row.error = _("A machine made this. Read it, correct it, and tick that you have checked it.")
        return row, False
    if typed == seen and not row.is_ticked:
        return row, False
    if row.seen not in {seen, typed}:
        row.theirs = initial_text(unit)
        row.error = _("Somebody else has changed this meanwhile. Compare, then save again.")
        return row, False
    try:
        is_changed = save_unit(translation, unit, row.text, user)
    except ValidationError as error:
        row.error = " ".join(error.messages)
        return row, False
    row.is_suggested = False
    return row, is_changed


def _save_choice_row(translation: Translation, row: ChoiceRow, data: Mapping[str, str], user: Any) -> bool:
    row.value = data[row.name]
    try:
        value = row.choice.field().clean(row.value.strip())
    except ValidationError as error:
        row.error = " ".join(error.messages)
        return False
    return save_choice(translation, row.choice, value, user)


def open_units(units: Iterable[Unit]) -> list[Unit]:
    """The units somebody still has to translate, the changed ones first."""
    return sorted((unit for unit in units if unit.is_open), key=lambda unit: unit.state != UnitState.CHANGED)
