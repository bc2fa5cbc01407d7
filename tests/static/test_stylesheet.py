"""The house rules of style sheets and scripts."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
STYLE_SHEETS = sorted((STATIC / "css").rglob("*.css"))
SCRIPTS = sorted((STATIC / "js").rglob("*.js"))
LAYERS = "reset, tokens, base, layout, components, utilities, print"

PHYSICAL_PROPERTY = re.compile(
    r"""(?<![\w-])(
      (?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)(?:-[a-z]+)?
    | border-(?:top|bottom)-(?:left|right)-radius
    | (?:min-|max-)?(?:width|height)
    | left | right | top | bottom
    )\s*:""",
    re.VERBOSE,
)
PHYSICAL_VALUE = re.compile(r"(?<![\w-])(?:text-align|float|clear|caption-side)\s*:\s*(?:left|right)\b")
QUERY = re.compile(r"\((?:min-|max-)(?:width|height):")


def declarations(path: Path) -> str:
    """A style sheet without its comments and without the conditions of its queries, which know no logical words."""
    return QUERY.sub("(", re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL))


@pytest.mark.parametrize("path", STYLE_SHEETS, ids=lambda path: path.name)
def test_style_sheets_use_logical_properties_only(path: Path) -> None:
    text = declarations(path)
    assert PHYSICAL_PROPERTY.findall(text) + PHYSICAL_VALUE.findall(text) == []


@pytest.mark.parametrize("path", STYLE_SHEETS, ids=lambda path: path.name)
def test_nothing_in_style_sheets_is_shouted(path: Path) -> None:
    assert "!important" not in path.read_text()


@pytest.mark.parametrize("path", STYLE_SHEETS, ids=lambda path: path.name)
def test_style_sheets_load_nothing(path: Path) -> None:
    """Each picture, font or import would be one more request, and one that may go elsewhere."""
    assert re.findall(r"url\(|@import|@font-face", declarations(path)) == []


def test_the_cascade_has_its_layers_and_nothing_beside_them() -> None:
    text = declarations(STATIC / "css" / "clarion.css")
    assert f"@layer {LAYERS};" in text
    outermost = re.findall(r"^(\S.*?)\s*[{;]", text, flags=re.MULTILINE)
    assert set(outermost) == {f"@layer {LAYERS}", *(f"@layer {name}" for name in LAYERS.split(", "))}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_store_nothing_and_ask_only_our_own_server(path: Path) -> None:
    assert re.findall(r"localStorage|sessionStorage|document\.cookie|indexedDB|https?://", path.read_text()) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("a { margin-left: 1px }", "a { margin-inline-start: 1px }"),
        ("a { max-height: 1px }", "a { max-block-size: 1px }"),
        ("a { text-align: right }", "a { text-align: end }"),
        ("a { top: 0 }", "a { inset-block-start: 0 }"),
        ("a { border-top-left-radius: 0 }", "@media (min-width: 48rem) { a { color: red } }"),
    ],
)
def test_the_check_knows_physical_from_logical(tmp_path: Path, wrong: str, right: str) -> None:
    sheet = tmp_path / "sheet.css"
    sheet.write_text(wrong)
    with pytest.raises(AssertionError):
        test_style_sheets_use_logical_properties_only(sheet)
    sheet.write_text(right)
    test_style_sheets_use_logical_properties_only(sheet)


JOINED_SCRIPTS = ("ar", "fa", "ko", "zh", "ja")


def test_letters_are_set_apart_and_slanted_only_where_their_script_allows_it() -> None:
    """The tokens know, by language; a rule with a value of its own would hold for every script."""
    text = declarations(STATIC / "css" / "clarion.css")
    own_spacing = re.findall(r"letter-spacing: (?!var\(--tight|normal|inherit)[^;]+", text)
    own_slant = re.findall(r"font-style: (?!var\(--slant|normal)[^;]+", text)
    assert own_spacing + own_slant + re.findall(r"text-transform:[^;]+|font-variant:[^;]*caps", text) == []


@pytest.mark.parametrize("language", JOINED_SCRIPTS)
def test_every_script_with_ways_of_its_own_says_so(language: str) -> None:
    text = declarations(STATIC / "css" / "clarion.css")
    rules = re.findall(r"((?::lang\([\w-]+\)[,\s]*)+)\{([^}]*)\}", text)
    said = " ".join(body for selector, body in rules if f":lang({language})" in selector)
    for token in ("--tight: 0", "--tighter: 0", "--slant: normal", "--stretch: 1.2", "--serif:", "--sans:"):
        assert token in said
