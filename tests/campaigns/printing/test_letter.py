"""Letters on paper: whole, where a window envelope wants them, and for everybody to read."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PageObject

from campaigns.printing import typesetting
from campaigns.printing.fonts import UnprintableText
from campaigns.printing.letter import Layout, Letter, Paper, print_letters
from campaigns.wording import clean_letter

from .reading import INCH, MILLIMETRE, Box, address_on, read, runs, words_of
from .samples import COUNTRY, LANGUAGES, RECIPIENT, SENDER, WORDS, letter

# DIN 5008:2020, form B: the window, and the part of it below the line with the sender.
WINDOW = Box(20, 45, 105, 90)
ADDRESS = Box(20, 62.7, 105, 90)
US_WINDOW = Box(0.875 * INCH, 2.04 * INCH, 5.375 * INCH, 3.165 * INCH)
SIGNED = "John Q. Roe"
LONG_LINES = tuple(
    f"Directorate-General {number} for Correspondence with Foreign Citizens and Organisations"
    for number in range(1, 10)
)
HOSTILE = '#let x = $1$ \\ * _ ` backticks @a // b [[c]] -- "quoted" /* d */ <e> ~ --- ... = f + g - h'
PROGRAM = """#import "letter.typ": *
#set page(width: 1cm)
#read("/etc/passwd")
#sys.inputs.data
#panic("out")
#while true { }
```raw``` $ sum_(i=0)^n $ https://example.org/"""
# Marks that stand on one character, and no font has all three.
ACROSS_FONTS = "\u08e9㉕\u0337"


def address_of(page: PageObject) -> str:
    return address_on(page, ADDRESS)


def size_of_name(printed: Letter) -> float:
    return next(run.size for page in read(printed).pages for run in runs(page) if run.text == SIGNED)


@pytest.fixture
def fresh_compilers() -> Iterator[None]:
    typesetting._compilers.clear()
    yield
    typesetting._compilers.clear()


# Where the address stands.


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_address_is_in_the_window(language: str) -> None:
    assert address_of(read(letter(language)).pages[0]) == " ".join((*RECIPIENT, COUNTRY))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_long_lines_shrink_into_the_window(language: str) -> None:
    page = read(letter(language, recipient=LONG_LINES)).pages[0]
    assert address_of(page) == " ".join((*LONG_LINES, COUNTRY))


def test_a_short_address_is_in_type_of_the_usual_size() -> None:
    page = read(letter(recipient=RECIPIENT[:4], country_line="GERMANY")).pages[0]
    assert {run.size for run in runs(page) if ADDRESS.holds(run.box)} == {11}


def test_within_a_country_nothing_follows_the_address() -> None:
    assert address_of(read(letter(country_line="")).pages[0]) == " ".join(RECIPIENT)


def test_an_arabic_address_is_in_the_window() -> None:
    address = ("وزارة العدل", "شارع الاستقلال", "القاهرة")
    page = read(letter("ar", recipient=address, country_line="مصر")).pages[0]
    assert Counter(address_of(page).split()) == Counter(" ".join((*address, "مصر")).split())


def test_the_sender_above_the_address_is_in_the_window() -> None:
    lines = [run for run in runs(read(letter()).pages[0]) if run.text == "  ·  ".join(SENDER)]
    assert [WINDOW.holds(run.box) for run in lines] == [True]


def test_an_address_of_the_sender_too_long_for_the_window_is_left_out_there_but_not_on_the_letter() -> None:
    sender = ("Jane Doe", *["A Street of a Very Long Name Indeed 12345"] * 3)
    page = read(letter(sender=sender)).pages[0]
    assert [run.text for run in runs(page) if WINDOW.holds(run.box) and run.box.top < ADDRESS.top] == ["Jane Doe"]
    assert words_of(read(letter(sender=sender))).count(sender[1]) == 3


def test_us_letter_has_the_address_in_the_window_of_a_number_10_envelope() -> None:
    page = read(letter(paper=Paper.LETTER, recipient=RECIPIENT[:4])).pages[0]
    assert (page.mediabox.width, page.mediabox.height) == (8.5 * 72, 11 * 72)
    assert address_on(page, US_WINDOW).endswith(" ".join((*RECIPIENT[:4], COUNTRY)))


def test_us_letter_shrinks_nine_long_lines_into_the_window() -> None:
    page = read(letter(paper=Paper.LETTER, recipient=LONG_LINES)).pages[0]
    assert address_on(page, US_WINDOW).endswith(" ".join((*LONG_LINES, COUNTRY)))


def test_marks_show_where_to_fold_and_punch() -> None:
    page = read(letter()).pages[0]
    heights: list[float] = []

    def operand(operator: bytes, _operands: Any, matrix: list[float], _text_matrix: list[float]) -> None:
        if operator == b"m" and matrix[4] == pytest.approx(4 * MILLIMETRE, abs=0.01):
            heights.append((float(page.mediabox.height) - matrix[5]) / MILLIMETRE)

    page.extract_text(visitor_operand_before=operand)
    assert heights == pytest.approx([105, 148.5, 210], abs=0.01)


