"""What editors add in rows: the letter in further languages, forms of address, ways through somebody else."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.blocks import ChoiceBlock, StreamBlock, StructBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from campaigns.blocks.lines import LineBlock, LinesBlock
from campaigns.blocks.rows import OnceEach
from campaigns.countries import country_choices
from campaigns.languages import language_choices

SUBJECT_LENGTH = 150


class LetterTextBlock(StructBlock):
    language = ChoiceBlock(label=_("Language"), choices=language_choices, search_index=False)
    subject = LineBlock(label=pgettext_lazy("of a letter", "Subject"), max_length=SUBJECT_LENGTH)
    text = LinesBlock(
        label=_("Text of the letter"),
        rows=12,
        help_text=_("Without salutation and closing: those come from the recipient. An empty line makes a paragraph."),
    )

    class Meta:
        icon = "mail"
        label = _("Letter in one language")
        label_format = "{language}: {subject}"


class LetterTextsBlock(OnceEach):
    letter = LetterTextBlock()
    key = "language"


class FormOfAddressBlock(StructBlock):
    language = ChoiceBlock(label=_("Language of the letter"), choices=language_choices, search_index=False)
    addressee = LinesBlock(
        label=_("Name and office"), rows=2, help_text=_("As it stands on the envelope and above the letter.")
    )
    salutation = LineBlock(label=_("Salutation"), max_length=150)
    closing = LineBlock(label=pgettext_lazy("end of a letter", "Closing"), max_length=150)

    class Meta:
        icon = "mail"
        label = _("Form of address")
        label_format = "{language}: {salutation}"


class FormsOfAddressBlock(OnceEach):
    form = FormOfAddressBlock()
    key = "language"


class CareOfBlock(StructBlock):
    country = ChoiceBlock(label=_("For letters posted in"), choices=country_choices, search_index=False)
    through = SnippetChooserBlock(
        "letters.Recipient", label=_("Care of"), help_text=_("For example the embassy in that country.")
    )

    class Meta:
        icon = "redirect"
        label = _("Way through somebody else")
        label_format = "{country}: {through}"


class WaysBlock(OnceEach):
    way = CareOfBlock()
    key = "country"


class RecipientsBlock(StreamBlock):
    recipient = SnippetChooserBlock("letters.Recipient", label=pgettext_lazy("of a letter", "Recipient"), icon="user")
