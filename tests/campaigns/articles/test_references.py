"""The campaign's short name: where it comes from, and that it stays."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale, Page

from campaigns.articles.models import CampaignPage
from campaigns.references import LONGEST_REFERENCE, check_reference, numbered, reference_from
from tests.factories import CampaignPageFactory, translate


@pytest.mark.parametrize(
    ("title", "reference"),
    [
        ("North Korea", "north-korea"),
        ("Überall & jetzt", "uberall-jetzt"),
        ("강제 송환", "gangje-songhwan"),
        ("???", "campaign"),
        ("", "campaign"),
    ],
)
def test_a_reference_is_made_of_the_title(title: str, reference: str) -> None:
    assert reference_from(title) == reference


@given(st.text(max_size=300))
def test_whatever_the_title_the_reference_is_one(title: str) -> None:
    check_reference(reference_from(title))
    check_reference(numbered(reference_from(title), 123))
    assert len(numbered(reference_from(title), 123)) <= LONGEST_REFERENCE


def test_a_long_title_is_cut_between_words() -> None:
    assert (
        reference_from("no one may be sent back to where torture waits") == "no-one-may-be-sent-back-to-where-torture"
    )


def test_a_new_campaign_gets_one_from_its_title(campaign_list: Page) -> None:
    assert CampaignPageFactory(parent=campaign_list, title="Stay safe").reference == "stay-safe"


def test_a_draft_gets_one_too(campaign_list: Page) -> None:
    assert CampaignPageFactory(parent=campaign_list, title="Stay safe", live=False).reference == "stay-safe"


def test_editors_can_choose_their_own(campaign_list: Page) -> None:
    assert CampaignPageFactory(parent=campaign_list, title="Stay safe", reference="nk").reference == "nk"


def test_a_second_campaign_of_the_same_title_gets_a_number(campaign_list: Page) -> None:
    first = CampaignPageFactory(parent=campaign_list, title="Stay safe")
    second = CampaignPageFactory(parent=campaign_list, title="Stay safe", slug="another")
    assert (first.reference, second.reference) == ("stay-safe", "stay-safe-2")


def test_a_taken_reference_is_refused(campaign_list: Page) -> None:
    CampaignPageFactory(parent=campaign_list, reference="nk")
    with pytest.raises(ValidationError) as caught:
        CampaignPageFactory(parent=campaign_list, reference="nk")
    assert set(caught.value.message_dict) == {"reference"}


def test_a_taken_reference_does_not_hinder_a_draft(campaign_list: Page) -> None:
    CampaignPageFactory(parent=campaign_list, reference="nk")
    assert CampaignPageFactory(parent=campaign_list, reference="nk", live=False).reference == "nk-2"


@pytest.mark.parametrize("reference", ["Nord Korea", "nordkorea!", "ü", "a--b", "-a", "a\n", "a_b"])
def test_what_nobody_could_type_is_refused(campaign_list: Page, reference: str) -> None:
    with pytest.raises(ValidationError):
        CampaignPageFactory(parent=campaign_list, reference=reference)


def test_all_languages_share_one(campaign_list: Page, german: Locale) -> None:
    campaign = CampaignPageFactory(parent=campaign_list, reference="nk")
    translation = translate(campaign, german, title="Nordkorea")
    assert translation.reference == "nk"
    translation.reference = "anders"
    translation.save()
    assert translation.reference == "nk"


def test_a_copy_gets_its_own(campaign_list: Page) -> None:
    campaign = CampaignPageFactory(parent=campaign_list, title="Stay safe", reference="nk")
    campaign.save_revision().publish()
    copy = campaign.copy(update_attrs={"slug": "copy"})
    assert copy.reference == "stay-safe"
    copy.get_latest_revision().publish()
    copy.refresh_from_db()
    assert copy.reference == "stay-safe"
    campaign.refresh_from_db()
    assert campaign.reference == "nk"


def test_it_can_be_changed_until_the_campaign_is_published(campaign_list: Page) -> None:
    campaign = CampaignPageFactory(parent=campaign_list, title="St", live=False)
    campaign.title = "Stay safe"
    campaign.reference = ""
    campaign.save()
    assert campaign.reference == "stay-safe"


def test_after_that_it_stays(campaign_list: Page) -> None:
    campaign = CampaignPageFactory(parent=campaign_list, reference="nk")
    campaign.save_revision().publish()
    campaign.refresh_from_db()
    campaign.reference = "other"
    campaign.save_revision().publish()
    assert CampaignPage.objects.get(pk=campaign.pk).reference == "nk"


def test_publishing_an_old_draft_does_not_bring_an_old_one_back(campaign_list: Page) -> None:
    campaign = CampaignPageFactory(parent=campaign_list, reference="old", live=False)
    old_draft = campaign.save_revision()
    campaign.reference = "new"
    campaign.save_revision().publish()
    old_draft.publish()
    assert CampaignPage.objects.get(pk=campaign.pk).reference == "new"
