"""Text fields of blocks that are empty rather than missing.

Content written before a field was added does not hold it; Wagtail then says None, on which the extraction of texts for
translators fails.
"""

from typing import Any

from wagtail.blocks import CharBlock, TextBlock


class LineBlock(CharBlock):
    """One line of text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        super().__init__(**kwargs)


class LinesBlock(TextBlock):
    """Several lines of text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        super().__init__(**kwargs)


DECONSTRUCT_ALIASES = {LineBlock: "wagtail.blocks.CharBlock", LinesBlock: "wagtail.blocks.TextBlock"}
