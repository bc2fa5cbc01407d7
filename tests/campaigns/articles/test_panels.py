"""The form of a campaign: what stands below it, and what can be added."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.admin.panels import TitleFieldPanel
from wagtail.models import get_page_models

from campaigns.articles.models import CampaignPage
from campaigns.articles.panels import additions_to
from campaigns.pages import ContentPage
from cms.access.granting import grant_roles
from cms.access.models import User
from cms.access.roles import EDITORS, VIEWERS
from tests.factories import PetitionPageFactory, UpdatePageFactory


def member_of(role: str) -> User:
    grant_roles()
    user = User.objects.create_user("somebody", password="a long password")
    user.groups.add(Group.objects.get(name=role))
    return user


def test_what_visitors_can_do_is_offered_first_and_leads_back(campaign: CampaignPage) -> None:
    additions = additions_to(campaign, member_of(EDITORS.name))
    assert {addition.label for addition in additions} == {"Petition page", "Letter page", "Donation page", "Update"}
    assert additions[-1].label == "Update"
    assert all(f"next=%2Fadmin%2Fpages%2F{campaign.pk}%2Fedit%2F" in addition.url for addition in additions)


def test_nothing_is_offered_to_those_who_may_not_write(campaign: CampaignPage) -> None:
    assert additions_to(campaign, member_of(VIEWERS.name)) == []


def test_the_form_shows_what_stands_below_drafts_too_but_no_news(campaign: CampaignPage, client: Client) -> None:
    PetitionPageFactory(parent=campaign, title="Let them stay", slug="stay", live=False)
    UpdatePageFactory(parent=campaign, title="They may stay", slug="news")
    client.force_login(member_of(EDITORS.name))
    page = client.get(reverse("wagtailadmin_pages:edit", args=[campaign.pk])).content.decode()
    assert "Let them stay" in page
    assert "They may stay" not in page
    assert "Add to this campaign:" in page


def test_a_new_campaign_says_that_it_has_to_be_saved_first(campaign: CampaignPage, client: Client) -> None:
    client.force_login(member_of(EDITORS.name))
    address = reverse("wagtailadmin_pages:add", args=["articles", "campaignpage", campaign.get_parent().pk])
    page = client.get(address).content.decode()
    assert "Save the campaign first." in page
    assert "Add to this campaign:" not in page


@pytest.mark.parametrize("model", [model for model in get_page_models() if issubclass(model, ContentPage)])
def test_every_form_writes_the_address_while_the_title_is_typed(model: type[ContentPage]) -> None:
    # Automatic saving tells by the address that a page is there already.
    content = model.get_edit_handler().children[0]
    assert [type(panel) for panel in content.children if getattr(panel, "field_name", "") == "title"] == [
        TitleFieldPanel
    ]
