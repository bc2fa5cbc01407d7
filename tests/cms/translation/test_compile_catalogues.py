"""Compiled catalogues."""

import gettext
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Sign"
msgstr "Unterschreiben"

msgctxt "verb"
msgid "Sign"
msgstr "Zeichne"

#, fuzzy
msgid "Goal"
msgstr "Tor"

msgid "%(count)s signature"
msgid_plural "%(count)s signatures"
msgstr[0] "%(count)s Unterschrift"
msgstr[1] "%(count)s Unterschriften"
"""


@pytest.fixture
def catalogue(settings: Settings, tmp_path: Path) -> Path:
    source = tmp_path / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE)
    settings.LOCALE_PATHS = [tmp_path]
    return source


def test_words_contexts_and_plurals_are_compiled(catalogue: Path) -> None:
    call_command("compile_catalogues", verbosity=0)
    words = gettext.GNUTranslations(BytesIO(catalogue.with_suffix(".mo").read_bytes()))
    assert words.gettext("Sign") == "Unterschreiben"
    assert words.pgettext("verb", "Sign") == "Zeichne"
    assert words.ngettext("%(count)s signature", "%(count)s signatures", 2) == "%(count)s Unterschriften"


def test_uncertain_translations_are_left_out(catalogue: Path) -> None:
    call_command("compile_catalogues", verbosity=0)
    words = gettext.GNUTranslations(BytesIO(catalogue.with_suffix(".mo").read_bytes()))
    assert words.gettext("Goal") == "Goal"


def test_the_same_words_make_the_same_bytes(catalogue: Path) -> None:
    call_command("compile_catalogues", verbosity=0)
    first = catalogue.with_suffix(".mo").read_bytes()
    catalogue.with_suffix(".mo").unlink()
    call_command("compile_catalogues", verbosity=0)
    assert catalogue.with_suffix(".mo").read_bytes() == first


def test_the_check_fails_on_what_is_not_compiled_and_compiles_nothing(catalogue: Path) -> None:
    with pytest.raises(CommandError, match="make catalogues"):
        call_command("compile_catalogues", "--check")
    assert not catalogue.with_suffix(".mo").exists()


def test_the_check_passes_on_what_is_compiled(catalogue: Path) -> None:
    call_command("compile_catalogues", verbosity=0)
    call_command("compile_catalogues", "--check")
