import datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.letters.composing import Addressee, FinishedLetter, Wording, Writer, finish, long_date, missing_values
from campaigns.printing.letter import Layout, Paper

DAY = datetime.date(2026, 5, 4)
WRITER = Writer("Ada Example", "DE", ("Example Street 1", "12345 Example Town"), "Example Town", "a teacher")
EMBASSY = Addressee(
    ("The Ambassador",), "Your Excellency,", "Yours faithfully", ("1 Example Square",), "KR", "embassy@example.org"
)


def letter(text: str = "Let them go.", subject: str = "Those held", language: str = "en", **changes: Any) -> Any:
    writer = Writer(**{**WRITER.__dict__, **changes})
    return finish(Wording(language, subject, text), writer, EMBASSY, DAY)


def test_placeholders_become_what_the_writer_entered() -> None:
    finished = letter("{name}, {profession} of {place}, on {date}", subject="From {name}")
    assert finished.wording.text == "Ada Example, a teacher of Example Town, on May 4, 2026"
    assert finished.wording.subject == "From Ada Example"


@pytest.mark.parametrize("text", ["{nobody}", "{", "}", "{}", "{0}", "{name.country}", "{ name }", "{NAME}", "{{x}}"])
def test_unknown_braces_stay_as_they_are(text: str) -> None:
    assert letter(text).wording.text == text


def test_what_the_writer_enters_is_not_filled_again() -> None:
    assert letter("{name}", name="{place}").wording.text == "{place}"


@given(st.text(), st.text(min_size=1))
def test_whatever_is_written_comes_out_as_it_went_in_but_for_placeholders(text: str, name: str) -> None:
    kept = text.replace("{", "(")
    assert letter(f"{kept}{{name}}", name=name).wording.text == f"{kept}{name}"


def test_missing_values_are_named_once_in_the_order_they_are_needed() -> None:
    text = "{profession} {place} {profession} {name} {date} {unknown}"
    assert missing_values(text, Writer("", "DE")) == ["profession", "place", "name"]


def test_nothing_is_missing_that_the_letter_does_not_ask_for() -> None:
    assert missing_values("{name} {date}", Writer("Ada", "DE")) == []


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "May 4, 2026"),
        ("de", "4. Mai 2026"),
        ("fr", "4 mai 2026"),
        ("ko", "2026년 5월 4일"),
        ("zh-hans", "2026年5月4日"),
        ("xx-unknown", "May 4, 2026"),
    ],
)
def test_a_date_is_written_as_the_language_of_the_letter_has_it(language: str, written: str) -> None:
    assert long_date(DAY, language) == written


@pytest.mark.parametrize(("language", "comma"), [("en", ", "), ("zh-hans", "，"), ("fa", "، ")])
def test_place_and_date_are_joined_as_the_language_does(language: str, comma: str) -> None:
    assert letter(language=language).place_and_date == f"Example Town{comma}{long_date(DAY, language)}"


def test_without_a_place_the_date_stands_alone() -> None:
    assert letter(place="").place_and_date == "May 4, 2026"


def test_a_short_letter_is_whole_in_the_mail_link() -> None:
    finished = letter("First & last?\n\n50 % = half")
    parts = urlsplit(finished.mailto)
    query = parse_qs(parts.query)
    assert (parts.scheme, parts.path) == ("mailto", "embassy@example.org")
    assert query["subject"] == ["Those held"]
    assert query["body"] == [finished.words.replace("\n", "\r\n")]


def test_a_long_letter_leaves_only_the_subject_in_the_mail_link() -> None:
    finished = letter("자유" * 500)
    assert not finished.fits_mailto
    assert finished.mailto == "mailto:embassy@example.org?subject=Those%20held"


def test_a_subject_that_is_too_long_itself_leaves_only_the_address() -> None:
    assert letter(subject="😀" * 150).mailto == "mailto:embassy@example.org"


@given(st.text(max_size=150), st.text(max_size=400))
def test_a_mail_link_is_at_most_1800_bytes_of_ascii_and_whole_if_it_has_a_text(subject: str, text: str) -> None:
    finished: FinishedLetter = letter(text, subject)
    link = finished.mailto
    assert link.isascii()
    assert len(link.encode()) <= 1800
    body = link.partition("&body=")[2]
    assert not body or unquote(body) == finished.words.replace("\n", "\r\n")


def test_plain_text_is_the_whole_letter_from_the_sender_to_the_name() -> None:
    assert letter("One.\n\nTwo.").plain_text == (
        "Ada Example\nExample Street 1\n12345 Example Town\n\n"
        "The Ambassador\n1 Example Square\nSÜDKOREA\n\n"
        "Example Town, May 4, 2026\n\n"
        "Those held\n\n"
        "Your Excellency,\n\nOne.\n\nTwo.\n\nYours faithfully\nAda Example\n"
    )


def test_plain_text_has_no_holes_where_nothing_was_entered() -> None:
    nothing = Addressee(("The Ambassador",), "", "")
    finished = finish(Wording("en", "", "Text"), Writer("", "DE"), nothing, DAY)
    assert finished.plain_text == "The Ambassador\n\nMay 4, 2026\n\nText\n"


def test_a_card_says_the_name_but_not_the_address_of_its_sender() -> None:
    assert letter().on_paper("Title", Layout.CARD).sender == ("Ada Example",)


def test_a_card_without_a_name_has_no_address_either() -> None:
    assert letter(name="").on_paper("Title", Layout.CARD).sender == ()


def test_a_letter_says_the_address_of_its_sender() -> None:
    assert letter().on_paper("Title", Layout.LETTER).sender == (
        "Ada Example",
        "Example Street 1",
        "12345 Example Town",
    )


@pytest.mark.parametrize(("country", "paper"), [("DE", Paper.A4), ("US", Paper.LETTER)])
def test_the_paper_is_that_of_the_country_of_posting(country: str, paper: Paper) -> None:
    assert letter(country=country).on_paper("Title", Layout.LETTER).paper == paper


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fa", "rtl"), ("ar", "rtl"), ("ko", "ltr")])
def test_a_wording_runs_in_the_direction_of_its_language(language: str, direction: str) -> None:
    assert Wording(language, "", "").direction == direction


def test_a_letter_with_other_line_ends_says_the_same() -> None:
    assert Wording("en", "A  b", "c\r\n\r\nd").says_the_same_as(Wording("en", "A b", "c\n\nd\n"))


def test_a_letter_with_one_more_word_does_not_say_the_same() -> None:
    assert not Wording("en", "A b", "c").says_the_same_as(Wording("en", "A b", "c d"))
