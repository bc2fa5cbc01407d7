"""A page with a text."""

from wagtail.fields import RichTextField
from wagtail.models import Page


class BarePage(Page):
    """The text is shown below the title."""

    text = RichTextField()
    template = "bare_page.html"
