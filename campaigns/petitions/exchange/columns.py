"""The columns of a table of signatures, and how they are known by their headers in any language of the interface."""

import re
from collections.abc import Sequence
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

# Field and its headers: the first is what exports call it, the others are found in other people's files.
HEADERS: dict[str, tuple[str | Promise, ...]] = {
    "name": (pgettext_lazy("a person's", "Name"), _("Full name"), _("First and last name"), _("Signer")),
    "first_name": (_("First name"), "Given name", "Forename"),
    "last_name": (_("Last name"), "Family name", "Surname"),
    "email": (_("E-mail address"), _("E-mail"), "mail", "email", "email address"),
    "place": (pgettext_lazy("where a signer lives", "Place"), _("Town"), _("City"), _("Place of residence")),
    "country": (_("Country"), "nation"),
    "language": (_("Language"), "lang"),
    "comment": (pgettext_lazy("a signer's", "Comment"), _("Message"), _("Remark")),
    "signed_on": (pgettext_lazy("when", "Signed"), _("Signed on"), _("Date"), "signed at", "created at", "timestamp"),
    "sheet": (_("Sheet number"), pgettext_lazy("of paper", "Sheet"), _("Sheet no.")),
    "wants_updates": (_("Wants updates"), _("Updates"), "newsletter", "opt in"),
}
FIELDS = tuple(HEADERS)
NOTHING = ""


def label_of(field: str) -> str:
    """What a field is called in the language in use."""
    return str(HEADERS[field][0])


def match(headers: Sequence[str]) -> list[str]:
    """For each header the field it is taken for, or nothing; no field twice."""
    known, taken = _known_headers(), set()
    fields = []
    for header in headers:
        field = known.get(_simple(header), NOTHING)
        fields.append(NOTHING if field in taken else field)
        taken.add(field)
    return _parted_names(fields)


def _parted_names(fields: list[str]) -> list[str]:
    """“Name” beside a first name is the last name, and beside a last name the first one, as in many files."""
    missing = {"first_name", "last_name"}.difference(fields)
    if len(missing) != 1:
        return fields
    (part,) = missing
    return [part if field == "name" else field for field in fields]


@cache
def _known_headers() -> dict[str, str]:
    known: dict[str, str] = {}
    for code, _own_name in settings.INTERFACE_LANGUAGES:
        with override(code):
            for field, headers in HEADERS.items():
                for header in (*headers, field):
                    known.setdefault(_simple(str(header)), field)
    return known


def _simple(header: str) -> str:
    return re.sub(r"[\W_]+", "", header.casefold())
