"""The inline tags of rich text as XLIFF has them, which translation programs show as things not to be broken.

`<b>` becomes `<g id="b1">`, the second one `<g id="b2">`; a link keeps the name it has here, `<g id="a1">`; `<br/>`
becomes `<x id="br1"/>`. Characters that XML cannot hold become `<x id="c…"/>` with their number.
"""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from bs4.element import PreformattedString
from django.utils.html import escape
from wagtail_localize.strings import INLINE_TAGS

from .entries import BrokenTags

DEEPEST = 20
BREAK = "br"
LINK = "a"
# A link without a name, which no source has.
BARE_LINK = "anchor"
KINDS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", LINK: "link", BREAK: "lb"}

NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
CHARACTER = re.compile(r"c([0-9a-f]{1,4})")
NAMED = re.compile(rf"({'|'.join(sorted([*INLINE_TAGS, BARE_LINK], key=len, reverse=True))})(\d+)")


def fill(element: ET.Element, text: str, is_html: bool) -> None:
    """Put a text into an XLIFF element. Raises BrokenTags for tags that rich text may not have."""
    if is_html:
        _fill_with(element, BeautifulSoup(text, "html.parser"), Counter(), 0)
    else:
        _add_text(element, text)


def text_of(element: ET.Element, is_html: bool) -> str:
    """The text of an XLIFF element. Raises BrokenTags for elements that are not ours."""
    return "".join(_pieces(element, is_html, 0))


def _fill_with(element: ET.Element, parent: Tag, seen: Counter[str], depth: int) -> None:
    if depth > DEEPEST:
        raise BrokenTags
    for child in parent.children:
        if isinstance(child, Tag):
            _fill_with(_add_tag(element, child, seen), child, seen, depth + 1)
        else:
            _add_text(element, _plain(child))


def _plain(child: PageElement) -> str:
    if not isinstance(child, NavigableString) or isinstance(child, PreformattedString):
        raise BrokenTags
    return str(child)


def _add_tag(element: ET.Element, tag: Tag, seen: Counter[str]) -> ET.Element:
    attributes = dict(tag.attrs)
    name = str(attributes.pop("id", ""))
    if attributes or tag.name not in INLINE_TAGS or (name and (tag.name != LINK or not re.fullmatch(r"a\d+", name))):
        raise BrokenTags
    if not name:
        kind = BARE_LINK if tag.name == LINK else tag.name
        seen[kind] += 1
        name = f"{kind}{seen[kind]}"
    added = ET.SubElement(element, "x" if tag.name == BREAK else "g", id=name)
    added.set("ctype", KINDS.get(tag.name, f"x-html-{tag.name}"))
    return added


def _add_text(element: ET.Element, text: str) -> None:
    start = 0
    for found in NOT_IN_XML.finditer(text):
        _append(element, text[start : found.start()])
        ET.SubElement(element, "x", id=f"c{ord(found.group()):x}")
        start = found.end()
    _append(element, text[start:])


def _append(element: ET.Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _pieces(element: ET.Element, is_html: bool, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        raise BrokenTags
    yield _written(element.text, is_html)
    for child in element:
        yield from _piece(child, is_html, depth)
        yield _written(child.tail, is_html)


def _piece(child: ET.Element, is_html: bool, depth: int) -> Iterator[str]:
    name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
    identity = child.get("id", "")
    character = CHARACTER.fullmatch(identity)
    known = NAMED.fullmatch(identity)
    if name == "mrk":
        # Programs divide texts into sentences with it.
        yield from _pieces(child, is_html, depth + 1)
    elif name == "x" and character:
        yield _written(_character(int(character[1], 16)), is_html)
    elif is_html and name == "x" and known and known[1] == BREAK:
        yield "<br/>"
    elif is_html and name == "g" and known and known[1] != BREAK:
        tag = LINK if known[1] == BARE_LINK else known[1]
        yield f'<a id="{identity}">' if known[1] == LINK else f"<{tag}>"
        yield from _pieces(child, is_html, depth + 1)
        yield f"</{tag}>"
    else:
        raise BrokenTags


def _character(number: int) -> str:
    character = chr(number)
    if number == 0 or "\ud800" <= character <= "\udfff" or not NOT_IN_XML.fullmatch(character):
        raise BrokenTags
    return character


def _written(text: str | None, is_html: bool) -> str:
    """As BeautifulSoup writes it, which leaves quotes alone."""
    if not text or not is_html:
        return text or ""
    return escape(text).replace("&quot;", '"').replace("&#x27;", "'")
