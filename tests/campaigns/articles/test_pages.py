"""Campaigns and updates: what they show of each other, and where they may stand."""

import datetime

import pytest
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction

from campaigns.articles.models import CampaignIndexPage, CampaignPage, UpdatePage
from campaigns.donations.models import DonationPage
from campaigns.letters.models import AppealLetterPage
from campaigns.petitions.models import PetitionPage
from home.models import HomePage, StandardPage
from tests.factories import CampaignPageFactory, PetitionPageFactory, UpdatePageFactory, translate


@pytest.fixture
def campaign(campaign_list: Page) -> CampaignPage:
    return CampaignPageFactory(parent=campaign_list, title="Stay safe")


def creatable_below(model: type[Page]) -> set[type[Page]]:
    return set(model.creatable_subpage_models())


def test_pages_stand_where_they_belong() -> None:
    assert creatable_below(HomePage) == {CampaignIndexPage, DonationPage, StandardPage}
    assert creatable_below(CampaignIndexPage) == {CampaignPage}
    assert creatable_below(CampaignPage) == {AppealLetterPage, DonationPage, PetitionPage, UpdatePage}
    assert creatable_below(UpdatePage) == set()


def test_a_campaign_shows_its_live_actions_in_the_editors_order(campaign: CampaignPage) -> None:
    first = PetitionPageFactory(parent=campaign)
    PetitionPageFactory(parent=campaign, live=False)
    UpdatePageFactory(parent=campaign)
    second = PetitionPageFactory(parent=campaign)
    assert campaign.actions == [first, second]
    second.move(first, pos="left")
    assert CampaignPage.objects.get(pk=campaign.pk).actions == [second, first]


def test_an_action_behind_a_password_is_not_shown(campaign: CampaignPage) -> None:
    petition = PetitionPageFactory(parent=campaign)
    PageViewRestriction.objects.create(page=petition, restriction_type="password", password="secret")
    assert campaign.actions == []


def test_actions_cost_the_same_however_many_there_are(
    campaign: CampaignPage, django_assert_max_num_queries: object
) -> None:
    for _number in range(5):
        PetitionPageFactory(parent=campaign)
    with django_assert_max_num_queries(4):
        assert len(campaign.actions) == 5


def test_updates_come_newest_first(campaign: CampaignPage) -> None:
    older = UpdatePageFactory(parent=campaign, date=datetime.date(2024, 1, 1))
    newer = UpdatePageFactory(parent=campaign, date=datetime.date(2024, 6, 1))
    UpdatePageFactory(parent=campaign, live=False)
    assert list(campaign.updates) == [newer, older]


def test_an_update_knows_its_campaign(campaign: CampaignPage) -> None:
    assert UpdatePageFactory(parent=campaign).campaign == campaign
    assert UpdatePage(title="Not placed yet").campaign is None


def test_the_list_shows_its_live_campaigns(campaign: CampaignPage, campaign_list: CampaignIndexPage) -> None:
    CampaignPageFactory(parent=campaign_list, live=False)
    assert list(campaign_list.campaigns) == [campaign]


def test_the_reference_is_shared_and_not_for_translators() -> None:
    fields = {field.field_name: field for field in CampaignPage.translatable_fields}
    assert not fields["reference"].overridable


def test_the_short_link_leads_to_the_visitors_language(client: Client, campaign: CampaignPage, german: Locale) -> None:
    translation = translate(campaign, german, title="In Sicherheit")
    response = client.get("/c/stay-safe/", headers={"accept-language": "de-AT"})
    assert (response.status_code, response["Location"]) == (302, translation.get_url())
    assert response["Vary"] == "Accept-Language"
    assert client.get("/c/stay-safe/")["Location"] == campaign.get_url()
    assert not response.cookies


def test_the_short_link_forgives_capital_letters(client: Client, campaign: CampaignPage) -> None:
    assert client.get("/c/Stay-Safe/")["Location"] == campaign.get_url()


@pytest.mark.parametrize("address", ["/c/nothing/", "/c/stay-safe/"])
def test_a_short_link_to_nothing_published_is_not_found(client: Client, campaign: CampaignPage, address: str) -> None:
    campaign.unpublish()
    assert client.get(address, follow=True).status_code == 404


@pytest.mark.parametrize("model", [CampaignPage, CampaignIndexPage, UpdatePage])
def test_pages_bear_empty_values(
    client: Client, model: type[Page], campaign_list: Page, campaign: CampaignPage
) -> None:
    parents = {CampaignPage: campaign_list, UpdatePage: campaign, CampaignIndexPage: campaign_list.get_parent()}
    page = parents[model].add_child(instance=model(title="Empty", slug="empty"))
    assert client.get(page.get_url()).status_code == 200


def test_a_page_shows_its_actions_with_their_state(client: Client, campaign: CampaignPage) -> None:
    PetitionPageFactory(parent=campaign, title="Let them stay")
    assert b"Let them stay" in client.get(campaign.get_url()).content
