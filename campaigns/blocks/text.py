"""Blocks of running text: paragraph, heading, quote, callout."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText, expand_db_html

from .groups import TEXT
from .lines import LineBlock, LinesBlock
from .links import HttpsBlock

PARAGRAPH_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul", "superscript"]
NOTE_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class TextGroup:
    """Formatted texts that stand in one page, made ready for readers together.

    So the pages they link to are looked up once for all of them, not text by text.
    """

    # Nothing that comes from a form or a database holds it.
    BETWEEN = "\0"

    def __init__(self, sources: list[str]) -> None:
        self.sources = sources
        self.ready: dict[str | None, list[str]] = {}

    def html(self, number: int) -> str:
        """One of the texts, with links to pages in the language in use."""
        language = get_language()
        if language not in self.ready:
            ready = expand_db_html(self.BETWEEN.join(self.sources)).split(self.BETWEEN)
            # A tag that is not closed would run on into the next text.
            is_sound = len(ready) == len(self.sources)
            self.ready[language] = ready if is_sound else [expand_db_html(source) for source in self.sources]
        return self.ready[language][number]


class GroupedText(RichText):
    """A formatted text that knows those it stands between."""

    def __init__(self, group: TextGroup, number: int) -> None:
        super().__init__(group.sources[number])
        self.group = group
        self.number = number

    def __html__(self) -> str:
        return render_to_string("wagtailcore/shared/richtext.html", {"html": self.group.html(self.number)})


class FormattedBlock(blocks.RichTextBlock):
    """Text with emphasis and links. All such texts in a stream are read together."""

    def bulk_to_python(self, values: Iterable[str | None]) -> list[RichText]:
        """The texts as one group."""
        group = TextGroup([value or "" for value in values])
        return [GroupedText(group, number) for number in range(len(group.sources))]


class ParagraphBlock(FormattedBlock):
    """Running text; structure comes from other blocks, so nothing here can look like a heading."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", PARAGRAPH_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        description = _("Running text with links, lists and emphasis.")
        group = TEXT
        template = "blocks/paragraph.html"
        preview_value = (
            "<p>On a night in March, <b>twelve people</b> were taken from a flat near the border. "
            "Nobody has heard from them since.</p><ul><li>Their families ask where they are.</li>"
            "<li>So do we.</li></ul>"
        )


class HeadingValue(blocks.StructValue):
    """A heading with the anchor links can point at."""

    @property
    def anchor(self) -> str:
        """The text as an identifier; scripts other than Latin keep their letters."""
        return slugify(self.get("text") or "", allow_unicode=True)


class HeadingBlock(blocks.StructBlock):
    text = LineBlock(
        label=pgettext_lazy("title of a section", "Heading"),
        max_length=150,
        help_text=_("Say what the section says: “Sent back to be punished”, not “Background”."),
    )
    level = blocks.ChoiceBlock(
        label=pgettext_lazy("of a heading", "Level"),
        choices=[
            ("h2", pgettext_lazy("level of a heading", "Section")),
            ("h3", pgettext_lazy("level of a heading", "Part of a section")),
        ],
        default="h2",
        search_index=False,
        help_text=_("Screen readers jump from heading to heading, so do not choose a level for its looks."),
    )

    class Meta:
        icon = "title"
        label = pgettext_lazy("title of a section", "Heading")
        label_format = "{text}"
        description = _("Begins a section. Other pages can link to it.")
        group = TEXT
        value_class = HeadingValue
        template = "blocks/heading.html"
        form_layout = blocks.BlockGroup(children=["text"], settings=["level"])
        preview_value = {"text": _("Sent back to be punished"), "level": "h2"}


class QuoteBlock(blocks.StructBlock):
    never_suggest = ("who", "source")

    text = LinesBlock(
        label=_("Quotation"),
        rows=3,
        help_text=_("Without quotation marks: they are added in the way of each language."),
    )
    who = LineBlock(
        label=pgettext_lazy("is quoted", "Who"),
        required=False,
        max_length=120,
        help_text=_("A changed or withheld name is fine; then say so under “Role”."),
    )
    role = LineBlock(
        label=pgettext_lazy("of the person quoted", "Role"),
        required=False,
        max_length=160,
        help_text=_("What the reader should know about the person."),
    )
    source = LineBlock(
        label=pgettext_lazy("of a quotation", "Source"),
        required=False,
        max_length=250,
        help_text=_("Where and when it was said: “Hearing in Geneva, 17 June 2024”."),
    )
    url = HttpsBlock(label=_("Link to the source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        label_format = "{who}: {text}"
        description = _("What somebody said, with who and where.")
        group = TEXT
        template = "blocks/quote.html"
        preview_value = {
            "text": _("They called our names one by one. Those who were called did not come back."),
            "who": _("A woman from North Hamgyong"),
            "role": _("returned twice, now in safety; name withheld"),
            "source": _("Interview, spring 2024"),
            "url": "",
        }


CALLOUT_KINDS: list[tuple[str, Promise]] = [
    ("note", _("Good to know")),
    ("warning", _("Warning")),
    ("example", _("Example")),
]


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=pgettext_lazy("of a callout", "Kind"), choices=CALLOUT_KINDS, default="note", search_index=False
    )
    heading = LineBlock(label=pgettext_lazy("title of a section", "Heading"), required=False, max_length=120)
    text = FormattedBlock(label=_("Text"), features=NOTE_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        label_format = "{heading}"
        description = _("A box for what readers must not miss: a warning, an example, something good to know.")
        group = TEXT
        template = "blocks/callout.html"
        form_layout = blocks.BlockGroup(children=["heading", "text"], settings=["kind"])
        preview_value = {
            "kind": "warning",
            "heading": _("Before you write"),
            "text": "<p>Do not name people who are still in the country, nor places where they hide.</p>",
        }


DECONSTRUCT_ALIASES = {
    FormattedBlock: "wagtail.blocks.RichTextBlock",
    ParagraphBlock: "wagtail.blocks.RichTextBlock",
}
