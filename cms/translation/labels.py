"""Where in a page or snippet a string stands, in words, and what holds for it there."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from wagtail.blocks import Block, ChooserBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock
from wagtail.fields import RichTextField, StreamField


@dataclass(frozen=True)
class Whereabouts:
    """The labels from the field down to the innermost block, and the rules of the innermost."""

    labels: tuple[str, ...] = field(default=())
    help_text: str = ""
    max_length: int | None = None
    is_html: bool = False
    is_long: bool = False
    chooses: type[models.Model] | None = None


def whereabouts(model: type[models.Model], field_path: str) -> Whereabouts:
    """What the editor of `model` calls the place wagtail-localize names by a dotted `field_path`.

    Parts of the path that the model no longer has are left out.
    """
    name, *rest = field_path.split(".")
    try:
        place = model._meta.get_field(name)
    except FieldDoesNotExist:
        return Whereabouts((name,))
    if isinstance(place, StreamField):
        return _of_block(place.stream_block, rest, (_label_of(place),))
    if isinstance(place, models.ManyToOneRel) and rest:
        inner = whereabouts(place.related_model, ".".join(rest))
        labels = (capfirst(str(place.related_model._meta.verbose_name)), *inner.labels)
        return replace(inner, labels=labels)
    is_html = isinstance(place, RichTextField)
    return Whereabouts(
        (_label_of(place),),
        help_text=str(getattr(place, "help_text", "")),
        max_length=getattr(place, "max_length", None),
        is_html=is_html,
        is_long=is_html or isinstance(place, models.TextField),
        chooses=place.related_model if isinstance(place, models.ForeignKey) else None,
    )


def place_of(path: str) -> str:
    """What is shown in one piece when a translation is not complete: a field, or a whole block of the body."""
    name, *rest = path.split(".")
    return f"{name}.{rest[0]}" if rest else name


def _label_of(place: object) -> str:
    return capfirst(str(getattr(place, "verbose_name", "")))


def _of_block(block: Block, path: Sequence[str], labels: tuple[str, ...]) -> Whereabouts:
    for name in path:
        if isinstance(block, ListBlock):
            block = block.child_block
            continue
        if not isinstance(block, StreamBlock | StructBlock) or name not in block.child_blocks:
            break
        block = block.child_blocks[name]
        labels = (*labels, str(block.label))
    is_html = isinstance(block, RichTextBlock)
    return Whereabouts(
        labels,
        help_text=str(getattr(getattr(block, "field", None), "help_text", "")),
        max_length=getattr(getattr(block, "field", None), "max_length", None),
        is_html=is_html,
        is_long=is_html or isinstance(block, TextBlock),
        chooses=block.target_model if isinstance(block, ChooserBlock) else None,
    )
