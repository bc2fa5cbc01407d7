"""Gettext's PO files, for Poedit, Weblate and many others."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

import polib
from babel.messages.plurals import get_plural
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from campaigns.languages import cldr_locale
from cms.translation.units import UnitState

from .entries import PO, Entry, Given, Parsed, Section, Unreadable, one_kind_of_break

GENERATOR = "Clarion"
# The line of an entry's comment that says what the translation was when it was exported.
MARK = re.compile(r"^Clarion: ([0-9a-f]{16}|-)$", re.MULTILINE)
LINE = re.compile(r"line (\d+)")
END_OF_LINE = re.compile(r"\r\n|\r|\n")
# What polib does not insist on: of a text without its last quotation mark it drops the last letter instead.
WHOLE = re.compile(r'(?:msg[a-z_]+(?:\[\d+\])?\s*)?"(?:[^"\\]|\\.)*"')


def write(sections: Iterable[Section], language: str, at: datetime) -> bytes:
    """A file with all entries; translations that were made for an older wording are marked as uncertain in it."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Project-Id-Version": GENERATOR,
        "POT-Creation-Date": at.strftime("%Y-%m-%d %H:%M%z"),
        "PO-Revision-Date": at.strftime("%Y-%m-%d %H:%M%z"),
        "Language": to_locale(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": get_plural(str(cldr_locale(language))).plural_forms,
        "X-Generator": GENERATOR,
    }
    for section in sections:
        file.extend(_entry(section, entry) for entry in section.entries)
    return str(file).encode()


def _entry(section: Section, entry: Entry) -> polib.POEntry:
    unit = entry.unit
    is_uncertain = unit.state in {UnitState.CHANGED, UnitState.INVALID}
    place = f"{' '.join(section.title.split())} › {' '.join(unit.label.split())}"
    return polib.POEntry(
        msgctxt=str(entry.key),
        msgid=entry.source,
        msgstr=one_kind_of_break(unit.target or unit.previous_target),
        previous_msgid=one_kind_of_break(unit.previous_source) or None,
        comment="\n".join([place, *entry.notes, section.link, f"Clarion: {entry.mark}"]),
        flags=["fuzzy"] if is_uncertain else [],
    )


def read(data: bytes) -> Parsed:
    """The entries of a file. Raises Unreadable."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_("This PO file is not written in UTF-8. Save it in UTF-8, then upload it again.")) from error
    _check_lines(text)
    # polib takes what is no file's name for its content, and breaks that at characters that are no line breaks in PO.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".po", newline="") as copy:
        copy.write(text)
        copy.flush()
        try:
            file = polib.pofile(copy.name, encoding="utf-8")
        except (OSError, ValueError, LookupError, AttributeError, TypeError) as error:
            raise Unreadable(_not_po(error)) from error
    return Parsed(PO, file.metadata.get("Language", ""), list(_given(file)))


def _check_lines(text: str) -> None:
    for number, line in enumerate(END_OF_LINE.split(text), start=1):
        bare = line.strip()
        if bare and not bare.startswith("#") and not WHOLE.fullmatch(bare):
            raise Unreadable(_damaged_at(str(number)))


def _damaged_at(line: str) -> str:
    return _("This is not a PO file, or it is damaged: line %(line)s cannot be read.") % {"line": line}


def _not_po(error: Exception) -> str:
    line = LINE.search(str(error))
    return _damaged_at(line[1]) if line else _("This is not a PO file, or it is damaged.")


def _words(entry: polib.POEntry, is_html: bool) -> tuple[str, str]:
    return entry.msgid, entry.msgstr


def _given(file: polib.POFile) -> Iterator[Given]:
    for entry in file:
        if entry.obsolete:
            continue
        mark = MARK.search(entry.comment or "")
        yield Given(
            key=entry.msgctxt or "",
            words=partial(_words, entry),
            mark=mark[1] if mark else "",
            is_uncertain="fuzzy" in entry.flags,
        )
