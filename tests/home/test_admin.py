"""Editors reach everything, and every form opens."""

import pytest
from django.test import Client
from wagtail.models import Locale, Page, Site

from campaigns.articles.models import CampaignPage
from home.models import HomePage, OrganisationSettings, SiteTexts
from tests.factories import CampaignPageFactory, UpdatePageFactory


@pytest.fixture
def campaign(campaign_list: Page) -> CampaignPage:
    return CampaignPageFactory(parent=campaign_list)


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        ("articles/campaignindexpage", "home"),
        ("home/standardpage", "home"),
        ("articles/campaignpage", "list"),
        ("articles/updatepage", "campaign"),
        ("petitions/petitionpage", "campaign"),
    ],
)
def test_every_kind_of_page_can_be_begun(admin_client: Client, campaign: CampaignPage, kind: str, parent: str) -> None:
    campaign_list = campaign.get_parent()
    parents = {"home": campaign_list.get_parent(), "list": campaign_list, "campaign": campaign}
    assert admin_client.get(f"/admin/pages/add/{kind}/{parents[parent].pk}/").status_code == 200


def test_every_page_can_be_opened_again(
    admin_client: Client, campaign: CampaignPage, campaign_list: Page, home_page: HomePage
) -> None:
    for page in (home_page, campaign_list, campaign, UpdatePageFactory(parent=campaign)):
        assert admin_client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


def test_a_campaign_is_begun_with_a_title_alone(admin_client: Client, campaign_list: Page) -> None:
    response = admin_client.post(
        f"/admin/pages/add/articles/campaignpage/{campaign_list.pk}/",
        {"title": "Stay safe", "slug": "stay-safe", "body-count": "0", "local_extra-count": "0"}
        | {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
        | {"comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": ""},
    )
    assert response.status_code == 302
    assert CampaignPage.objects.get().reference == "stay-safe"


def test_the_organisation_is_one_form(admin_client: Client, default_site: Site) -> None:
    address = f"/admin/settings/home/organisationsettings/{default_site.pk}/"
    form = {"name": "Example Rights", "accent_colour": "#ffcc00", "x": "x.com/example", "country": "DE"}
    assert admin_client.get(address).status_code == 200
    refused = admin_client.post(address, form)
    assert b"nearest darker shade" in refused.content
    assert admin_client.post(address, {**form, "accent_colour": "#9c2f1f"}).status_code == 302
    settings = OrganisationSettings.for_site(default_site)
    assert (settings.name, settings.x) == ("Example Rights", "https://x.com/example")


def test_texts_of_the_site_are_listed_by_language(admin_client: Client, english: Locale, home_page: HomePage) -> None:
    texts = SiteTexts.objects.create(locale=english, tagline="For those who cannot speak")
    assert b"For those who cannot speak" in admin_client.get("/admin/snippets/home/sitetexts/").content
    assert admin_client.get(f"/admin/snippets/home/sitetexts/edit/{texts.pk}/").status_code == 200


def test_campaigns_are_listed_with_their_reference(admin_client: Client, campaign: CampaignPage) -> None:
    assert campaign.reference.encode() in admin_client.get("/admin/campaigns/").content
