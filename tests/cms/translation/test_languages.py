"""Languages of a page, the front door, the sitemap and what crawlers are told."""

from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils.translation import override
from wagtail.models import Locale, Page, PageViewRestriction, Site

from home.models import HomePage, StandardPage
from tests.factories import StandardPageFactory, translate

NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def page(home_page: HomePage) -> StandardPage:
    return StandardPageFactory(parent=home_page, title="About us", slug="about")


@pytest.fixture
def arabic(english: Locale) -> Locale:
    return Locale.objects.create(language_code="ar")


def rendered(template: str, **context: object) -> str:
    request = RequestFactory().get("/en/")
    return Template("{% load languages %}" + template).render(Context({"request": request, **context}))


def languages(page: object) -> list[str]:
    listing = (
        "{% page_languages page as languages %}{% for l in languages %}"
        "{{ l.code }} {{ l.name }} {{ l.url }} {{ l.is_current }} {{ l.is_rtl }};{% endfor %}"
    )
    return [language for language in rendered(listing, page=page).split(";") if language]


def test_a_page_lists_exactly_the_languages_it_is_published_in(
    page: StandardPage, german: Locale, arabic: Locale
) -> None:
    translate(page, german, title="Über uns")
    page.copy_for_translation(arabic, copy_parents=True)
    assert languages(page) == ["de Deutsch /de/about/ False False", "en English /en/about/ True False"]


def test_languages_are_named_by_their_speakers_and_know_their_direction(page: StandardPage, arabic: Locale) -> None:
    translate(page, arabic)
    assert languages(page)[0] == "ar العربية /ar/about/ False True"


def test_a_page_behind_a_password_is_no_language_to_switch_to(page: StandardPage, german: Locale) -> None:
    translation = translate(page, german)
    PageViewRestriction.objects.create(page=translation, restriction_type="login")
    assert len(languages(page)) == 1


def test_a_mirror_of_another_language_is_no_translation(page: StandardPage, german: Locale) -> None:
    page.get_parent().copy_for_translation(german, alias=True)
    page.copy_for_translation(german, alias=True)
    assert len(languages(page)) == 1


@pytest.mark.parametrize("page", ["", None])
def test_error_pages_have_no_languages(page: object, english: Locale) -> None:
    assert languages(page) == []


def test_a_draft_in_preview_has_none_either(english: Locale) -> None:
    assert languages(StandardPage(title="New", locale=english)) == []


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("de", "ltr"), ("", "ltr")])
def test_text_has_the_direction_of_its_language(code: str, direction: str) -> None:
    assert rendered("{% language_direction code %}", code=code) == direction


def test_languages_are_named_in_the_readers_language() -> None:
    with override("de"):
        assert rendered("{{ 'fr'|language_name }} {{ 'zh-hans'|language_name }}") == (
            "Französisch Chinesisch (vereinfacht)"
        )
    assert rendered("{{ ''|language_name }}") == ""


def test_records_are_shown_in_the_readers_language(page: StandardPage, german: Locale) -> None:
    translate(page, german, title="Über uns")
    tag = "{% in_page_language record as shown %}{{ shown }}"
    with override("de"):
        assert rendered(tag, record=page) == "Über uns"
    assert rendered(tag, record=None) == "None"


def test_the_readers_language_is_that_of_the_page_they_see(
    home_page: HomePage, page: StandardPage, german: Locale
) -> None:
    """Whatever language is active: mails and previews show pages of others."""
    translate(page, german, title="Über uns")
    german_home = HomePage.objects.get(locale=german)
    tag = "{% in_page_language record as shown %}{{ shown }}"
    assert rendered(tag, record=page, page=german_home) == "Über uns"
    with override("de"):
        assert rendered(tag, record=page, page=home_page) == "About us"


def test_the_front_door_opens_to_the_visitors_language(client: Client, home_page: HomePage, german: Locale) -> None:
    translate(home_page, german)
    response = client.get("/", headers={"accept-language": "de-AT,en;q=0.5"})
    assert (response.status_code, response["Location"]) == (302, "/de/")
    assert response["Vary"] == "Accept-Language"
    assert not response.cookies
    assert client.get("/", headers={"accept-language": "ko"})["Location"] == "/en/"


def test_nobody_is_sent_to_a_draft(client: Client, home_page: HomePage, german: Locale) -> None:
    home_page.copy_for_translation(german)
    assert client.get("/", headers={"accept-language": "de"})["Location"] == "/en/"


def test_without_any_home_page_the_door_says_so(client: Client, home_page: HomePage) -> None:
    home_page.unpublish()
    assert client.get("/", follow=True).status_code == 404


def sitemap(client: Client) -> dict[str, dict[str, str]]:
    """Alternates by language of each address in the sitemap."""
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    urls = ElementTree.fromstring(response.content).findall("s:url", NAMESPACES)  # noqa: S314 (we made it)
    return {
        url.findtext("s:loc", "", NAMESPACES): {
            link.get("hreflang", ""): link.get("href", "") for link in url.findall("x:link", NAMESPACES)
        }
        for url in urls
    }


def test_the_sitemap_has_every_published_page_with_its_translations(
    client: Client, page: StandardPage, german: Locale, arabic: Locale
) -> None:
    translate(page.get_parent().specific, german)
    translate(page, german)
    page.copy_for_translation(arabic, copy_parents=True)
    english_address, german_address = "http://localhost/en/about/", "http://localhost/de/about/"
    alternates = {"en": english_address, "de": german_address, "x-default": english_address}
    found = sitemap(client)
    assert found[english_address] == found[german_address] == alternates
    assert set(found) == {english_address, german_address, "http://localhost/en/", "http://localhost/de/"}


def test_a_page_in_one_language_has_no_alternates(client: Client, page: StandardPage) -> None:
    assert sitemap(client)["http://localhost/en/about/"] == {}


def test_the_sitemap_keeps_quiet_about_what_is_not_public(client: Client, page: StandardPage) -> None:
    StandardPageFactory(parent=page, live=False)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert set(sitemap(client)) == {"http://localhost/en/"}


def test_the_sitemap_costs_the_same_however_many_pages_there_are(
    client: Client, home_page: HomePage, django_assert_max_num_queries: object
) -> None:
    for number in range(8):
        StandardPageFactory(parent=home_page, slug=f"page-{number}")
    sitemap(client)
    with django_assert_max_num_queries(12):
        sitemap(client)


def test_crawlers_are_told_where_the_sitemap_is_and_what_is_not_for_them(client: Client, default_site: Site) -> None:
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines
    assert "Disallow: /*/petitions/*/confirm/" in lines
    assert "Disallow: /" not in lines


@pytest.mark.parametrize("address", ["/", "/sitemap.xml", "/robots.txt", "/c/x/", "/theme-9c2f1f.css", "/en/search/"])
def test_addresses_for_reading_take_nothing_else(client: Client, home_page: HomePage, address: str) -> None:
    assert client.post(address).status_code == 405
    assert client.head(address).status_code in {200, 302, 404}


def test_the_home_pages_of_two_languages_are_translations_of_each_other(home_page: HomePage, german: Locale) -> None:
    assert Page.objects.get(pk=translate(home_page, german).pk).url == "/de/"
