"""What a cell of a table has to be, and how to mend it if it is not: the same rules as for those who sign online."""

import datetime
import unicodedata
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from import_export.widgets import Widget

from campaigns.countries import country_names
from campaigns.languages import language_choices
from campaigns.petitions.addresses import UndeliverableAddress, normal_address
from campaigns.tables.cells import is_formula

# Control characters, and those with no meaning or only a private one (Unicode, general category).
UNREADABLE = frozenset({"Cc", "Co", "Cn"})
YES = frozenset({"1", "yes", "y", "true", "x", "ja", "oui", "sí", "si", "да", "так", "نعم", "بله", "예", "是"})
NO = frozenset({"", "0", "no", "n", "false", "nein", "non", "нет", "ні", "لا", "خیر", "아니요", "否", "-", "–"})


class Cell(Widget):
    """The text of a cell in one line, without what nobody sees; at most `longest` characters."""

    def __init__(self, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        """The text; ValueError says how to mend it."""
        text = self.plain(value)
        if len(text) > self.longest:
            raise ValueError(
                ngettext(
                    "Shorten it to at most %(most)d character.",
                    "Shorten it to at most %(most)d characters.",
                    self.longest,
                )
                % {"most": self.longest}
            )
        return text

    def plain(self, value: str) -> str:
        """One line, spaces single."""
        return " ".join(value.split())


class NameCell(Cell):
    """A person's name: there, and nothing a spreadsheet would calculate."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        name = super().clean(value, row, **kwargs)
        if not any(character.isalpha() for character in name):
            raise ValueError(_("Enter the name of the person."))
        if is_formula(name):
            raise ValueError(
                _("A name does not begin with “%(sign)s”. Enter the name of the person.") % {"sign": name[0]}
            )
        # Joiners show nothing either, but names in Persian and Hindi have them.
        if not name.isprintable() and any(unicodedata.category(character) in UNREADABLE for character in name):
            raise ValueError(_("There are characters in it that nobody can read. Type the name anew."))
        return name


class CommentCell(Cell):
    """A comment keeps its lines."""

    def plain(self, value: str) -> str:
        return value.strip()


class AddressCell(Widget):
    """An e-mail address that mail can be sent to, in its normal form, or none."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if not value.strip():
            return ""
        try:
            return normal_address(value)
        except UndeliverableAddress as error:
            raise ValueError(_("Enter an e-mail address like name@example.org, or leave the cell empty.")) from error


class CountryCell(Widget):
    """A country as ISO code or by its name in any language of the interface."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if not value:
            raise ValueError(_("Enter the country, as a code (DE) or by name, or choose one for all rows without."))
        code = _countries().get(value.casefold())
        if code is None:
            raise ValueError(_("No such country is known. Enter its code of two letters, such as DE or KR."))
        return code


class LanguageCell(Widget):
    """A language by its code, such as de or zh-hans, or by its name."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        code = _languages().get(value.casefold().replace("_", "-"))
        if code is None:
            raise ValueError(_("No such language is known. Enter its code, such as de or ko."))
        return code


class DayCell(Widget):
    """When somebody signed: 2026-05-31, 31.05.2026, with or without a time; not to come."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> datetime.datetime | None:
        if not value:
            return None
        moment = _moment(value)
        if moment is None:
            raise ValueError(_("Enter the day like 2026-05-31."))
        if moment > timezone.now():
            raise ValueError(_("This day is still to come."))
        return moment


class ChoiceCell(Widget):
    """Yes or no, in a word, a sign or a number."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        word = value.casefold()
        if word not in YES | NO:
            raise ValueError(_("Enter yes or no."))
        return word in YES


def _moment(text: str) -> datetime.datetime | None:
    try:
        moment = parse_datetime(text)
        day = None if moment else parse_date(text) or _day_in_numbers(text)
    except ValueError:
        return None
    if day:
        moment = datetime.datetime.combine(day, datetime.time(12))
    if moment and timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return moment


def _day_in_numbers(text: str) -> datetime.date | None:
    """31.05.2026 means one day only; 05/04/2026 is another day on either side of the Atlantic and is refused."""
    parts = text.rstrip(".").split(".")
    if len(parts) != 3 or not all(part.strip().isdecimal() for part in parts):
        return None
    day, month, year = (int(part) for part in parts)
    return datetime.date(year, month, day) if year > 1000 else None


@cache
def _countries() -> dict[str, str]:
    known: dict[str, str] = {}
    for language, _own_name in settings.INTERFACE_LANGUAGES:
        for code, name in country_names(language).items():
            known.setdefault(name.casefold(), code)
            known[code.casefold()] = code
    return known


@cache
def _languages() -> dict[str, str]:
    known: dict[str, str] = {}
    for language, _own_name in settings.INTERFACE_LANGUAGES:
        with override(language):
            for code, name in language_choices():
                known.setdefault(name.casefold(), code)
                known[code.casefold()] = code
    return known
