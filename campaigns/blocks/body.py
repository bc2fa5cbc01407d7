"""The one set of blocks that every page is written with."""

from wagtail.blocks import StreamBlock

from .action import ActionBlock
from .evidence import FigureBlock, LegalCitationBlock, SourcesBlock
from .giving import DonationBoxBlock
from .layout import ColumnsBlock
from .media import DocumentBlock, ImageFigureBlock, VideoBlock
from .text import CalloutBlock, HeadingBlock, ParagraphBlock, QuoteBlock


class BodyBlock(StreamBlock):
    """All blocks. Their names are stored with the content: renaming one needs a data migration."""

    paragraph = ParagraphBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    legal_citation = LegalCitationBlock()
    figure = FigureBlock()
    sources = SourcesBlock()
    image = ImageFigureBlock()
    document = DocumentBlock()
    video = VideoBlock()
    action = ActionBlock()
    donation_box = DonationBoxBlock()
    columns = ColumnsBlock()
