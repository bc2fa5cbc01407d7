"""XLIFF 1.2, the exchange format of translation programs.

What has no translation leaves as `state="new"` and without text: programs that change no states then still bring it
back as a translation, while the states they use for doubtful ones (`needs-…`) can be told apart.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from datetime import datetime

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from cms.translation.units import UnitState

from .entries import XLIFF, BrokenTags, Entry, Given, Parsed, Section, Unreadable, main_language, one_kind_of_break
from .inline import NOT_IN_XML, fill, text_of

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
VERSION = "1.2"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STATES = {
    UnitState.MISSING: "new",
    UnitState.CHANGED: "new",
    UnitState.INVALID: "needs-review-translation",
    UnitState.TRANSLATED: "translated",
}
UNCERTAIN = "needs-"
MARK = "x-clarion-mark"


def write(sections: Iterable[Section], language: str, at: datetime) -> bytes:
    """A file with one `<file>` for each page."""
    root = ET.Element("xliff", xmlns=NAMESPACE, version=VERSION)
    for section in sections:
        file = ET.SubElement(root, "file", {"original": _clean(section.title), "datatype": "html"})
        file.set("source-language", language_tag(section.source_language))
        file.set("target-language", language_tag(language))
        file.set("date", at.strftime("%Y-%m-%dT%H:%M:%SZ"))
        file.set("tool-id", "clarion")
        header = ET.SubElement(file, "header")
        ET.SubElement(header, "tool", {"tool-id": "clarion", "tool-name": "Clarion"})
        ET.SubElement(header, "note").text = section.link
        body = ET.SubElement(file, "body")
        for entry in section.entries:
            body.append(_unit(section, entry))
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True)


def language_tag(code: str) -> str:
    """A language code as XML writes it: "zh-Hans" for "zh-hans"."""
    first, *rest = code.split("-")
    return "-".join([first, *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("", " ".join(text.split()))


def _unit(section: Section, entry: Entry) -> ET.Element:
    unit = entry.unit
    element = ET.Element("trans-unit", {"id": str(entry.key), "resname": unit.path, SPACE: "preserve"})
    if entry.max_length:
        element.set("maxwidth", str(entry.max_length))
        element.set("size-unit", "char")
    source = ET.SubElement(element, "source")
    if not _can_fill(source, entry.source, unit.is_html):
        # Nothing wagtail-localize takes out of a page is like this.
        element.set("translate", "no")
    target = ET.SubElement(element, "target", state=STATES[unit.state])
    _can_fill(target, one_kind_of_break(unit.target), unit.is_html)
    group = ET.SubElement(element, "context-group", {"purpose": "x-clarion"})
    ET.SubElement(group, "context", {"context-type": MARK}).text = entry.mark
    for note in [_clean(f"{section.title} › {unit.label}"), *entry.notes]:
        ET.SubElement(element, "note", {"from": "developer"}).text = _clean(note)
    if unit.previous_target:
        _add_previous(element, entry)
    return element


def _add_previous(element: ET.Element, entry: Entry) -> None:
    unit = entry.unit
    former = ET.Element("alt-trans", {"origin": "previous version", SPACE: "preserve"})
    source, target = ET.SubElement(former, "source"), ET.SubElement(former, "target")
    if _can_fill(source, one_kind_of_break(unit.previous_source), unit.is_html) and _can_fill(
        target, one_kind_of_break(unit.previous_target), unit.is_html
    ):
        element.append(former)


def _can_fill(element: ET.Element, text: str, is_html: bool) -> bool:
    try:
        fill(element, text, is_html)
    except BrokenTags:
        element.clear()
        return False
    return True


def read(data: bytes) -> Parsed:
    """The entries of a file. Raises Unreadable."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable(_("This file declares things of its own (a DTD), which XLIFF files do not need.")) from error
    except (ET.ParseError, ValueError, LookupError) as error:
        raise Unreadable(_("This is not an XLIFF file, or it is damaged: it is not well-formed XML.")) from error
    if _name(root) != "xliff":
        raise Unreadable(_("This is XML, but not an XLIFF file."))
    if not root.get("version", "").startswith("1."):
        raise Unreadable(
            _("This is XLIFF %(version)s. Save it as XLIFF 1.2, then upload it again.")
            % {"version": root.get("version", "?")[:10]}
        )
    files = [element for element in root.iter() if _name(element) == "file"]
    languages = {element.get("target-language", "") for element in files} - {""}
    if len({main_language(language) for language in languages}) > 1:
        raise Unreadable(_("This file has more than one target language. Upload one file for each language."))
    return Parsed(XLIFF, next(iter(languages), ""), [_given(unit) for file in files for unit in _units(file)])


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _units(file: ET.Element) -> Iterator[ET.Element]:
    return (element for element in file.iter() if _name(element) == "trans-unit")


def _child(element: ET.Element, name: str) -> ET.Element:
    """The child of a name; an empty one if there is none."""
    return next((child for child in element if _name(child) == name), ET.Element(name))


def _given(unit: ET.Element) -> Given:
    source, target = _child(unit, "source"), _child(unit, "target")
    marks = [
        context.text or ""
        for group in unit
        if _name(group) == "context-group"
        for context in group
        if context.get("context-type") == MARK
    ]
    return Given(
        key=unit.get("id", ""),
        words=lambda is_html: (text_of(source, is_html), text_of(target, is_html)),
        mark=marks[0].strip() if marks else "",
        is_uncertain=target.get("state", "").startswith(UNCERTAIN),
    )
