"""What editors add in rows: notes on tax by country, proofs of transparency, and ways to give beside a transfer."""

from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from campaigns.blocks.lines import LineBlock, LinesBlock
from campaigns.blocks.links import HttpsBlock, check_https
from campaigns.blocks.rows import OnceEach
from campaigns.blocks.text import FormattedBlock
from campaigns.countries import country_choices

NOTE_FEATURES = ["bold", "italic", "link"]
# What tells a site from where its visitor came, or who they are.
TRACKING = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "mc_", "_hs", "vero_")
TRACKERS = frozenset({"fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid", "ttclid"})


def check_no_tracking(address: str) -> None:
    """Refuse an address with parameters that follow people."""
    names = [name.lower() for name, _value in parse_qsl(urlsplit(address).query, keep_blank_values=True)]
    found = [name for name in names if name in TRACKERS or name.startswith(TRACKING)]
    if found:
        message = _("This address follows people. Take out of it: %(names)s.")
        raise ValidationError(message, code="tracking", params={"names": ", ".join(found)})


class TaxNoteBlock(blocks.StructBlock):
    country = blocks.ChoiceBlock(label=_("For donors who pay tax in"), choices=country_choices, search_index=False)
    text = FormattedBlock(
        label=_("Text"),
        features=NOTE_FEATURES,
        help_text=_("Up to which amount a bank statement is enough, how to get a receipt, what is deductible."),
    )
    notice = LinesBlock(
        label=_("Notice of exemption"),
        required=False,
        rows=2,
        max_length=500,
        help_text=_("Tax office, number and date of the notice that allows receipts."),
    )
    review_on = blocks.DateBlock(
        label=_("Look at it again on"),
        help_text=_("You are reminded then: limits change, and notices run out."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Tax note")
        label_format = "{country}"


class TaxNotesBlock(OnceEach):
    tax_note = TaxNoteBlock()
    key = "country"


class TransparencyLinkBlock(blocks.StructBlock):
    label = LineBlock(label=_("Link text"), max_length=120)
    url = HttpsBlock(label=_("Address"), validators=(check_https, check_no_tracking))

    class Meta:
        icon = "link"
        label = _("Link")
        label_format = "{label}"


class OnlineFormBlock(blocks.StructBlock):
    heading = LineBlock(label=pgettext_lazy("title of a section", "Heading"), max_length=120)
    text = LinesBlock(label=_("Text"), required=False, rows=2, max_length=500)
    url = HttpsBlock(
        label=_("Address of the form"),
        validators=(check_https, check_no_tracking),
        help_text=_("A donation form of your own elsewhere. Nothing of it is loaded before somebody follows the link."),
    )
    label = LineBlock(label=_("Text of the button"), max_length=60)

    class Meta:
        icon = "link-external"
        label = _("Online donation form")
        label_format = "{heading}"
        template = "donations/blocks/online_form.html"


class ChequeBlock(blocks.StructBlock):
    heading = LineBlock(label=pgettext_lazy("title of a section", "Heading"), max_length=120)
    payable_to = LineBlock(label=_("Payable to"), max_length=120, help_text=_("The name the cheque is made out to."))
    address = LinesBlock(
        label=_("Where to send it"), rows=4, max_length=300, help_text=_("Line by line, as on an envelope.")
    )

    class Meta:
        icon = "doc-full"
        label = _("Cheque by post")
        label_format = "{heading}"
        template = "donations/blocks/cheque.html"


class LegacyBlock(blocks.StructBlock):
    heading = LineBlock(label=pgettext_lazy("title of a section", "Heading"), max_length=120)
    text = FormattedBlock(
        label=_("Text"),
        features=[*NOTE_FEATURES, "ul"],
        help_text=_("How to remember you in a will: your exact name, seat, register number, and whom to talk to."),
    )

    class Meta:
        icon = "pilcrow"
        label = _("Gift in a will")
        label_format = "{heading}"
        template = "donations/blocks/legacy.html"


class OtherWaysBlock(blocks.StreamBlock):
    online_form = OnlineFormBlock()
    cheque = ChequeBlock()
    legacy = LegacyBlock()
