"""The blocks pages are written with, and the field that holds them."""

from .body import BodyBlock
from .fields import BodyField, QuietStreamField

__all__ = ["BodyBlock", "BodyField", "QuietStreamField"]
