"""The form for signatures on paper: what the petition page says, set so that many, or one, can sign it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bs4 import BeautifulSoup, Tag
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from wagtail.rich_text import expand_db_html

from campaigns.codes import qr_svg
from campaigns.languages import written_date
from campaigns.printing.letter import Paper
from campaigns.printing.sheet import Column, Layout, Number, Paragraph, Sheet, print_sheet

from .consent import consent_wording
from .models import ConsentText, PetitionPage


def print_form(
    page: PetitionPage,
    layout: Layout,
    paper: Paper,
    *,
    address: tuple[str, ...],
    short_link: str,
    numbers: Sequence[str] = (),
) -> bytes:
    """The PDF of a petition's form in the language of the page; UnprintableText if no font has a character of it.

    `address` are the lines of the envelope it goes back in, `short_link` is the whole address of the petition online;
    there is a sheet for each of `numbers`, or one without a number.
    """
    with override(page.locale.language_code):
        sheet = _sheet(page, layout, paper, address, short_link)
    numbered = tuple(Number(number, qr_svg(f"{page.petition.reference}/{number}")) for number in numbers)
    return print_sheet(replace(sheet, numbers=numbered))


def numbers_from(prefix: str, first: int, count: int) -> list[str]:
    """The numbers of a batch: all as long as the last, so that they sort as they count."""
    width = max(3, len(str(first + count - 1)))
    return [f"{prefix}{number:0{width}d}" for number in range(first, first + count)]


def _sheet(page: PetitionPage, layout: Layout, paper: Paper, address: tuple[str, ...], short_link: str) -> Sheet:
    petition, site = page.petition, page.get_site()
    text = ConsentText.objects.current(page.locale.language_code)
    wording = consent_wording(text, page) if text else None
    closes = written_date(petition.closes_at) if petition.closes_at else ""
    return Sheet(
        language=page.locale.language_code,
        layout=layout,
        paper=paper,
        organisation=site.site_name if site else "",
        title=page.title,
        addressee=_("To: %(addressee)s") % {"addressee": page.addressee} if page.addressee else "",
        demand=tuple(paragraphs_of(page.demand)),
        demand_heading=_("The petition, word for word"),
        on_the_back=_("The whole petition stands on the back of this sheet. Please read it before you sign."),
        declaration=_plain(wording.statement) if wording else "",
        privacy=_plain(wording.paper_privacy) if wording else "",
        hints=(
            _("Sign only for yourself, and only once: on paper or online."),
            _("Write so that others can read it."),
            *([] if layout == Layout.CARDS else [_("Whoever signs after you sees what you have written here.")]),
        ),
        columns=tuple(_columns(page)),
        code=qr_svg(short_link),
        code_text=_("QR code that leads to the petition online"),
        link=short_link.split("://", 1)[-1],
        link_text=_("Sign online:"),
        address=address,
        address_text=_("Please send this form to:"),
        deadline=_("It has to arrive by %(date)s.") % {"date": closes} if closes else "",
        office=(
            pgettext("on a paper form, for the office", "Received on"),
            pgettext("on a paper form, for the office", "Sheet no."),
            pgettext("on a paper form, for the office", "Valid signatures"),
            pgettext("on a paper form, for the office", "Checked by"),
        ),
    )


def _columns(page: PetitionPage) -> Iterator[Column]:
    """What the petition asks for online, but for the address of a mailbox, which the next signer would read."""
    yield Column(_("First and last name"), 6)
    if page.petition.asks_place:
        yield Column(pgettext("where a signer lives", "Place"), 4)
    yield Column(_("Country"), 3)
    yield Column(pgettext("by hand", "Signature"), 5)


def paragraphs_of(rich_text: str) -> Iterator[Paragraph]:
    """The paragraphs and items of rich text, without its links and stresses."""
    soup = BeautifulSoup(expand_db_html(rich_text), "html.parser")
    for line_break in soup.find_all("br"):
        line_break.replace_with(" ")
    for block in soup.find_all(["p", "li", "h2", "h3", "h4"]):
        text = " ".join(block.get_text().split())
        if text:
            yield Paragraph(text, _marker(block))


def _marker(block: Tag) -> str:
    if block.name != "li" or block.parent is None:
        return ""
    items = block.parent.find_all("li", recursive=False)
    return f"{items.index(block) + 1}." if block.parent.name == "ol" else "•"


def _plain(html: str) -> str:
    return " ".join(strip_tags(html.replace("</p>", " </p>")).split())
