from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.models import Locale, Page

from campaigns.petitions import signing
from campaigns.petitions.models import (
    ConsentText,
    HandoverMode,
    Outcome,
    Person,
    Petition,
    PetitionPage,
    PetitionState,
    Signature,
    count_signatures,
)
from tests.factories import CampaignPageFactory, ConsentTextFactory, PetitionPageFactory, petition_settings, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(petition: Petition, consent: ConsentText) -> Signature:
    signature = signing.sign(petition, Person("Ada", "ada@example.org"), country="DE", language="en", consent=consent)
    signing.confirm(signature.public_id)
    return signature


def test_saving_a_page_for_the_first_time_makes_its_petition(page: PetitionPage) -> None:
    assert page.petition.reference == "let-them-stay"
    assert Petition.objects.count() == 1


def test_petitions_with_the_same_title_get_different_references(campaign: Page) -> None:
    pages = [PetitionPageFactory(parent=campaign, title="북한 난민", slug=f"p{number}") for number in range(3)]
    references = [page.petition.reference for page in pages]
    assert len(set(references)) == 3
    assert all(reference.isascii() for reference in references)


def test_translations_share_the_petition(page: PetitionPage, german: Locale) -> None:
    assert translate(page, german).petition == page.petition


def test_a_copy_for_another_campaign_gets_a_petition_of_its_own(
    page: PetitionPage, campaign: Page, signed: Signature
) -> None:
    petition_settings(page, goal=5000, asks_place=True, outcome=Outcome.WON)
    other = CampaignPageFactory(parent=campaign.get_parent())
    copy = page.copy(to=other)
    copy.save_revision().publish()
    copied = PetitionPage.objects.get(pk=copy.pk).petition
    assert copied != page.petition
    assert (copied.goal, copied.asks_place, copied.outcome) == (5000, True, Outcome.NONE)
    assert (count_signatures(copied).confirmed, count_signatures(page.petition).confirmed) == (0, 1)


def test_publishing_an_old_draft_changes_nothing_that_counts(page: PetitionPage, signed: Signature) -> None:
    old = page.save_revision()
    petition_settings(page, goal=9000, closes_at=timezone.now() + timezone.timedelta(days=30))
    page.title = "New title"
    page.save_revision().publish()
    old.publish()
    petition = PetitionPage.objects.get(pk=page.pk).petition
    assert (petition.pk, petition.goal, petition.closes_at is not None) == (page.petition_id, 9000, True)
    assert count_signatures(petition).confirmed == 1


def test_publishing_a_copy_whose_draft_names_the_old_petition_keeps_them_apart(
    page: PetitionPage, campaign: Page
) -> None:
    copy = page.copy(to=campaign, update_attrs={"slug": "copy"}, copy_revisions=True)
    revision = copy.save_revision()
    revision.content["petition"] = page.petition_id
    revision.save()
    revision.publish()
    assert PetitionPage.objects.get(pk=copy.pk).petition != page.petition
    assert Petition.objects.count() == 2


def test_moving_a_page_changes_no_number(page: PetitionPage, campaign: Page, signed: Signature) -> None:
    page.move(CampaignPageFactory(parent=campaign.get_parent()), pos="last-child")
    moved = PetitionPage.objects.get(pk=page.pk)
    assert moved.petition == page.petition
    assert count_signatures(moved.petition).confirmed == 1


def test_deleting_a_page_deletes_no_signature(page: PetitionPage, petition: Petition, signed: Signature) -> None:
    page.delete()
    assert Signature.objects.count() == 1
    assert count_signatures(petition).confirmed == 1


def test_a_petition_with_signatures_cannot_be_deleted(petition: Petition, signed: Signature) -> None:
    with pytest.raises(ProtectedError):
        petition.delete()


def test_what_was_promised_to_signers_can_be_narrowed_but_not_widened(petition: Petition, consent: ConsentText) -> None:
    petition.handover_mode = HandoverMode.NAMES
    petition.full_clean()
    petition.save()
    signing.sign(petition, Person("Ada", "ada@example.org"), country="DE", language="en", consent=consent)
    petition.handover_mode = HandoverMode.NAMES_AND_PLACES
    with pytest.raises(ValidationError, match="narrowed"):
        petition.full_clean()
    petition.handover_mode = HandoverMode.NUMBER
    petition.full_clean()


@pytest.mark.parametrize(
    "changes",
    [
        {"is_sensitive": True, "handover_mode": HandoverMode.NAMES},
        {"is_sensitive": True, "asks_comment": True},
        {"opens_at": timezone.now(), "closes_at": timezone.now() - timezone.timedelta(days=1)},
        {"reference": "Nicht ASCII ü"},
        {"goal": 0},
        {"retention_months": 0},
    ],
)
def test_settings_that_contradict_themselves_are_refused_in_words(petition: Petition, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(petition, name, value)
    with pytest.raises(ValidationError):
        petition.full_clean()


def test_an_editors_text_for_a_state_replaces_the_default(page: PetitionPage) -> None:
    page.state_texts = [
        ("state_text", {"state": "won", "heading": "They may stay", "text": "<p>All of them.</p>", "call_page": None})
    ]
    page.save()
    page = PetitionPage.objects.get(pk=page.pk)
    assert page.state_text(PetitionState.WON).heading == "They may stay"
    assert page.state_text(PetitionState.ENDED).heading != "They may stay"


def test_a_card_shows_no_bar_before_25_have_signed(page: PetitionPage) -> None:
    petition_settings(page, goal=100)
    assert page.action_state.count is None


def test_a_version_of_the_consent_text_is_frozen_once_somebody_agreed(consent: ConsentText, signed: Signature) -> None:
    consent = ConsentText.objects.get(pk=consent.pk)
    consent.statement = "<p>Something else</p>"
    with pytest.raises(ValidationError):
        consent.full_clean()


def test_the_newest_consent_text_in_the_readers_language_is_used(consent: ConsentText, german: Locale) -> None:
    newer = ConsentTextFactory()
    assert newer.version == consent.version + 1
    assert ConsentText.objects.current("en") == newer
    assert ConsentText.objects.current("de") == newer
    translated = consent.copy_for_translation(german)
    translated.save()
    assert translated.version == consent.version
    assert ConsentText.objects.current("de") == translated
