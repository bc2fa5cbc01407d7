"""Blocks that carry proof: an article of law, a number, a list of sources."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from babel.dates import format_skeleton
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail_localize.segments import StringSegmentValue

from campaigns.languages import cldr_locale, language_choices, written_date, written_number

from .groups import EVIDENCE
from .lines import LineBlock, LinesBlock
from .links import HttpsBlock


class AuthenticTextBlock(LinesBlock):
    """Text that stays as it is in every language: the authentic wording is what was signed, not what we make of it."""

    def get_translatable_segments(self, value: str) -> list[StringSegmentValue]:
        """Nothing for translators."""
        return []

    def restore_translated_segments(self, value: str, segments: Iterable[StringSegmentValue]) -> str:
        """The wording as it was."""
        return value


class LegalCitationValue(blocks.StructValue):
    """A citation that knows whether its translation says anything its wording does not."""

    @property
    def has_translation(self) -> bool:
        """Whether there is a wording for the reader beside the authentic one."""
        translation = (self.get("translation") or "").strip()
        return bool(translation) and translation != (self.get("wording") or "").strip()


class LegalCitationBlock(blocks.StructBlock):
    # Laws and treaties have official wordings; a translation of ours must not look like one.
    never_suggest = ("instrument", "article", "translation", "translation_note")

    instrument = LineBlock(
        label=_("Law or treaty"),
        max_length=250,
        help_text=_("Its full name with year: “Convention Relating to the Status of Refugees, 1951”."),
    )
    article = LineBlock(
        label=pgettext_lazy("of a law", "Article"),
        required=False,
        max_length=80,
        help_text=_("As lawyers cite it: “Article 33 (1)”."),
    )
    wording = AuthenticTextBlock(
        label=_("Authentic wording"),
        rows=4,
        help_text=_("Copied exactly from the official text. It is not translated with the page."),
    )
    wording_language = blocks.ChoiceBlock(
        label=_("Language of this wording"),
        choices=language_choices,
        search_index=False,
        help_text=_("Screen readers pronounce it in this language."),
    )
    translation = LinesBlock(
        label=_("Wording in the language of this page"),
        required=False,
        rows=4,
        help_text=_("Leave empty if the authentic wording is in the language of the page. Translators get it anyway."),
    )
    translation_note = LineBlock(
        label=_("Who translated"),
        required=False,
        max_length=200,
        help_text=_("“Official translation, Federal Law Gazette 1953 II p. 559” or “our own translation”."),
    )
    url = HttpsBlock(label=_("Link to the official text"), required=False)
    looked_up = blocks.DateBlock(
        label=_("Looked up on"), required=False, help_text=_("When somebody last compared the wording with the source.")
    )

    class Meta:
        icon = "doc-full-inverse"
        label = _("Legal citation")
        label_format = "{instrument} {article}"
        description = _("An article of law in its authentic wording, with a translation beside it.")
        group = EVIDENCE
        value_class = LegalCitationValue
        template = "blocks/legal_citation.html"
        preview_value = {
            "instrument": _("Convention Relating to the Status of Refugees, 1951"),
            "article": _("Article 33 (1)"),
            "wording": "No Contracting State shall expel or return (“refouler”) a refugee in any manner whatsoever to "
            "the frontiers of territories where his life or freedom would be threatened on account of his race, "
            "religion, nationality, membership of a particular social group or political opinion.",
            "wording_language": "en",
            "translation": "",
            "translation_note": "",
            "url": "https://www.unhcr.org/1951-refugee-convention",
            "looked_up": datetime.date(2024, 6, 1),
        }

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse a wording nobody can have looked up yet."""
        cleaned = super().clean(value)
        if cleaned["looked_up"] and cleaned["looked_up"] > timezone.localdate():
            raise StructBlockValidationError(
                {"looked_up": ValidationError(_("This day is still to come. Enter the day you read the text."))}
            )
        return cleaned

    def get_translatable_segments(self, value: blocks.StructValue) -> list[StringSegmentValue]:
        """What translators get: where the source needs no translation, the authentic wording stands in as its text."""
        texts = {name: value.get(name) or "" for name in ("instrument", "article", "translation", "translation_note")}
        texts["translation"] = texts["translation"] or value.get("wording") or ""
        return [StringSegmentValue(name, text) for name, text in texts.items() if text]

    def restore_translated_segments(
        self, value: blocks.StructValue, segments: Iterable[StringSegmentValue]
    ) -> blocks.StructValue:
        """The citation with what translators wrote."""
        for segment in segments:
            value[segment.path] = segment.render_text()
        return value


class FigureValue(blocks.StructValue):
    """A figure as it is read out: with its range, its unit and its day, in the reader's language."""

    @property
    def amount(self) -> str:
        """The number or range, as the language in use writes numbers; empty if there is none yet."""
        low, high = self.get("low"), self.get("high")
        if low is None:
            return ""
        if high is None:
            amount = written_number(low)
        else:
            # Translators: a range of numbers, as in “600–2,600”.
            amount = pgettext("range of numbers", "%(low)s–%(high)s") % {
                "low": written_number(low),
                "high": written_number(high),
            }
        if self.get("approximate"):
            # Translators: an approximate number, as in “about 600–2,600”.
            return pgettext("approximate number", "about %(amount)s") % {"amount": amount}
        return amount

    @property
    def as_of_written(self) -> str:
        """The day, month or year the figure holds for."""
        day = self.get("as_of")
        if day is None:
            return ""
        locale = cldr_locale(get_language() or "en")
        match self.get("as_of_precision"):
            case "year":
                return format_skeleton("y", day, locale=locale)
            case "month":
                return format_skeleton("yMMMM", day, locale=locale)
            case _:
                return written_date(day)


