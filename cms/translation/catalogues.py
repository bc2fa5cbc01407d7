"""The interface's catalogues of words: where they lie, and what is wrong with one."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path

import django
import polib
from django.conf import settings
from django.utils.translation import to_locale

HTML_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
NAMED = re.compile(r"%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[diouxXeEfFgGcrs]|\{\w*\}")
UNNAMED = re.compile(r"(?<!%)(?:%%)*%[diouxXeEfFgGcrs]")
PLURAL_FORMS = re.compile(r"^\s*nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*(.+?)\s*;?\s*$", re.DOTALL)
# Numbers among which every plural form of our languages occurs, millions (Spanish) included.
COUNTS = [*range(1001), 1_000_000, 2_000_000]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one entry of a catalogue."""

    message: str
    complaint: str

    def __str__(self) -> str:
        return f"{self.complaint}: {self.message}"


class Missing(Problem):
    """An entry nobody has translated yet."""


def translated_languages() -> list[str]:
    """The codes of the interface's languages that need a catalogue: all but the one the words are written in."""
    return [code for code, _name in settings.INTERFACE_LANGUAGES if code != settings.LANGUAGE_CODE]


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "django.po"


def catalogues() -> list[Path]:
    """The catalogues of all languages that have one."""
    return sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po"))


def plural_forms(language: str) -> str:
    """How Django tells the plurals of a language apart: with other rules our words could not stand beside its own."""
    source = Path(django.__file__).parent / "conf" / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"
    return str(polib.pofile(str(source)).metadata["Plural-Forms"])


def problems(catalogue: polib.POFile, expected_plurals: str | None = None) -> Iterator[Problem]:
    """What keeps a catalogue from being used as it is: nothing missing, nothing uncertain, nothing lost or invented."""
    plurals = catalogue.metadata.get("Plural-Forms", "")
    rule = PLURAL_FORMS.match(plurals)
    if rule is None or (expected_plurals is not None and _without_spaces(plurals) != _without_spaces(expected_plurals)):
        yield Problem("the header", f"Plural-Forms is not “{expected_plurals or 'nplurals=…; plural=…;'}”")
        return
    exact_forms = _forms_for_one_number(rule[2])
    for entry in catalogue:
        if not entry.obsolete:
            yield from _entry_problems(entry, int(rule[1]), exact_forms)


def _entry_problems(entry: polib.POEntry, form_count: int, exact_forms: set[int]) -> Iterator[Problem]:
    name = f"“{entry.msgid}”" + (f" ({entry.msgctxt})" if entry.msgctxt else "")
    if entry.fuzzy:
        yield Problem(name, "uncertain (fuzzy)")
    if not entry.msgid_plural:
        if entry.msgstr:
            yield from _text_problems(name, entry.msgid, entry.msgstr, "python-format" in entry.flags)
        else:
            yield Missing(name, "not translated")
        return
    forms = entry.msgstr_plural
    if not any(forms.values()):
        yield Missing(name, "not translated")
        return
    if sorted(forms) != list(range(form_count)) or not all(forms.values()):
        filled = sum(bool(text) for text in forms.values())
        yield Problem(name, f"{filled} plural forms instead of {form_count}")
    for number, text in sorted(forms.items()):
        if text:
            yield from _text_problems(
                name, entry.msgid_plural, text, "python-format" in entry.flags, may_omit=number in exact_forms
            )


def _text_problems(
    name: str, source: str, translation: str, has_format: bool, may_omit: bool = False
) -> Iterator[Problem]:
    wanted, given = set(NAMED.findall(source)), set(NAMED.findall(translation))
    unknown = given - wanted
    # A form that stands for one number alone may say it in words, or in the word: Arabic “two months”.
    lost = set() if may_omit else wanted - given
    if unknown or lost:
        yield Problem(name, f"placeholders differ ({', '.join(sorted(unknown | lost))})")
    if has_format and UNNAMED.findall(source) != UNNAMED.findall(translation):
        yield Problem(name, "placeholders differ (%)")
    tags, given_tags = Counter(HTML_TAG.findall(source)), Counter(HTML_TAG.findall(translation))
    if tags != given_tags:
        differing = (tags - given_tags) + (given_tags - tags)
        yield Problem(name, f"HTML tags differ ({', '.join(sorted(differing))})")
    for place, edge in (("begins", _leading), ("ends", _trailing)):
        if edge(source) != edge(translation):
            yield Problem(name, f"{place} with other spaces or line breaks")


def _leading(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _trailing(text: str) -> str:
    return text[len(text.rstrip()) :]


def _forms_for_one_number(rule: str) -> set[int]:
    form_of = c2py(rule)
    uses = Counter(form_of(count) for count in COUNTS)
    return {form for form, numbers in uses.items() if numbers == 1}


def _without_spaces(text: str) -> str:
    return re.sub(r"[\s;]+", "", text)
