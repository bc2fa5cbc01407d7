"""Making out what an uploaded file is, before anything is done with it."""

import codecs

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import po, xliff
from .entries import Parsed, Unreadable

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
MOST_ENTRIES = 20_000
# More than so many entries have; each costs a hundred times its size in memory.
MOST_TAGS = 60 * MOST_ENTRIES
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read(data: bytes) -> Parsed:
    """The entries of a PO or XLIFF file, whatever its name. Raises Unreadable."""
    _check(data)
    is_xml = data.startswith(UTF_16) or data.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")
    if is_xml and data.count(b"<") > MOST_TAGS:
        raise _too_many()
    parsed = xliff.read(data) if is_xml else po.read(data)
    if not parsed.entries:
        raise Unreadable(_("There is nothing to translate in this file."))
    if len(parsed.entries) > MOST_ENTRIES:
        raise _too_many()
    return parsed


def _too_many() -> Unreadable:
    return Unreadable(
        ngettext(
            "This file has more than %(count)s entry. Export it in parts.",
            "This file has more than %(count)s entries. Export it in parts.",
            MOST_ENTRIES,
        )
        % {"count": MOST_ENTRIES}
    )


def _check(data: bytes) -> None:
    if not data.strip():
        raise Unreadable(_("This file is empty."))
    if len(data) > LARGEST_FILE:
        raise Unreadable(
            _("This file is larger than %(size)s MB. Export it in parts.") % {"size": LARGEST_FILE // MEGABYTE}
        )
    if data.startswith(ARCHIVES):
        raise Unreadable(_("This is an archive. Unpack it, and upload the files in it one by one."))
    if b"\0" in data and not data.startswith(UTF_16):
        raise Unreadable(_("This is neither a PO nor an XLIFF file."))
