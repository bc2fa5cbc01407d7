"""The fonts everything is printed in, which of them a language prefers, and what none of them has."""

import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

# Package and file; all under the SIL Open Font License. They come with Clarion: nothing is looked for on the system.
FILES = (
    ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    ("fontpkg_ibm_plex_sans_arabic", "files/IBMPlexSansArabic-Regular.ttf"),
    ("fontpkg_ibm_plex_sans_arabic", "files/IBMPlexSansArabic-Bold.ttf"),
    ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"),
)
LATIN, ARABIC = "Noto Sans", "IBM Plex Sans Arabic"
# The same characters are drawn differently from region to region.
CJK_REGIONS = {"ko": "KR", "ja": "JP", "zh-hant": "TC", "zh-tw": "TC", "zh-hk": "HK"}
CJK_LANGUAGES = ("ko", "ja", "zh")


class UnprintableText(Exception):
    """Text holds characters none of our fonts has: `characters`, each once, in the order they appear in."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        super().__init__(f"{len(characters)} characters without a font")
        self.characters = characters


def families_for(language: str) -> list[str]:
    """The names of the fonts for text in a language, the one to look into first first."""
    chinese_japanese_korean = f"Noto Sans CJK {CJK_REGIONS.get(language, 'SC')}"
    if language.startswith(CJK_LANGUAGES):
        return [chinese_japanese_korean, LATIN, ARABIC]
    return [LATIN, ARABIC, chinese_japanese_korean]


@cache
def fonts() -> typst.Fonts:
    """All fonts, loaded once in a process."""
    folders = sorted({str(path.parent) for path in _paths()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of a text that none of our fonts has, each once; those that show nothing need no font."""
    missing = (character for character in dict.fromkeys(text) if ord(character) not in _covered())
    return tuple(character for character in missing if not _shows_nothing(character))


def _paths() -> list[Path]:
    return [Path(str(files(package) / name)) for package, name in FILES]


@cache
def _covered() -> frozenset[int]:
    covered: set[int] = set()
    for path in _paths():
        # The faces of a collection differ in their forms, not in what they have.
        number = 0 if path.suffix == ".ttc" else -1
        with TTFont(path, fontNumber=number, lazy=True) as font:
            covered.update(font.getBestCmap())
    return frozenset(covered)


def _shows_nothing(character: str) -> bool:
    # The Ogham space is drawn as a line, unlike all other spaces.
    is_space = unicodedata.category(character) == "Zs" and character != "\u1680"
    return is_space or character in "\n\u200c\u200d"
