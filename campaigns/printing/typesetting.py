"""Typst templates with data to PDF: tagged, with a title, the same bytes for the same data."""

import json
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from .fonts import fonts

TEMPLATES = Path(__file__).parent / "templates"
# PDF/UA-1, ISO 14289: what screen readers need.
STANDARDS: list[Any] = ["ua-1"]
# A compiler keeps what it has set before; a new one after so many documents keeps memory bounded.
DOCUMENTS_PER_COMPILER = 500

_lock = Lock()
_compilers: dict[str, tuple[typst.Compiler, int]] = {}


def typeset(template: str, data: Mapping[str, Any], ask: str = "") -> tuple[bytes, list[Any]]:
    """The PDF of a template in `templates/`, and the values of the metadata labelled `ask` in it.

    `data` is plain data and stays that: the template reads it as JSON, so that nothing in it is ever taken for markup.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _lock:
        compiler = _compiler(template)
        pdf = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=0)
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
