"""What is put up or handed out: a poster on A4 and a slip on A6, with the very purpose donors see on the page."""

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from campaigns.printing.leaflet import Leaflet, Line, Sheet, print_leaflet

from .giving import Way


def print_way(way: Way, sheet: Sheet, *, organisation: str, title: str, text: str, link: str) -> bytes:
    """The PDF of a way to give, in its language; UnprintableText if no font has a character of it.

    `title` and `text` say what gifts are for, `link` is the address to type.
    """
    with override(way.language):
        bill = way.bill if way.details.has_swiss_bill else ""
        leaflet = Leaflet(
            language=way.language,
            sheet=sheet,
            organisation=organisation,
            title=title,
            text=text,
            lines=_lines(way),
            code=way.svg if way.has_epc_code else "",
            code_text=_("Scan this code with the app of your bank: it fills in the transfer."),
            link=link,
            link_text=_("More, and every number to copy:"),
            note=" ".join(strip_tags(way.account.note).split()),
            bill=bill,
            bill_text=_("Swiss QR-bill: %(purpose)s") % {"purpose": way.purpose.text},
        )
    return print_leaflet(leaflet)


def _lines(way: Way) -> tuple[Line, ...]:
    details = way.details
    lines = [
        Line(pgettext("of a bank account", "Account holder"), details.holder),
        Line("IBAN" if details.iban else _("Account number"), details.number, is_code=True),
        Line(str(details.get_routing_kind_display()), details.routing_number, is_code=True),
        Line("BIC", details.bic, is_code=True),
        Line(_("Bank"), details.bank),
        Line(pgettext("of a transfer", "Amount"), way.written_amount),
        Line(pgettext("of a transfer", "Purpose"), way.purpose.text, is_code=True),
    ]
    return tuple(line for line in lines if line.value)
