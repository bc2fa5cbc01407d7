"""StreamFields whose migrations hold the structure of their blocks, not the words beside them."""

from typing import Any

from django.utils.functional import Promise
from wagtail.fields import StreamField

from .body import BodyBlock

# What a migration keeps of a block's options: what a data migration needs to read stored values. An allow-list, so
# that a new label, help text, preview or choice of words never asks for a migration.
STRUCTURAL_OPTIONS = frozenset({"child_block", "page_type", "required", "target_model"})


class QuietStreamField(StreamField):
    """A StreamField that tells migrations its block types and their nesting, and nothing that is only worded."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {
            index: (block_path, block_args, _structural(options))
            for index, (block_path, block_args, options) in kwargs["block_lookup"].items()
        }
        for words in ("verbose_name", "help_text"):
            kwargs.pop(words, None)
        return name, "campaigns.blocks.QuietStreamField", args, kwargs

    def clone(self) -> "QuietStreamField":
        """A field made from the deconstructed one; never a subclass, whose constructor may want other arguments."""
        _name, _path, args, kwargs = self.deconstruct()
        return QuietStreamField(*args, **kwargs)


def _structural(options: dict[str, Any]) -> dict[str, Any]:
    return {option: value for option, value in options.items() if option in STRUCTURAL_OPTIONS}


class BodyField(QuietStreamField):
    """The body of any page: the shared blocks in any order. It may be empty, as drafts may be incomplete."""

    def __init__(self, verbose_name: str | Promise | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        super().__init__(BodyBlock(), verbose_name=verbose_name, **kwargs)
