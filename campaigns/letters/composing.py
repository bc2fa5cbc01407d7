"""How a letter comes about: the prepared words, what the writer adds, the one it goes to. Nothing here is stored."""

import datetime
import re
from dataclasses import dataclass
from urllib.parse import quote

from babel.dates import format_date

from campaigns.languages import cldr_locale, is_right_to_left
from campaigns.printing.letter import Layout, Letter

from .posting import comma_of, country_line, paper_of

PLACEHOLDER = re.compile(r"\{(name|place|profession|date)\}")
# Programs behind `mailto:` cut longer addresses off: Outlook after 2,083 characters, some before.
MAILTO_BYTES = 1800


@dataclass(frozen=True)
class Wording:
    """A letter's words in one language, before or after somebody has made them theirs."""

    language: str
    subject: str
    text: str

    @property
    def direction(self) -> str:
        """The value of a `dir` attribute for it."""
        return "rtl" if is_right_to_left(self.language) else "ltr"

    def says_the_same_as(self, other: "Wording") -> bool:
        """Whether nothing but spaces and line ends was changed."""
        return (self.subject.split(), self.text.split()) == (other.subject.split(), other.text.split())


@dataclass(frozen=True)
class Writer:
    """Who writes, as far as they say so. `address` are the lines below the name, `country` that of posting."""

    name: str
    country: str
    address: tuple[str, ...] = ()
    place: str = ""
    profession: str = ""


@dataclass(frozen=True)
class Addressee:
    """To whom a letter goes, in the language it is written in and by the way it takes from the writer's country.

    `names` stand above the letter and on the envelope, before the lines of the address; `country` is the one it is
    delivered in. Where the address is told on request only, there are no lines and no e-mail address.
    """

    names: tuple[str, ...]
    salutation: str
    closing: str
    address: tuple[str, ...] = ()
    country: str = ""
    email: str = ""
    fax: str = ""
    web_form: str = ""
    checked_on: datetime.date | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The whole address but the country."""
        return (*self.names, *self.address)


def missing_values(text: str, writer: Writer) -> list[str]:
    """The names of the placeholders in a text that the writer gave nothing for, each once."""
    wanted = dict.fromkeys(PLACEHOLDER.findall(text))
    return [name for name in wanted if name != "date" and not getattr(writer, name)]


def long_date(day: datetime.date, language: str) -> str:
    """A day as letters in that language give it."""
    return format_date(day, "long", locale=cldr_locale(language))


@dataclass(frozen=True)
class FinishedLetter:
    """A letter to one addressee, complete but for the signature."""

    addressee: Addressee
    writer: Writer
    wording: Wording
    country_line: str
    place_and_date: str

    @property
    def sender(self) -> tuple[str, ...]:
        """The writer's name and address."""
        return (self.writer.name, *self.writer.address) if self.writer.name else self.writer.address

    @property
    def words(self) -> str:
        """From the salutation to the name: what is sent by mail or through a form."""
        wording = self.wording
        end = "\n".join(filter(None, (self.addressee.closing, self.writer.name)))
        return "\n\n".join(filter(None, (self.addressee.salutation, wording.text, end)))

    @property
    def plain_text(self) -> str:
        """The whole letter as lines of text."""
        envelope = "\n".join(filter(None, (*self.addressee.lines, self.country_line)))
        parts = ("\n".join(self.sender), envelope, self.place_and_date, self.wording.subject, self.words)
        return "\n\n".join(filter(None, parts)) + "\n"

    @property
    def mailto(self) -> str:
        """A link that begins the mail: whole if programs can take it, else without the text, which is then copied."""
        if self.fits_mailto:
            return self._whole_mailto
        return self._mailto_subject if len(self._mailto_subject) <= MAILTO_BYTES else self._mailto_address

    @property
    def fits_mailto(self) -> bool:
        """Whether the whole letter fits into the link."""
        return len(self._whole_mailto) <= MAILTO_BYTES

    @property
    def _mailto_address(self) -> str:
        return f"mailto:{quote(self.addressee.email, safe='@')}"

    @property
    def _mailto_subject(self) -> str:
        return f"{self._mailto_address}?subject={_escaped(self.wording.subject)}"

    @property
    def _whole_mailto(self) -> str:
        return f"{self._mailto_subject}&body={_escaped(self.words)}"

    def on_paper(self, title: str, layout: Layout) -> Letter:
        """The letter as it is printed; `title` names the document, `layout` decides what is on it beside the text."""
        is_card = layout == Layout.CARD
        return Letter(
            language=self.wording.language,
            sender=tuple(filter(None, (self.writer.name,))) if is_card else self.sender,
            recipient=self.addressee.lines,
            country_line=self.country_line,
            place_and_date=self.place_and_date,
            subject=self.wording.subject,
            salutation=self.addressee.salutation,
            text=self.wording.text,
            closing=self.addressee.closing,
            name=self.writer.name,
            title=title,
            paper=paper_of(self.writer.country),
            layout=layout,
        )


def finish(wording: Wording, writer: Writer, addressee: Addressee, on: datetime.date) -> FinishedLetter:
    """Fill the placeholders and address the letter."""
    day = long_date(on, wording.language)
    values = {"name": writer.name, "place": writer.place, "profession": writer.profession, "date": day}

    def filled(text: str) -> str:
        return PLACEHOLDER.sub(lambda found: values[found[1]], text)

    return FinishedLetter(
        addressee,
        writer,
        Wording(wording.language, filled(wording.subject), filled(wording.text)),
        country_line(addressee.country, writer.country),
        comma_of(wording.language).join(filter(None, (writer.place, day))),
    )


def _escaped(text: str) -> str:
    return quote(text.replace("\n", "\r\n"), safe="")
