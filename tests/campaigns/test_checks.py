"""What is said before a page is published, and where it is mended."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from campaigns.articles.models import CampaignPage
from campaigns.checks import Finding, looks_like_a_name, looks_like_file_name
from campaigns.petitions import signing
from campaigns.petitions.models import ConsentText, Outcome, Person, PetitionPage
from home.models import HomePage, Picture, StandardPage
from tests.factories import (
    AppealLetterPageFactory,
    CampaignIndexPageFactory,
    CampaignPageFactory,
    ConsentTextFactory,
    DonationPageFactory,
    PetitionPageFactory,
    StandardPageFactory,
    petition_settings,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(home_page: HomePage) -> CampaignPage:
    return CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home_page, slug="campaigns"))


@pytest.fixture
def petition_page(campaign: CampaignPage) -> PetitionPage:
    page = PetitionPageFactory(parent=campaign, share_text="Let them stay.")
    ConsentTextFactory()
    petition_settings(page, goal=100, closes_at=timezone.now() + timedelta(days=30))
    return PetitionPage.objects.get(pk=page.pk)


@pytest.fixture
def page(home_page: HomePage) -> StandardPage:
    return StandardPageFactory(parent=home_page, slug="about", summary="In short.", share_text="Read this.")


def found(page: Any, words: str) -> Finding:
    """The one finding with these words."""
    matching = [finding for finding in page.findings() if words in str(finding.text)]
    assert len(matching) == 1, [str(finding.text) for finding in page.findings()]
    return matching[0]


def block(kind: str, value: Any, block_id: str = "b1") -> dict[str, Any]:
    return {"type": kind, "value": value, "id": block_id}


def test_a_page_in_order_has_nothing_to_say(page: StandardPage, petition_page: PetitionPage) -> None:
    assert list(page.findings()) == []
    assert list(petition_page.findings()) == []


@pytest.mark.parametrize(
    ("changes", "words", "href"),
    [
        ({"summary": ""}, "write a summary", "#id_summary-label"),
        ({"share_text": ""}, "text for sharing", "#id_share_text-label"),
        ({"picture_alt": "IMG_4711.jpg"}, "name of a file", "#id_picture_alt-label"),
        ({"body": [block("paragraph", "<p>Word.</p>" * 20_000)]}, "kB before anybody scrolls", ""),
    ],
)
def test_what_every_page_is_told(page: StandardPage, changes: dict[str, Any], words: str, href: str) -> None:
    for name, value in changes.items():
        setattr(page, name, value)
    finding = found(page, words)
    assert finding.href == href
    assert not finding.blocks


def test_pictures_want_a_description(page: StandardPage) -> None:
    page.picture_id = 4711
    assert found(page, "on top has no description").href == "#id_picture_alt-label"
    rows = [
        {"image": 1, "alt_text": "", "decorative": False},
        {"image": 1, "alt_text": "DSC_0815", "decorative": False},
        {"image": 1, "alt_text": "", "decorative": True},
        {"image": 1, "alt_text": "Two sisters at a river", "decorative": False},
    ]
    page.picture_id = None
    page.body = StandardPage._meta.get_field("body").to_python(
        [block("image", {"image": row}, f"b{number}") for number, row in enumerate(rows)]
    )
    assert found(page, "in the text has no description").href == "#block-b0-section"
    assert found(page, "“DSC_0815”").href == "#block-b1-section"
    assert len(list(page.findings())) == 2


def test_links_to_what_is_not_online_are_found(page: StandardPage) -> None:
    draft = StandardPageFactory(parent=page.get_parent().specific, slug="draft", live=False)
    links = f'<p><a linktype="page" id="{page.pk}">here</a> <a linktype="page" id="{draft.pk}">there</a></p>'
    page.body = [block("paragraph", links)]
    assert found(page, "leads to a page that is not online").field == "body"
    draft.save_revision().publish()
    assert list(page.findings()) == []


def test_a_page_below_one_that_is_not_online_says_so(page: StandardPage) -> None:
    Page.objects.filter(pk=page.get_parent().pk).update(live=False)
    assert "above this page" in str(found(page, "above this page").text)


def test_a_petition_without_words_or_consent_stays_offline(petition_page: PetitionPage) -> None:
    petition_page.demand = '<p data-block-key="a1b2c"></p>'
    assert found(petition_page, "write the petition text").blocks
    ConsentText.objects.all().delete()
    assert found(petition_page, "no consent text in this language").blocks
    assert len(petition_page.hindrances) == 2


def test_a_petition_s_settings_are_looked_at(petition_page: PetitionPage) -> None:
    petition_page.addressee = ""
    petition_page.petition.goal = petition_page.petition.closes_at = None
    assert found(petition_page, "to whom the demand goes").href == "#id_addressee-label"
    assert "/petition_settings/" in found(petition_page, "no goal").href
    assert "/petition_settings/" in found(petition_page, "no deadline").href
    petition_page.petition.closes_at = timezone.now() - timedelta(days=1)
    assert found(petition_page, "The deadline is past").url
    petition_page.petition.outcome = Outcome.WON
    assert not [finding for finding in petition_page.findings() if "deadline" in str(finding.text)]


def test_names_in_titles_matter_where_signing_is_dangerous(petition_page: PetitionPage) -> None:
    petition_page.title = "Freedom for Ada Example"
    assert list(petition_page.findings()) == []
    petition_page.petition.is_sensitive = True
    assert found(petition_page, "looks like it has a person's name").href == "#id_title-label"


@pytest.mark.parametrize(
    ("title", "is_name"),
    [
        ("Freedom for Ada Example", True),
        ("Свободу Ивану Примерову", True),
        ("Freedom in North Korea", False),
        ("Let those who fled stay", False),
        ("The right to stay", False),
        ("Stop the UN USA deal", False),
    ],
)
def test_names_are_guessed_by_capital_letters(title: str, is_name: bool) -> None:
    assert looks_like_a_name(title, "en") is is_name


@pytest.mark.parametrize("text", ["photo.JPG", "IMG 4711", "dsc-12", "lit_windows", "20240501"])
def test_names_of_files_are_recognised(text: str) -> None:
    assert looks_like_file_name(text)
    assert not looks_like_file_name("A photo of two sisters, 1984")


def test_rewording_what_people_signed_is_said_beforehand(petition_page: PetitionPage) -> None:
    petition, consent = petition_page.petition, ConsentText.objects.current("en")
    assert consent is not None
    petition_page.demand = "<p>Something else.</p>"
    assert list(petition_page.findings()) == []
    signature = signing.sign(
        petition, Person("Ada Example", "ada@example.org"), country="DE", language="en", consent=consent
    )
    assert signature is not None
    assert list(petition_page.findings()) == []
    signing.confirm(signature.public_id)
    finding = found(petition_page, "People have signed the words that are online")
    assert (finding.field, finding.blocks) == ("demand", False)


def test_a_letter_needs_somebody_to_go_to_and_words(campaign: CampaignPage) -> None:
    letter = AppealLetterPageFactory(parent=campaign)
    assert not letter.hindrances
    bare = AppealLetterPageFactory(parent=campaign, recipients=[], letter_text="")
    assert [finding.field for finding in bare.hindrances] == ["recipients", "letter_text"]
    assert "/letter_settings/" in found(bare, "no deadline").href


def test_campaigns_and_donation_pages_want_something_to_do(campaign: CampaignPage) -> None:
    assert str(campaign.pk) in found(campaign, "nothing to do for the campaign").href
    donation = DonationPageFactory(parent=campaign)
    assert found(donation, "choose a bank account").href == "#id_accounts-label"
    again = CampaignPage.objects.get(pk=campaign.pk)
    assert not [finding for finding in again.findings() if "nothing to do" in str(finding.text)]


def test_looking_asks_as_much_however_long_the_page_is(page: StandardPage) -> None:
    picture = Picture.objects.first()
    assert picture is None

    def queries(number: int) -> int:
        link = f'<p><a linktype="page" id="{page.pk}">here</a></p>'
        page.body = StandardPage._meta.get_field("body").to_python(
            [block("paragraph", link, f"b{place}") for place in range(number)]
        )
        with CaptureQueriesContext(connection) as asked:
            list(page.findings())
        return len(asked)

    assert queries(1) == queries(20)


@pytest.mark.parametrize(
    ("factory", "field"), [(AppealLetterPageFactory, "recipients"), (DonationPageFactory, "accounts")]
)
def test_streams_of_blocks_can_be_led_to(
    factory: Any, field: str, campaign: CampaignPage, admin_client: Client
) -> None:
    page = factory(parent=campaign)
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert html.count(f'id="id_{field}-label"') == 1
