"""What scripts add to pages that are complete without them."""

from campaigns.petitions.models import PetitionPage

from .conftest import OpenPage

SHARE_SHEET = """
navigator.canShare = () => true;
navigator.share = data => { window.shared = data; return Promise.resolve() };
"""


def test_buttons_that_need_scripts_are_not_there_without_them(open_page: OpenPage, petition_page: PetitionPage) -> None:
    visit = open_page(petition_page.url, has_scripts=False)
    assert not visit.page.get_by_text("Copy the link").is_visible()
    assert visit.page.locator(".share a").first.is_visible()
    assert visit.page.locator(".address").is_visible()


def test_a_copied_link_is_confirmed_in_words(open_page: OpenPage, petition_page: PetitionPage) -> None:
    visit = open_page(petition_page.url)
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.page.get_by_text("Copy the link").click()
    visit.page.get_by_text("The link is copied.").wait_for()
    assert visit.page.evaluate("navigator.clipboard.readText()") == visit.page.locator(".address").inner_text()


def test_the_device_shares_the_address_and_nothing_about_the_reader(
    open_page: OpenPage, petition_page: PetitionPage
) -> None:
    visit = open_page(petition_page.url)
    assert not visit.page.locator("share-sheet button").is_visible()
    visit.page.add_init_script(SHARE_SHEET)
    visit.go(petition_page.url)
    visit.page.click("share-sheet button")
    assert visit.page.evaluate("window.shared.url") == visit.page.locator(".address").inner_text()


def test_characters_left_are_counted_while_typing(open_page: OpenPage, petition_page: PetitionPage) -> None:
    petition = petition_page.petition
    type(petition).objects.filter(pk=petition.pk).update(is_sensitive=False, asks_comment=True)
    try:
        visit = open_page(petition_page.url)
        visit.page.fill("#id_comment", "Because they are people.")
        assert "476" in visit.page.locator("character-count").inner_text()
    finally:
        type(petition).objects.filter(pk=petition.pk).update(
            is_sensitive=petition.is_sensitive, asks_comment=petition.asks_comment
        )


def test_the_number_follows_what_is_counted(open_page: OpenPage, petition_page: PetitionPage) -> None:
    visit = open_page(petition_page.url)
    visit.page.route(
        "**/count.json", lambda route: route.fulfill(json={"confirmed": 4321}, content_type="application/json")
    )
    visit.page.evaluate("document.querySelector('live-count').refresh()")
    assert visit.page.locator(".sign .number").inner_text() == "4,321"
    assert visit.page.evaluate("document.querySelector('.sign progress').value") == 4321
