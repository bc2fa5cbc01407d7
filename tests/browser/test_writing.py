"""A letter on a phone with scripts off: from the campaign to the PDF, and what helps where there are scripts."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from campaigns.letters.models import AppealLetterPage, SentTally
from campaigns.petitions.models import PetitionPage

from .conftest import LANGUAGES, OpenPage, Visit
from .test_accessibility import violations
from .test_layout import OVERFLOW

FINISH = "#write form button[type=submit]"
PDF = "button[formaction$='letter.pdf']"
MILLIMETRE = 72 / 25.4
A4_HEIGHT = 297


def fill_in(visit: Visit) -> None:
    visit.page.locator("input[name=recipient]").first.check()
    visit.page.select_option("#id_country", "DE")
    visit.page.fill("#id_name", "Jiyoung Example")
    visit.page.fill("#id_address", "Example Street 1\n12345 Example Town")
    visit.page.fill("#id_place", "Example Town")


def letter_page(language: str) -> AppealLetterPage:
    return AppealLetterPage.objects.get(locale__language_code=language)


def places(pdf: PdfReader) -> dict[str, tuple[float, float]]:
    """Pieces of text with their distance in millimetres from the left and the upper edge."""
    found: dict[str, tuple[float, float]] = {}

    def note(text: str, matrix: list[float], text_matrix: list[float], *_font: object) -> None:
        x = text_matrix[4] * matrix[0] + matrix[4]
        y = text_matrix[5] * matrix[3] + matrix[5]
        found[text.strip()] = (x / MILLIMETRE, A4_HEIGHT - y / MILLIMETRE)

    pdf.pages[0].extract_text(visitor_text=note)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_written_and_printed_in_three_clicks_without_scripts(open_page: OpenPage, language: str) -> None:
    page = letter_page(language)
    visit = open_page(page.get_parent().url, width=360, has_scripts=False)
    visit.follow(f"a[href='{page.url}']")
    fill_in(visit)
    visit.follow(FINISH)
    assert visit.path == f"/{language}/letters/{page.letter.reference}/preview/"
    assert visit.page.evaluate(OVERFLOW) <= 0
    with visit.page.expect_download() as download:
        visit.page.click(PDF)
    pdf = PdfReader(BytesIO(Path(download.value.path()).read_bytes()))
    assert len(pdf.pages) == 1
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    x, y = next(place for text, place in places(pdf).items() if "10179 Berlin" in text)
    assert 20 <= x <= 105
    assert 45 <= y <= 90
    assert visit.cookies == []
    assert "Jiyoung" not in "".join(response.url for response in visit.responses)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_finished_letter_nor_on_errors(
    open_page: OpenPage, language: str, *, is_dark: bool
) -> None:
    visit = open_page(f"{letter_page(language).url}?text=zh-hans", width=360, is_dark=is_dark)
    visit.follow(FINISH)
    assert visit.page.locator(".errors").is_visible()
    assert violations(visit) == []
    fill_in(visit)
    visit.follow(FINISH)
    assert visit.page.locator(PDF).is_visible()
    assert violations(visit) == []


def test_what_was_written_comes_back_to_be_changed(open_page: OpenPage) -> None:
    visit = open_page(letter_page("en").url, width=360, has_scripts=False)
    fill_in(visit)
    visit.page.fill("#id_text", "My own words.\n\nTwo paragraphs from {place}.")
    visit.follow(FINISH)
    assert "Two paragraphs from Example Town." in visit.page.locator(".paper").inner_text()
    visit.follow("button[name=action]")
    assert visit.page.input_value("#id_text") == "My own words.\n\nTwo paragraphs from {place}."
    assert visit.page.input_value("#id_name") == "Jiyoung Example"


def test_a_letter_reported_twice_by_a_double_click_counts_once(open_page: OpenPage) -> None:
    visit = open_page(letter_page("de").url)
    fill_in(visit)
    visit.follow(FINISH)
    before = sum(SentTally.objects.values_list("letters", flat=True))
    visit.page.dblclick("form[action$='/sent/'] button")
    expect(visit.page).to_have_url(re.compile("/thanks/$"))
    assert sum(SentTally.objects.values_list("letters", flat=True)) == before + 1


def test_scripts_offer_to_print_and_to_copy(open_page: OpenPage) -> None:
    visit = open_page(letter_page("en").url)
    fill_in(visit)
    visit.follow(FINISH)
    assert visit.page.locator("print-page button").is_visible()
    assert visit.complaints == []


def test_paper_gets_the_letter_and_nothing_else(open_page: OpenPage) -> None:
    visit = open_page(letter_page("en").url)
    fill_in(visit)
    visit.follow(FINISH)
    visit.page.emulate_media(media="print")
    assert visit.page.locator(".paper").first.is_visible()
    hidden = (".masthead", ".footer", ".step", "form[action$='/sent/']", ".finished h2")
    assert [name for name in hidden if visit.page.locator(name).first.is_visible()] == []


def test_the_letter_is_the_next_step_after_signing(open_page: OpenPage, petition_page: PetitionPage) -> None:
    visit = open_page(f"/en/petitions/{petition_page.petition.reference}/thanks/", has_scripts=False)
    assert visit.page.locator(f"a[href='{letter_page('en').url}']").count() == 1
