"""What visitors find who come without a language, or with one in which there is nothing."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale, Page

from campaigns.petitions.models import PetitionPage
from home.models import HomePage, StandardPage
from tests.factories import CampaignPageFactory, ConsentTextFactory, PetitionPageFactory, StandardPageFactory, translate


@pytest.fixture
def page(home_page: HomePage) -> StandardPage:
    return StandardPageFactory(parent=home_page, title="About us", slug="about")


@pytest.fixture
def german_home(home_page: HomePage, german: Locale) -> HomePage:
    return translate(home_page, german, title="Startseite")


@pytest.fixture
def petition(campaign_list: Page) -> PetitionPage:
    ConsentTextFactory()
    return PetitionPageFactory(parent=CampaignPageFactory(parent=campaign_list, slug="campaign"))


def as_html(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_front_door_may_be_kept_by_whoever_asks_in_the_same_languages(
    client: Client, german_home: HomePage
) -> None:
    response = client.get("/", headers={"accept-language": "de"})
    assert response["Location"] == "/de/"
    assert response["Vary"] == "Accept-Language"
    assert "public" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("kind", ["p", "c"])
def test_so_may_short_links(client: Client, petition: PetitionPage, german: Locale, kind: str) -> None:
    campaign = petition.get_parent().specific
    reference = petition.petition.reference if kind == "p" else campaign.reference
    target = translate(petition if kind == "p" else campaign, german)
    response = client.get(f"/{kind}/{reference}/", headers={"accept-language": "de-CH"})
    assert response["Location"] == target.get_url()
    assert response["Vary"] == "Accept-Language"
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_an_address_in_a_language_the_page_is_not_in_offers_the_others(
    client: Client, page: StandardPage, german_home: HomePage
) -> None:
    response = client.get("/de/about/")
    assert response.status_code == 404
    html = as_html(response)
    assert '<html lang="de" dir="ltr">' in html
    assert '<a class="button quiet" href="/en/about/" lang="en" hreflang="en" dir="ltr">English</a>' in html


def test_so_does_the_address_of_a_draft_in_that_language(client: Client, page: StandardPage, german: Locale) -> None:
    translate(page.get_parent().specific, german)
    page.copy_for_translation(german)
    html = as_html(client.get("/de/about/"))
    assert 'href="/en/about/"' in html


def test_an_address_of_nothing_offers_the_home_pages_of_other_languages(
    client: Client, home_page: HomePage, german_home: HomePage
) -> None:
    response = client.get("/de/nichts/")
    html = as_html(response)
    assert response.status_code == 404
    assert 'href="/en/" lang="en"' in html
    assert 'href="/de/" lang="de"' not in html
    assert "/en/nichts/" not in html


@pytest.mark.parametrize("address", ["/de/%00/", "/de//about", "/de/about/../", "/de/" + "a/" * 400, "/de/über/"])
def test_odd_addresses_are_nothing_too(client: Client, german_home: HomePage, address: str) -> None:
    assert client.get(address, follow=True).status_code == 404


def test_a_hidden_page_is_not_offered(client: Client, page: StandardPage, german_home: HomePage) -> None:
    page.unpublish()
    assert "/en/about/" not in as_html(client.get("/de/about/"))


def test_below_a_language_without_pages_visitors_come_to_one_they_read(
    client: Client, page: StandardPage, german: Locale
) -> None:
    translate(page, german)
    response = client.get("/fr/about/", headers={"accept-language": "fr,de;q=0.8"})
    assert (response.status_code, response["Location"]) == (302, "/de/about/")
    assert "Accept-Language" in response["Vary"]
    assert client.get("/fr/about/")["Location"] == "/en/about/"
    assert client.get("/fr/")["Location"] == "/en/"


def test_nothing_below_a_language_without_pages_is_said_in_it(client: Client, home_page: HomePage) -> None:
    response = client.get("/fr/rien/")
    assert response.status_code == 404
    assert '<html lang="fr" dir="ltr">' in as_html(response)
    assert 'href="/en/" lang="en"' in as_html(response)


def test_a_mirror_is_not_shown_as_if_it_were_a_translation(client: Client, page: StandardPage, german: Locale) -> None:
    page.get_parent().specific.copy_for_translation(german, alias=True)
    page.copy_for_translation(german, alias=True)
    assert client.get("/de/about/")["Location"] == "/en/about/"


def test_a_link_from_a_mail_works_when_its_language_is_gone(
    client: Client, petition: PetitionPage, german: Locale
) -> None:
    translation = translate(petition, german)
    translation.unpublish()
    response = client.get(f"/de/petitions/{petition.petition.reference}/confirm/broken/")
    assert '<html lang="en" dir="ltr">' in as_html(response)
    assert response["Content-Language"] == "en"
    assert b"This link is not complete" in response.content


def test_nothing_is_shown_of_a_petition_that_is_gone(client: Client, petition: PetitionPage) -> None:
    reference = petition.petition.reference
    petition.unpublish()
    assert client.get(f"/en/petitions/{reference}/thanks/").status_code == 404
