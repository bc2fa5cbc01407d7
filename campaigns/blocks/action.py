"""The block that asks readers to do something: a card of an action page as it stands now."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.models import Page, get_page_models

from campaigns.languages import locale_of, specific_in_language_of_all

from .groups import ACTION
from .lines import LinesBlock


def action_page_models() -> list[type[Page]]:
    """Every kind of page that is an action, whichever capability brings it.

    Told by what they can do, because blocks and pages do not know each other.
    """
    return [model for model in get_page_models() if hasattr(model, "action_state")]


def prepared(actions: Iterable[Any]) -> list[Any]:
    """Action pages of one kind that have asked together for what their cards show."""
    pages = list(actions)
    if pages:
        type(pages[0]).prepare_cards(pages)
    return pages


class ChosenActions:
    """The pages chosen for the cards of one text, looked up together when the first card is shown."""

    def __init__(self, chosen: list[Page]) -> None:
        self.chosen = chosen
        self.shown: dict[int, dict[int, Page]] = {}

    def in_language_of(self, place: Page | None) -> dict[int, Page]:
        """For the id of each chosen page the action to show to readers of a page."""
        locale = locale_of(place)
        if locale.pk not in self.shown:
            found = specific_in_language_of_all(self.chosen, locale)
            for kind in action_page_models():
                prepared(page for page in found.values() if type(page) is kind)
            self.shown[locale.pk] = found
        return self.shown[locale.pk]


class ActionChooserBlock(blocks.PageChooserBlock):
    """A chooser that offers action pages only."""

    def bulk_to_python(self, values: Iterable[int | None]) -> list[Page | None]:
        """The chosen pages, each knowing those chosen beside it."""
        pages: list[Page | None] = super().bulk_to_python(values)
        together = ChosenActions([page for page in pages if page])
        for page in together.chosen:
            page.chosen_together = together
        return pages

    @cached_property
    def target_models(self) -> list[type[Page]]:
        """Found when needed, as models are not all loaded yet when blocks are made."""
        return action_page_models()

    @cached_property
    def target_model(self) -> type[Page]:
        """Pages in general, so that the stored reference stays valid when another kind of action is added."""
        return Page


DECONSTRUCT_ALIASES = {ActionChooserBlock: "wagtail.blocks.PageChooserBlock"}


class ActionBlock(blocks.StructBlock):
    page = ActionChooserBlock(
        label=pgettext_lazy("something to take part in", "Action"),
        help_text=_("Its title, picture and current state are shown, and kept up to date."),
    )
    text = LinesBlock(
        label=_("Why now"),
        required=False,
        rows=2,
        max_length=300,
        help_text=_("One or two sentences. Empty: the summary of the page."),
    )

    class Meta:
        icon = "pick"
        label = _("Call to action")
        label_format = "{page}"
        description = _("A card that leads to a petition or another action, with its live state.")
        group = ACTION
        template = "blocks/action.html"

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """With the live action page in the language of the page the block stands on, else in that it was chosen in."""
        context = super().get_context(value, parent_context=parent_context)
        chosen = value.get("page")
        if not chosen:
            return {**context, "action": None}
        together = getattr(chosen, "chosen_together", None) or ChosenActions([chosen])
        action = together.in_language_of(context.get("page")).get(chosen.pk)
        return {**context, "action": action if hasattr(action, "action_state") else None}

    def get_preview_value(self) -> blocks.StructValue:
        """Any live action there is."""
        for model in action_page_models():
            page = model.objects.live().public().first()
            if page:
                return self.normalize({"page": page, "text": _("Every name makes it harder to look away.")})
        return self.normalize({"page": None, "text": _("Every name makes it harder to look away.")})
