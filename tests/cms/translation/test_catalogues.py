"""The words of the interface: every language has them all, and nothing is lost between sources and catalogues."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.utils.translation import to_locale
from pytest_django import Settings

from cms.translation.catalogues import Missing, catalogue_path, plural_forms, problems, translated_languages

GERMAN = "nplurals=2; plural=(n != 1);"
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: {}\\n"\n\n'


def complaints(entry: str, plurals: str = GERMAN, expected: str | None = None) -> list[str]:
    return [str(problem) for problem in problems(polib.pofile(HEADER.format(plurals) + entry), expected)]


def plain(source: str, translation: str, flags: str = "") -> str:
    return f'{flags}msgid "{source}"\nmsgstr "{translation}"\n'


def counted(*forms: str, one: str = "%(count)s page", many: str = "%(count)s pages") -> str:
    lines = [f'msgstr[{number}] "{form}"' for number, form in enumerate(forms)]
    return "\n".join([f'msgid "{one}"', f'msgid_plural "{many}"', *lines]) + "\n"


def test_a_right_translation_has_no_problems() -> None:
    entry = plain("Goal: <b>%(goal)s</b> by {day}\\n", "Bis {day}: <b>%(goal)s</b>\\n")
    assert complaints(entry + "\n" + counted("%(count)s Seite", "%(count)s Seiten")) == []


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        (plain("Goal", ""), "not translated: “Goal”"),
        (counted("", ""), "not translated: “%(count)s page”"),
        ('msgctxt "of a petition"\n' + plain("Goal", ""), "not translated: “Goal” (of a petition)"),
        (plain("Goal", "Tor", "#, fuzzy\n"), "uncertain (fuzzy): “Goal”"),
        (counted("%(count)s Seiten"), "1 plural forms instead of 2: “%(count)s page”"),
        (counted("%(count)s Seite", ""), "1 plural forms instead of 2: “%(count)s page”"),
        (
            counted("%(count)s Seite", "%(count)s Seiten", "%(count)s Seiten"),
            "3 plural forms instead of 2: “%(count)s page”",
        ),
        (plain("By %(name)s", "Von %(nam)s"), "placeholders differ (%(nam)s, %(name)s): “By %(name)s”"),
        (plain("By %(name)s", "Von %(name)d"), "placeholders differ (%(name)d, %(name)s): “By %(name)s”"),
        (plain("By {name}", "Von"), "placeholders differ ({name}): “By {name}”"),
        (plain("By %s", "Von", "#, python-format\n"), "placeholders differ (%): “By %s”"),
        (plain("By %s", "Von %d", "#, python-format\n"), "placeholders differ (%): “By %s”"),
        (plain("<b>Goal</b>", "<b>Ziel"), "HTML tags differ (</b>): “<b>Goal</b>”"),
        (plain("<b>Goal</b>", "<i>Ziel</i>"), "HTML tags differ (</b>, </i>, <b>, <i>): “<b>Goal</b>”"),
        (plain("Goal\\n", "Ziel"), "ends with other spaces or line breaks: “Goal\n”"),
        (plain("Goal", "\\nZiel"), "begins with other spaces or line breaks: “Goal”"),
    ],
)
def test_each_defect_is_found_and_named(entry: str, complaint: str) -> None:
    assert complaints(entry) == [complaint]


def test_a_plural_form_without_its_number_is_found() -> None:
    assert complaints(counted("%(count)s Seite", "Seiten")) == ["placeholders differ (%(count)s): “%(count)s page”"]


def test_a_form_for_one_number_alone_may_say_it_in_words() -> None:
    assert complaints(counted("Eine Seite", "%(count)s Seiten")) == []
    # In Russian the first form stands for 1, 21, 31 …
    russian = plural_forms("ru")
    page = counted("страница", "%(count)s страницы", "%(count)s страниц", "%(count)s страницы")
    assert complaints(page, russian) == ["placeholders differ (%(count)s): “%(count)s page”"]


def test_other_plural_rules_than_djangos_are_found() -> None:
    assert complaints("", "nplurals=1; plural=0;", expected=GERMAN) == [
        f"Plural-Forms is not “{GERMAN}”: the header",
    ]


def test_obsolete_entries_do_not_count() -> None:
    assert complaints('#~ msgid "Goal"\n#~ msgstr ""\n') == []


def test_the_check_names_language_and_message(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    settings.INTERFACE_LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français")]
    catalogue = catalogue_path("de")
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(HEADER.format(GERMAN) + plain("Goal", "Ziel") + "\n" + plain("Sign", ""))
    with pytest.raises(CommandError, match="de, fr"):
        call_command("check_catalogues")
    output = capsys.readouterr()
    assert "de: 1 of 2 translated" in output.out
    assert "de: not translated: “Sign”" in output.err
    assert "fr: no catalogue" in output.err


def test_the_interface_speaks_ten_languages_and_each_has_a_catalogue() -> None:
    codes = [code for code, _name in django_settings.INTERFACE_LANGUAGES]
    assert codes == ["en", "de", "fr", "es", "ru", "uk", "ar", "fa", "ko", "zh-hans"]
    for language in translated_languages():
        catalogue = polib.pofile(str(catalogue_path(language)))
        found = [problem for problem in problems(catalogue, plural_forms(language)) if not isinstance(problem, Missing)]
        assert found == [], language
        assert catalogue.metadata["Language"] == to_locale(language)


def test_the_catalogues_hold_the_words_of_the_sources(tmp_path: Path) -> None:
    """`make messages` changes nothing: whatever is said in the sources can be translated, nothing else is kept."""
    if not shutil.which("xgettext"):
        assert not os.environ.get("CI"), "no GNU gettext: install the package gettext"
        pytest.skip("no GNU gettext on this machine: install the package gettext")
    tree = tmp_path / "tree"
    shutil.copytree(
        django_settings.BASE_DIR,
        tree,
        ignore=lambda folder, names: [
            name
            for name in names
            if name.startswith(".")
            or name in {"var", "tests", "bench", "docs", "deploy", "static", "__pycache__"}
            or Path(folder, name).is_symlink()
        ],
    )
    (tree / "var").mkdir()
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-v0"], cwd=tree, check=True, capture_output=True, timeout=300
    )
    for language in translated_languages():
        kept = catalogue_path(language)
        made = tree / kept.relative_to(django_settings.BASE_DIR)
        assert _without_wrapping(made) == _without_wrapping(kept), f"{language}: run `make messages`"


def _without_wrapping(catalogue: Path) -> str:
    """A catalogue as text in which it does not matter where a version of gettext breaks the lines of places."""
    return re.sub(r"\n#: ", " ", catalogue.read_text())
