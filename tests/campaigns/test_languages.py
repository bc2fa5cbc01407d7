"""Choosing a language from what a browser says, and what languages are called."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from campaigns.languages import best_language, best_page, is_right_to_left, language_choices, own_name
from home.models import HomePage
from tests.factories import translate


@pytest.mark.parametrize(
    ("wanted", "available", "chosen"),
    [
        ("de", ["en", "de"], "de"),
        ("de-AT,de;q=0.9", ["en", "de"], "de"),
        ("fr,de;q=0.5,en;q=0.4", ["en", "de"], "de"),
        ("en;q=0.2,ar;q=0.8", ["en", "ar"], "ar"),
        ("pt", ["en", "pt-br"], "pt-br"),
        ("zh-TW", ["en", "zh-hans", "zh-hant"], "zh-hant"),
        ("zh-CN,zh;q=0.9", ["en", "zh-hans", "zh-hant"], "zh-hans"),
        ("de;q=0,fr", ["de", "en"], "en"),
        ("*", ["de", "en"], "en"),
        ("", ["de", "en"], "en"),
        ("ko", ["de", "en"], "en"),
    ],
)
def test_the_closest_language_is_chosen(wanted: str, available: list[str], chosen: str) -> None:
    assert best_language(wanted, available, "en") == chosen


@given(st.text(max_size=2000))
def test_no_header_makes_it_fail(header: str) -> None:
    assert best_language(header, ["en", "de"], "en") in {"en", "de"}


def test_of_the_translations_of_a_page_the_best_is_chosen(home_page: HomePage, german: object) -> None:
    translation = translate(home_page, german)
    assert best_page([home_page, translation], "de-CH,en;q=0.5").pk == translation.pk
    assert best_page([home_page, translation], "ko").pk == home_page.pk
    assert best_page([translation], "ko").pk == translation.pk
    assert best_page([], "de") is None


@pytest.mark.parametrize(
    ("code", "name"), [("de", "Deutsch"), ("ar", "العربية"), ("ko", "한국어"), ("uk", "Українська"), ("qq", "qq")]
)
def test_languages_are_called_what_their_speakers_call_them(code: str, name: str) -> None:
    assert own_name(code).casefold() == name.casefold()


def test_chinese_says_in_which_characters() -> None:
    assert own_name("zh-hans") != own_name("zh-hant")


def test_languages_know_their_direction() -> None:
    assert is_right_to_left("ar")
    assert is_right_to_left("fa")
    assert not is_right_to_left("de")
    assert not is_right_to_left("unknown")


def test_editors_choose_languages_by_name_in_their_own() -> None:
    with override("en"):
        assert ("de", "German") in language_choices()
    with override("de"):
        assert ("de", "Deutsch") in language_choices()
        assert ("zh-hans", "Chinesisch (vereinfacht)") in language_choices()
