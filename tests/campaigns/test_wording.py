import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.wording import clean_letter, clean_line, clean_text, holds_web_address


@pytest.mark.parametrize(
    "name",
    [
        "Ada Example",
        "김예시",
        "陈例子",
        "مثال محمد",
        "Пример Примерова",
        "Nguyễn Thị Ví Dụ",
        "O’Neill-Smith",
        "👩🏽‍🚀 Ada",
        "می‌خواهم",
        "X",
    ],
)
def test_names_in_every_script_stay_as_they_are(name: str) -> None:
    assert clean_line(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada \t Example\n", "Ada Example"),
        ("Ada\x00\x07 Example", "Ada Example"),
        ("Ada\u202egnp.exe", "Adagnp.exe"),
        ("Ada\u2066\u2069 Example\ufeff", "Ada Example"),
        ("A\u0308da", "Äda"),
        ("\ud800", ""),
    ],
)
def test_what_could_disguise_text_goes(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


@given(st.text())
def test_a_cleaned_line_is_clean(text: str) -> None:
    cleaned = clean_line(text)
    assert clean_line(cleaned) == cleaned
    assert not any(unicodedata.category(character) == "Cc" for character in cleaned)


def test_lines_of_a_comment_stay_but_not_more_than_one_empty_one() -> None:
    assert clean_text("one\r\n\r\n\r\n\r\ntwo \x00\nthree") == "one\n\ntwo\nthree"


@pytest.mark.parametrize(
    ("text", "expected"), [("see http://x", True), ("WWW.example.org", True), ("Ada v. Example", False)]
)
def test_web_addresses_are_noticed(text: str, expected: bool) -> None:
    assert holds_web_address(text) is expected


def test_a_letter_keeps_its_spaces_and_lines_and_loses_what_is_invisible() -> None:
    assert clean_letter("  One\u202e  two\t!\r\n\r\nthree\u200b  ") == "  One  two !\n\nthree"


def test_endless_accents_are_cut_before_they_cost_time() -> None:
    started = time.monotonic()
    assert len(clean_letter("a" + "\u0301\u0323" * 200_000)) < 40
    assert len(clean_line("a" + "\u0301\u0323" * 200_000)) < 40
    assert time.monotonic() - started < 3
