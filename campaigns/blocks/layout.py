"""The block that puts two things side by side."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from .evidence import FigureBlock
from .groups import ACTION
from .media import ImageFigureBlock
from .text import ParagraphBlock, QuoteBlock


class ColumnBlock(blocks.StreamBlock):
    """What fits into a column. No further columns: nesting ends here."""

    paragraph = ParagraphBlock()
    image = ImageFigureBlock()
    quote = QuoteBlock()
    figure = FigureBlock()


class ColumnsBlock(blocks.StructBlock):
    first = ColumnBlock(label=_("First column"), help_text=_("On phones it comes above the second."))
    second = ColumnBlock(label=_("Second column"))
    ratio = blocks.ChoiceBlock(
        label=pgettext_lazy("of columns", "Widths"),
        choices=[
            ("half", pgettext_lazy("widths of columns", "Both alike")),
            ("wide-first", pgettext_lazy("widths of columns", "First one wider")),
            ("wide-second", pgettext_lazy("widths of columns", "Second one wider")),
        ],
        default="half",
        search_index=False,
    )

    class Meta:
        icon = "placeholder"
        label = _("Two columns")
        description = _("Two things side by side, one above the other on phones.")
        group = ACTION
        template = "blocks/columns.html"
        form_layout = blocks.BlockGroup(children=["first", "second"], settings=["ratio"])

    def get_preview_value(self) -> blocks.StructValue:
        """A text beside a figure."""
        return self.normalize(
            {
                "first": [("paragraph", self.child_blocks["first"].child_blocks["paragraph"].get_preview_value())],
                "second": [("figure", self.child_blocks["second"].child_blocks["figure"].get_preview_value())],
                "ratio": "half",
            }
        )
