"""Typst templates with data to PDF: tagged, with a title, the same bytes for the same data."""

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from .fonts import UnprintableText, fonts, unprintable

TEMPLATES = Path(__file__).parent / "templates"
# PDF/UA-1, ISO 14289: what screen readers need.
STANDARDS: list[Any] = ["ua-1"]
# A new compiler after so many documents, so that nothing one of them may keep goes on growing.
DOCUMENTS_PER_COMPILER = 500
# A character and a mark on it, each in a font but not both in the same: only Typst knows, when it has tried.
WITHOUT_GLYPH = re.compile(r'the text (?:contains the disallowed codepoint )?`"(.+?)"`', re.DOTALL)
RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")

_lock = Lock()
_compilers: dict[str, tuple[typst.Compiler, int]] = {}


def typeset_public(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of what an organisation publishes: signs no font has, such as emoji, are left out of it.

    UnprintableText if it is letters that are missing: half a text would say something else.
    """
    words = json.dumps(data, ensure_ascii=False)
    words = _without(words, unprintable(words))
    while True:
        try:
            return typeset(template, json.loads(words))[0]
        except UnprintableText as error:
            # A sign and a mark on it that no font has together: only Typst knows, when it has tried.
            fewer = _without(words, error.characters)
            if fewer == words:
                raise
            words = fewer


def _without(words: str, characters: tuple[str, ...]) -> str:
    """The words without some signs; UnprintableText if there are letters among them."""
    if any(unicodedata.category(character).startswith("L") for character in characters):
        raise UnprintableText(characters)
    return words.translate(dict.fromkeys(map(ord, characters)))


def typeset(template: str, data: Mapping[str, Any], ask: str = "") -> tuple[bytes, list[Any]]:
    """The PDF of a template in `templates/`, and the values of the metadata labelled `ask` in it.

    `data` is plain data and stays that: the template reads it as JSON, so that nothing in it is ever taken for markup.
    UnprintableText names the first characters that cannot be set.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _lock:
        compiler = _compiler(template)
        try:
            pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=0)
        except typst.TypstError as error:
            characters = _without_glyph(str(error))
            if not characters:
                raise
            raise UnprintableText(characters) from error
        answers = json.loads(compiler.query(f"<{ask}>", field="value")) if ask else []
    if not isinstance(pdf, bytes):
        raise TypeError("Typst made more than one file of a document")
    return pdf, answers


def _compiler(template: str) -> typst.Compiler:
    compiler, uses = _compilers.get(template, (None, DOCUMENTS_PER_COMPILER))
    if compiler is None or uses >= DOCUMENTS_PER_COMPILER:
        compiler, uses = typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=fonts()), 0
    _compilers[template] = (compiler, uses + 1)
    return compiler


def _without_glyph(message: str) -> tuple[str, ...]:
    """The characters an error of Typst complains of, each once; none if it complains of something else."""
    found = WITHOUT_GLYPH.search(message)
    text = RUST_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), found[1]) if found else ""
    return tuple(dict.fromkeys(text))
