"""What the keyboard reaches, and that it can be seen."""

from campaigns.petitions.models import PetitionPage

from .conftest import OpenPage

FOCUSED = "document.activeElement"
COVERED = """() => {
  const field = document.activeElement.getBoundingClientRect();
  const bars = [...document.querySelectorAll(".jump")].map(bar => bar.getBoundingClientRect());
  const isOutside = field.bottom > innerHeight || field.top < 0;
  return isOutside || bars.some(bar => bar.top < field.bottom && bar.bottom > field.top);
}"""


def test_the_first_stop_leads_past_the_header(open_page: OpenPage) -> None:
    visit = open_page("/en/", width=360)
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate(f"{FOCUSED}.getAttribute('href')") == "#main"
    assert visit.page.locator(".skip").is_visible()
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate(f"{FOCUSED}.id") == "main"


def test_the_error_summary_has_the_focus_and_leads_to_the_fields(
    open_page: OpenPage, petition_page: PetitionPage
) -> None:
    visit = open_page(petition_page.url, width=360)
    visit.follow("#sign button[type=submit]")
    assert visit.page.evaluate(f"{FOCUSED}.getAttribute('role')") == "alert"
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate(f"{FOCUSED}.id") == "id_name"


def test_the_bar_that_leads_to_the_form_never_covers_what_has_the_focus(
    open_page: OpenPage, petition_page: PetitionPage
) -> None:
    visit = open_page(petition_page.url, width=360)
    visit.page.emulate_media(reduced_motion="reduce")
    covered = []
    for _stop in range(60):
        visit.page.keyboard.press("Tab")
        is_bar_or_nothing = visit.page.evaluate(f"{FOCUSED} === document.body || !!{FOCUSED}.closest('.jump')")
        if not is_bar_or_nothing and visit.page.evaluate(COVERED):
            covered.append(visit.page.evaluate(f"{FOCUSED}.outerHTML.slice(0, 120)"))
    assert covered == []


def test_escape_closes_the_menu_of_languages(open_page: OpenPage) -> None:
    visit = open_page("/en/")
    visit.page.focus(".languages summary")
    visit.page.keyboard.press("Enter")
    assert visit.page.get_by_role("link", name="Deutsch").is_visible()
    visit.page.keyboard.press("Escape")
    assert not visit.page.get_by_role("link", name="Deutsch").is_visible()
    assert visit.page.evaluate(f"{FOCUSED}.tagName") == "SUMMARY"
