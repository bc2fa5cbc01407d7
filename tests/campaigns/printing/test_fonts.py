"""Fonts: the right one first for each language, and a plain word on what none of them has."""

import pytest

from campaigns.printing.fonts import families_for, unprintable

from .samples import LANGUAGES, WORDS


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("en", "Noto Sans"),
        ("ru", "Noto Sans"),
        ("ko", "Noto Sans CJK KR"),
        ("ja", "Noto Sans CJK JP"),
        ("zh-hans", "Noto Sans CJK SC"),
        ("zh-hant", "Noto Sans CJK TC"),
        ("zh-hk", "Noto Sans CJK HK"),
    ],
)
def test_a_language_is_set_in_the_forms_of_its_region(language: str, first: str) -> None:
    assert families_for(language)[0] == first


@pytest.mark.parametrize("language", [*LANGUAGES, "ja", "zh-hant"])
def test_every_language_can_fall_back_to_latin_arabic_and_chinese(language: str) -> None:
    families = families_for(language)
    assert {"Noto Sans", "IBM Plex Sans Arabic"} < set(families)
    assert any("CJK" in family for family in families)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_in_a_language_of_ours_has_all_its_characters(language: str) -> None:
    assert unprintable("\n".join(WORDS[language])) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Đặng Thị Hồng, Łódź, İstanbul, Ħaż-Żebbuġ, Þórr",
        "Ґрунт, їжак, Ўзбекистон, қазақ, Ѓорѓи",
        "Ἑλλάς, Ελλάδα",
        "پښتو ٹھیک ڈاکٹر ئۇيغۇر",
        "ひらがな、カタカナ、漢字、﨑",
        "뷁 ᄀᄂᄃ ㄱㄴㄷ",
        "हिन्दी",
        "„“ «» ‚‘ ’ – — … € £ ₩ № § ° •",
    ],
)
def test_neighbouring_languages_have_their_characters_too(text: str) -> None:
    assert unprintable(text) == ()


def test_what_no_font_has_is_named_once_and_in_order() -> None:
    assert unprintable("a 😀 b ᚠ c 😀 d \U00013000 ᚠ") == ("😀", "ᚠ", "\U00013000")


@pytest.mark.parametrize("character", ["\n", " ", "\u00a0", "\u2009", "\u3000", "\u200c", "\u200d"])
def test_what_shows_nothing_needs_no_font(character: str) -> None:
    assert unprintable(f"a{character}b") == ()
