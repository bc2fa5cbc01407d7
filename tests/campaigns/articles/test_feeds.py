"""The feed of a language."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from wagtail.models import Locale, Page

from tests.factories import CampaignPageFactory, PetitionPageFactory, UpdatePageFactory, translate


def titles(client: Client, language: str) -> list[str]:
    feed = ElementTree.fromstring(client.get(f"/{language}/feed.xml").content)  # noqa: S314 (we made it)
    return [item.findtext("title") or "" for item in feed.iter("item")]


@pytest.fixture
def campaign(campaign_list: Page) -> Page:
    page = CampaignPageFactory(parent=campaign_list, title="Stay safe & free", live=False)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def test_it_has_campaigns_and_updates_newest_first(client: Client, campaign: Page) -> None:
    update = UpdatePageFactory(parent=campaign, title="They answered", live=False)
    update.save_revision().publish()
    UpdatePageFactory(parent=campaign, title="Draft", live=False)
    assert titles(client, "en") == ["They answered", "Stay safe & free"]


def test_it_has_what_visitors_can_do(client: Client, campaign: Page) -> None:
    petition = PetitionPageFactory(parent=campaign, title="Let them stay", live=False)
    petition.save_revision().publish()
    assert titles(client, "en") == ["Let them stay", "Stay safe & free"]


def test_it_has_only_its_own_language(client: Client, campaign: Page, german: Locale) -> None:
    translate(campaign, german, title="In Sicherheit")
    assert titles(client, "de") == ["In Sicherheit"]


def test_it_is_the_same_for_everybody(client: Client, campaign: Page) -> None:
    response = client.get("/en/feed.xml")
    assert response["Content-Type"].startswith("application/rss+xml")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_what_has_no_date_yet_does_not_break_it(client: Client, campaign: Page, campaign_list: Page) -> None:
    CampaignPageFactory(parent=campaign_list, title="Made by a script")
    assert titles(client, "en") == ["Stay safe & free"]


def test_it_says_which_language_it_is_in(client: Client, campaign: Page) -> None:
    assert b"<language>en</language>" in client.get("/en/feed.xml").content


def test_there_is_none_in_a_language_nothing_is_written_in(client: Client, campaign: Page) -> None:
    assert client.get("/fr/feed.xml").status_code == 404