class FigureBlock(blocks.StructBlock):
    never_suggest = ("source",)

    low = blocks.DecimalBlock(
        label=pgettext_lazy("amount", "Number"),
        max_digits=18,
        decimal_places=4,
        help_text=_("The number, or the lower end of a range."),
    )
    high = blocks.DecimalBlock(
        label=_("Upper end"), required=False, max_digits=18, decimal_places=4, help_text=_("Only for a range.")
    )
    unit = LineBlock(
        label=pgettext_lazy("of measure", "Unit"),
        required=False,
        max_length=40,
        help_text=_("“people”, “per cent”, “km”; may stay empty."),
    )
    counts = LineBlock(
        label=_("What it counts"),
        max_length=250,
        help_text=_(
            "Stands on the line below the number, after the unit: “forcibly returned to North Korea since October "
            "2023”. If your language orders the words differently, leave the unit empty and write the whole line here."
        ),
    )
    as_of = blocks.DateBlock(
        label=pgettext_lazy("day a number holds for", "As of"),
        help_text=_("The day the figure holds for, not the day you read it."),
    )
    as_of_precision = blocks.ChoiceBlock(
        label=_("How much of the date is shown"),
        choices=[
            ("year", pgettext_lazy("how much of the date is shown", "the year")),
            ("month", pgettext_lazy("how much of the date is shown", "month and year")),
            ("day", pgettext_lazy("how much of the date is shown", "the whole date")),
        ],
        default="month",
        search_index=False,
    )
    approximate = blocks.BooleanBlock(
        label=_("An estimate"), required=False, help_text=_("Marks the number as approximate: “about 600”.")
    )
    source = LineBlock(
        label=pgettext_lazy("where facts come from", "Source"),
        max_length=250,
        help_text=_("Who says so, and in what: a figure without a source is a rumour."),
    )
    url = HttpsBlock(label=_("Link to the source"), required=False)

    class Meta:
        icon = "order"
        label = pgettext_lazy("number with its source", "Figure")
        label_format = "{low} {unit} {counts}"
        description = _("A number with what it counts, its date and its source.")
        group = EVIDENCE
        value_class = FigureValue
        template = "blocks/figure.html"
        form_layout = blocks.BlockGroup(
            children=["low", "high", "unit", "counts", "as_of", "source", "url"],
            settings=["approximate", "as_of_precision"],
        )
        preview_value = {
            "low": Decimal(500),
            "high": Decimal(600),
            # Translators: sample of a figure's unit; stands below “about 500–600” and before the next text.
            "unit": pgettext_lazy("unit of a figure", "people"),
            # Translators: goes on after “about 500–600 people”.
            "counts": _("sent back across the border in a single night"),
            "as_of": datetime.date(2023, 10, 9),
            "as_of_precision": "month",
            "approximate": True,
            "source": _("Testimony before the Human Rights Council"),
            "url": "https://www.ohchr.org/en/",
        }

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse a range that runs backwards."""
        cleaned = super().clean(value)
        low, high = cleaned["low"], cleaned["high"]
        if low is not None and high is not None and high <= low:
            raise StructBlockValidationError(
                {
                    "high": ValidationError(
                        _("The upper end must be above the number. For a single number leave it empty.")
                    )
                }
            )
        return cleaned


class SourceBlock(blocks.StructBlock):
    never_suggest = ("title", "publisher")

    title = LineBlock(label=pgettext_lazy("of a work", "Title"), max_length=300)
    publisher = LineBlock(label=_("Author or publisher"), required=False, max_length=200)
    published = LineBlock(
        label=pgettext_lazy("when a source was published", "Published"),
        required=False,
        max_length=60,
        help_text=_("As the source has it: “2014”, “May 2024”."),
    )
    url = HttpsBlock(label=pgettext_lazy("noun", "Link"), required=False)
    looked_up = blocks.DateBlock(label=_("Looked up on"), required=False)

    class Meta:
        icon = "link"
        label = pgettext_lazy("where facts come from", "Source")
        label_format = "{title}"


class SourcesBlock(blocks.StructBlock):
    entries = blocks.ListBlock(SourceBlock(), label=_("Sources"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Sources")
        label_format = _("Sources")
        description = _("Where the facts of this page come from.")
        group = EVIDENCE
        template = "blocks/sources.html"

    def get_preview_value(self) -> blocks.StructValue:
        """Two sources, one with a link."""
        return self.normalize(
            {
                "entries": [
                    {
                        "title": _("Report of the commission of inquiry on human rights"),
                        "publisher": _("United Nations Human Rights Council"),
                        "published": "2014",
                        "url": "https://www.ohchr.org/en/",
                        "looked_up": datetime.date(2024, 6, 1),
                    },
                    {
                        "title": _("Conversations with returned refugees"),
                        "publisher": "",
                        "published": "2023",
                        "url": "",
                        "looked_up": None,
                    },
                ]
            }
        )


DECONSTRUCT_ALIASES = {AuthenticTextBlock: "wagtail.blocks.TextBlock"}
