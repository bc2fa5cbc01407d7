"""Machine suggestions for single units, off unless an operator turned them on.

Nothing is stored here: a suggestion goes into the editor's field, and a person makes a translation of it or does not.
"""

from .asking import NoSuggestion, is_available, suggest

__all__ = ["NoSuggestion", "is_available", "suggest"]