# Cards.


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_has_the_address_in_the_lower_half(language: str) -> None:
    page = read(letter(language, layout=Layout.CARD)).pages[0]
    assert address_on(page, Box(0, 148.5, 210, 297)) == " ".join((*RECIPIENT, COUNTRY))


def test_a_card_on_us_letter_has_the_address_in_the_lower_half() -> None:
    page = read(letter(layout=Layout.CARD, paper=Paper.LETTER)).pages[0]
    assert address_on(page, Box(0, 5.5 * INCH, 8.5 * INCH, 11 * INCH)) == " ".join((*RECIPIENT, COUNTRY))


def test_nothing_on_a_card_says_where_the_sender_lives() -> None:
    words = words_of(read(letter(layout=Layout.CARD)))
    assert "Jane Doe" in words
    assert not any(line in words for line in SENDER[1:])


def test_a_card_that_is_too_long_says_so() -> None:
    assert print_letters([letter(layout=Layout.CARD, text="Freedom for all. " * 600)]).pages[0] > 1


# How many pages.


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_usual_letter_takes_one_page(language: str, layout: Layout) -> None:
    assert print_letters([letter(language, layout=layout)]).pages == (1,)


@pytest.mark.parametrize("times", [3, 4])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_letter_takes_one_page_in_smaller_type(language: str, times: int) -> None:
    """Three to four times the usual length; how much fits differs with the language."""
    long = letter(language, text="\n\n".join([WORDS[language][2]] * times), name=SIGNED)
    assert print_letters([long]).pages == (1,)
    assert size_of_name(long) <= size_of_name(letter(language, name=SIGNED)) == 11


def test_type_gets_smaller_before_a_letter_gets_longer() -> None:
    sizes = [size_of_name(letter(text="Freedom for all. " * number, name=SIGNED)) for number in range(120, 300, 10)]
    assert [size for size in (11, 10.5, 10, 9.5, 9) if size in sizes] == list(dict.fromkeys(sizes))[:5]


def test_a_letter_that_is_too_long_says_so_for_itself_alone() -> None:
    overlong = letter(text="\n\n".join([WORDS["en"][2]] * 20))
    alone = print_letters([overlong]).pages[0]
    assert alone > 1
    assert print_letters([letter("de"), overlong, letter("ko")]).pages == (1, alone, 1)


def test_every_letter_begins_on_a_page_of_its_own() -> None:
    pages = read(letter("de"), letter("ko"), letter("ar")).pages
    assert [address_of(page) for page in pages] == [" ".join((*RECIPIENT, COUNTRY))] * 3


# For everybody to read.


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_learns_the_structure(language: str) -> None:
    root = read(letter(language)).root_object
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - an object of pypdf, not Python's
    assert "/StructTreeRoot" in root


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_reader_learns_the_language(language: str) -> None:
    assert str(read(letter(language)).root_object["/Lang"]) == language.removesuffix("-hans")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_has_its_title(language: str) -> None:
    reader = read(letter(language))
    assert reader.metadata is not None
    assert reader.metadata.title == letter(language).title


def test_only_left_and_right_are_exchanged_for_arabic() -> None:
    dated = [run for language in ("en", "ar") for run in runs(read(letter(language)).pages[0]) if "2026" in run.text]
    assert dated[0].box.left > 105 > dated[1].box.right


@pytest.mark.parametrize("language", ["en", "de", "ru"])
def test_text_can_be_taken_out_word_for_word(language: str) -> None:
    words = words_of(read(letter(language)))
    assert all(" ".join(part.split()) in words for part in WORDS[language])


@pytest.mark.parametrize("language", ["ko", "zh-hans"])
def test_korean_and_chinese_can_be_taken_out_character_for_character(language: str) -> None:
    """A line of these may end within a word, so that spaces say nothing."""
    characters = words_of(read(letter(language))).replace(" ", "")
    assert all("".join(part.split()) in characters for part in WORDS[language])


def test_every_arabic_word_can_be_taken_out_whole() -> None:
    """Letters in the order they are read; words as they stand on paper from left to right, as pypdf reads no direction.

    Numbers it glues to their neighbours.
    """
    arabic = re.compile("[\u0621-\u064a]+")
    extracted = words_of(read(letter("ar")))
    assert Counter(arabic.findall(" ".join(WORDS["ar"]))) == Counter(arabic.findall(extracted))


def test_where_persian_shares_a_shape_between_letters_the_file_says_which_it_is() -> None:
    """ActualText, ISO 32000-1, 14.9.4; pypdf does not read it."""
    assert b"/ActualText" in read(letter("fa")).pages[0].get_contents().get_data()


# Whatever people type.


