"""What no machine is asked about: names, titles of works, the wording of laws, letters.

Models and blocks say so themselves: `never_suggest = ("who",)` names fields, `never_suggest = True` means all of them.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField


def is_closed(model: type[models.Model], field_path: str) -> bool:
    """Whether the place wagtail-localize names by a dotted `field_path` is left to people."""
    name, *rest = field_path.split(".")
    if _says_so(model, name):
        return True
    try:
        place = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    if isinstance(place, StreamField):
        return _is_closed_within(place.stream_block, rest)
    return isinstance(place, models.ManyToOneRel) and bool(rest) and is_closed(place.related_model, ".".join(rest))


def _is_closed_within(block: Block, path: Sequence[str]) -> bool:
    for name in path:
        if isinstance(block, ListBlock):
            block = block.child_block
        elif isinstance(block, StreamBlock | StructBlock) and name in block.child_blocks:
            if _says_so(block, name):
                return True
            block = block.child_blocks[name]
        else:
            return False
    return _says_so(block, "")


def _says_so(owner: Any, name: str) -> bool:
    closed = getattr(owner, "never_suggest", ())
    return closed is True or (closed is not False and name in closed)
