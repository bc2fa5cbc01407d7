"""What axe finds on the public pages: nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from campaigns.petitions.models import PetitionPage

from .conftest import LANGUAGES, OpenPage, Visit, public_paths


def violations(visit: Visit) -> list[str]:
    found = Axe().run(visit.page).response["violations"]
    return [f"{visit.path}: {rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_public_page(open_page: OpenPage, language: str, *, is_dark: bool, width: int) -> None:
    visit = open_page(f"/{language}/", width=width, is_dark=is_dark)
    found = [violation for path in public_paths(language) for violation in violations(visit.go(path))]
    assert found == []


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_a_form_with_errors(
    open_page: OpenPage, petition_page: PetitionPage, *, is_dark: bool
) -> None:
    visit = open_page(petition_page.url, width=360, is_dark=is_dark)
    visit.follow("#sign button[type=submit]")
    assert visit.page.locator(".errors").is_visible()
    assert violations(visit) == []


def test_axe_finds_nothing_with_the_menu_of_languages_open(open_page: OpenPage) -> None:
    visit = open_page("/en/", width=360)
    visit.page.click(".languages summary")
    assert visit.page.get_by_role("link", name="Deutsch").is_visible()
    assert violations(visit) == []