@pytest.mark.parametrize("part", ["text", "subject", "salutation", "closing", "name", "place_and_date"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_markup_is_printed_as_it_was_typed(language: str, part: str) -> None:
    assert HOSTILE in words_of(read(letter(language, **{part: HOSTILE})))


@pytest.mark.parametrize("part", ["recipient", "sender"])
def test_markup_in_an_address_is_printed_as_it_was_typed(part: str) -> None:
    assert HOSTILE in words_of(read(letter(**{part: ("Jane Doe", HOSTILE)})))


def test_a_whole_program_is_printed_as_it_was_typed() -> None:
    reader = read(letter(text=PROGRAM))
    assert " ".join(PROGRAM.split()) in words_of(reader)
    assert "/Annots" not in reader.pages[0]


def test_a_title_is_no_markup() -> None:
    metadata = read(letter(title=HOSTILE)).metadata
    assert metadata is not None
    assert metadata.title == HOSTILE


def test_lines_and_spaces_stay_as_they_were_typed() -> None:
    extracted = read(letter(text="one\n    two   three\nfour")).pages[0].extract_text().replace("\u00a0", " ")
    assert "one\n    two   three\nfour" in extracted


def test_what_no_font_has_is_named() -> None:
    with pytest.raises(UnprintableText) as caught:
        print_letters([letter(name="Jane 😀"), letter(text="ᚠ 😀")])
    assert caught.value.characters == ("😀", "ᚠ")


def test_a_mark_on_a_character_of_another_font_is_named() -> None:
    with pytest.raises(UnprintableText) as caught:
        print_letters([letter(text=f"A {ACROSS_FONTS} B")])
    assert set(caught.value.characters) <= set(ACROSS_FONTS)


def test_after_text_that_cannot_be_printed_the_next_is() -> None:
    with pytest.raises(UnprintableText):
        print_letters([letter(text=ACROSS_FONTS)])
    assert print_letters([letter()]).pages == (1,)


ANY_TEXT = st.text(max_size=200)
OF_OUR_FONTS = st.text(st.characters(max_codepoint=0x9FFF, categories=("L", "M", "N", "P", "S", "Zs")), max_size=200)
MARKS_ON_ANYTHING = st.text(
    st.sampled_from("aж한字س\u0301\u0337\u06ea\u08e9\u064b\u0946\u3099\ufe0f\u200d\u200c \n㉕▂#"), max_size=60
)


@settings(max_examples=40, deadline=None)
@given(st.one_of(ANY_TEXT, OF_OUR_FONTS, MARKS_ON_ANYTHING).map(clean_letter), st.sampled_from(LANGUAGES))
@example("a\u1680b", "en")
@example(ACROSS_FONTS, "en")
@example("\u0301", "ar")
def test_any_text_is_printed_or_said_to_be_unprintable(text: str, language: str) -> None:
    refused: set[str] = set()
    pages: tuple[int, ...] = ()
    try:
        pages = print_letters([letter(language, text=text)]).pages
    except UnprintableText as error:
        refused.update(error.characters)
    assert bool(refused) != bool(pages)
    assert refused <= set(text)


@pytest.mark.parametrize("character", ["\x00", "\ufffe", "\ud800", "\ue000"])
def test_even_what_cleaning_takes_out_is_only_unprintable(character: str) -> None:
    with pytest.raises(UnprintableText):
        print_letters([letter(text=f"a{character}b")])


def test_a_whole_book_ends_within_seconds() -> None:
    started = time.monotonic()
    printed = print_letters([letter(text="Freedom for all who are in prison. " * 2900)])
    assert printed.pages[0] > 10
    assert time.monotonic() - started < 20


# Again and again.


def test_ten_letters_from_ten_threads_are_ten_right_letters() -> None:
    together = Barrier(10)

    def printed(number: int) -> str:
        together.wait(timeout=10)
        return words_of(
            read(letter(LANGUAGES[number % 7], name=f"Jane Doe the {number}th", salutation=f"no. {number};"))
        )

    with ThreadPoolExecutor(10) as pool:
        pages = list(pool.map(printed, range(10)))
    assert [[n for n in range(10) if f"no. {n};" in page and f"the {n}th" in page] for page in pages] == [
        [number] for number in range(10)
    ]


@pytest.mark.usefixtures("fresh_compilers")
def test_the_same_letter_is_the_same_file_whatever_was_printed_before() -> None:
    first = print_letters([letter("ko")]).pdf
    print_letters([letter("ar")])
    again = print_letters([letter("ko")]).pdf
    typesetting._compilers.clear()
    assert first == again == print_letters([letter("ko")]).pdf


@pytest.mark.usefixtures("fresh_compilers")
def test_a_compiler_is_replaced_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "DOCUMENTS_PER_COMPILER", 2)
    compilers = []
    for _ in range(3):
        print_letters([letter()])
        compilers.append(typesetting._compilers["letter.typ"][0])
    assert [compiler is compilers[0] for compiler in compilers] == [True, True, False]


def test_words_longer_than_a_line_are_divided_and_stay_in_their_places() -> None:
    long = "https://example.org/" + "a" * 300
    reader = read(letter(sender=("N" * 80,), recipient=("A" * 120, "10179 Berlin"), subject=long, text=long))
    edges = [run.box.right for page in reader.pages for run in runs(page)]
    assert max(edges) <= 210 - 20 + 1
    assert re.sub(r"[\s\u200b]", "", words_of(reader)).count(long) == 2
