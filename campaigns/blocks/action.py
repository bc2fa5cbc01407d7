"""The block that asks readers to do something: a card of an action page as it stands now."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.models import Page, get_page_models

from campaigns.languages import in_language_of_all

from .groups import ACTION
from .lines import LinesBlock


def action_page_models() -> list[type[Page]]:
    """Every kind of page that is an action, whichever capability brings it.

    Told by what they can do, because blocks and pages do not know each other.
    """
    return [model for model in get_page_models() if hasattr(model, "action_state")]


class ActionChooserBlock(blocks.PageChooserBlock):
    """A chooser that offers action pages only."""

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
        found = in_language_of_all([chosen], context.get("page")) if chosen else {}
        action = found.get(chosen.pk) if chosen else None
        return {**context, "action": action if hasattr(action, "action_state") else None}

    def get_preview_value(self) -> blocks.StructValue:
        """Any live action there is."""
        for model in action_page_models():
            page = model.objects.live().public().first()
            if page:
                return self.normalize({"page": page, "text": _("Every name makes it harder to look away.")})
        return self.normalize({"page": None, "text": _("Every name makes it harder to look away.")})
