"""Pages fit where they are read: narrow, magnified, from right to left, on paper."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Locale, Page

from campaigns.petitions.models import PetitionPage
from tests.factories import ConsentTextFactory

from .conftest import LANGUAGES, LogIn, OpenPage, Visit, public_paths

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDE_SPACING = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"


def start_of(visit: Visit, selector: str) -> float:
    box = visit.page.locator(selector).first.bounding_box()
    assert box
    return box["x"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways_at_320_pixels(open_page: OpenPage, language: str) -> None:
    visit = open_page(f"/{language}/", width=320)
    assert [path for path in public_paths(language) if visit.go(path).page.evaluate(OVERFLOW) > 0] == []


def test_a_reader_may_space_the_text_out(open_page: OpenPage, petition_page: PetitionPage) -> None:
    visit = open_page(petition_page.url, width=360)
    visit.page.evaluate(
        "sheet => { const style = new CSSStyleSheet(); style.replaceSync(sheet);"
        " document.adoptedStyleSheets.push(style) }",
        WIDE_SPACING,
    )
    assert visit.page.evaluate(OVERFLOW) == 0


def test_wide_tables_of_the_admin_scroll_by_keys_and_leave_the_screen_where_it_is(
    log_in: LogIn, officers: Group
) -> None:
    visit = log_in("officer-on-the-train", officers, width=360)
    for path in ("/admin/", "/admin/signatures/"):
        table = visit.go(path).page.locator(".desk__wide[role=region]")
        assert table.evaluate("region => region.scrollWidth > region.clientWidth")
        table.focus()
        visit.page.keyboard.press("ArrowRight")
        visit.page.wait_for_function("document.activeElement.scrollLeft > 0")
        assert visit.page.evaluate(OVERFLOW) == 0


@pytest.fixture
def arabic_path(server: str, petition_page: PetitionPage) -> str:
    """The petition with its parents as pages in Arabic; which words stand there does not matter here."""
    arabic = Locale.objects.get_or_create(language_code="ar")[0]
    page = PetitionPage.objects.filter(locale=arabic).first()
    if page is None:
        ConsentTextFactory(locale=arabic)
        page = petition_page.copy_for_translation(arabic, copy_parents=True)
        for copied in Page.objects.filter(locale=arabic).specific():
            copied.alias_of = None
            copied.save()
            copied.save_revision().publish()
        page.refresh_from_db()
    return page.url


@pytest.mark.parametrize("width", [320, 1280])
def test_arabic_pages_run_from_right_to_left(open_page: OpenPage, arabic_path: str, width: int) -> None:
    visit = open_page(arabic_path, width=width)
    assert (visit.page.get_attribute("html", "lang"), visit.page.get_attribute("html", "dir")) == ("ar", "rtl")
    assert visit.page.evaluate(OVERFLOW) == 0
    assert start_of(visit, ".brand svg") > start_of(visit, ".tools")
    assert visit.page.get_attribute("#id_email", "dir") == "ltr"
    if width == 1280:
        assert start_of(visit, "#sign") < start_of(visit, ".lead-in")


def test_paper_gets_the_text_without_what_can_only_be_clicked(open_page: OpenPage, petition_page: PetitionPage) -> None:
    visit = open_page(petition_page.url)
    visit.page.emulate_media(media="print")
    hidden = (".nav", ".tools", ".share", ".jump", "#sign form", ".breadcrumbs")
    assert [name for name in hidden if visit.page.locator(name).first.is_visible()] == []
    assert visit.page.locator("#demand").is_visible()
    assert visit.page.locator(".on-paper").is_visible()


def test_colours_forced_by_the_reader_leave_the_count_readable(
    open_page: OpenPage, petition_page: PetitionPage
) -> None:
    visit = open_page(petition_page.url)
    visit.page.emulate_media(forced_colors="active")
    assert visit.page.evaluate("getComputedStyle(document.querySelector('progress')).appearance") == "auto"
