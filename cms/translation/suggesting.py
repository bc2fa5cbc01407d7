"""Machine suggestions for single units, off unless an operator turned them on."""

from wagtail_localize.models import Translation

from .units import Unit


class NoSuggestion(Exception):
    """There is no suggestion, for the reason the message gives."""


def is_available(translation: Translation) -> bool:
    """Whether suggestions can be had for a translation."""
    return False


def suggest(translation: Translation, unit: Unit) -> str:
    """A machine's translation of a unit, not stored anywhere. Raises NoSuggestion."""
    raise NoSuggestion
