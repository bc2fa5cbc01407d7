from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page

from campaigns.letters.models import (
    AppealLetter,
    AppealLetterPage,
    Kind,
    LetterOutcome,
    LetterState,
    Recipient,
    SentTally,
)
from tests.factories import (
    AppealLetterPageFactory,
    CampaignPageFactory,
    GuidanceFactory,
    RecipientFactory,
    translate,
)

from .conftest import again, change, left_with, letter_settings, prepared_in

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def languages(page: AppealLetterPage) -> list[str]:
    return [wording.language for wording in page.wordings]


def test_saving_a_page_for_the_first_time_makes_its_letter(page: AppealLetterPage) -> None:
    assert page.letter.reference == "let-them-go"
    assert AppealLetter.objects.count() == 1


def test_letters_whose_title_has_nothing_ascii_get_different_references(campaign: Page) -> None:
    pages = [AppealLetterPageFactory(parent=campaign, title="북한", slug=f"l{number}") for number in range(3)]
    assert len({page.letter.reference for page in pages}) == 3
    assert all(page.letter.reference.isascii() for page in pages)


def test_translations_share_the_letter(page: AppealLetterPage, german: Locale) -> None:
    assert translate(page, german).letter == page.letter
    assert AppealLetter.objects.count() == 1


def test_a_copy_for_another_campaign_gets_a_letter_of_its_own(page: AppealLetterPage, campaign: Page) -> None:
    letter_settings(page, kind=Kind.PRISONER, allows_own_language=False, outcome=LetterOutcome.WON)
    copy = again(page).copy(to=CampaignPageFactory(parent=campaign.get_parent()))
    copied = again(copy).letter
    assert copied != page.letter
    assert (copied.kind, copied.allows_own_language, copied.outcome) == (Kind.PRISONER, False, LetterOutcome.NONE)


def test_publishing_an_old_draft_changes_neither_deadline_nor_outcome(page: AppealLetterPage) -> None:
    old = page.save_revision()
    closes_at = timezone.now() - HOUR
    letter_settings(page, closes_at=closes_at, outcome=LetterOutcome.ANSWERED)
    change(page, title="New title")
    old.publish()
    letter = again(page).letter
    assert (letter.pk, letter.closes_at, letter.outcome) == (page.letter_id, closes_at, LetterOutcome.ANSWERED)


def test_publishing_a_copy_whose_draft_names_the_old_letter_keeps_them_apart(
    page: AppealLetterPage, campaign: Page
) -> None:
    copy = page.copy(to=campaign, update_attrs={"slug": "copy"})
    revision = copy.save_revision()
    revision.content["letter"] = page.letter_id
    revision.save()
    revision.publish()
    assert again(copy).letter != page.letter


def test_deleting_a_page_deletes_no_number(page: AppealLetterPage) -> None:
    SentTally.objects.create(letter=page.letter, day=timezone.localdate(), language="en", letters=3)
    page.delete()
    assert SentTally.objects.get().letters == 3


def test_a_letter_with_numbers_cannot_be_deleted(page: AppealLetterPage) -> None:
    SentTally.objects.create(letter=page.letter, day=timezone.localdate(), language="en")
    AppealLetterPage.objects.all().delete()
    with pytest.raises(ProtectedError):
        AppealLetter.objects.get().delete()


def test_a_recipient_of_a_page_is_still_there_when_its_translation_is_published(
    page: AppealLetterPage, german: Locale, recipient: Recipient
) -> None:
    assert translate(page, german).chosen_recipients == [recipient]


def test_an_original_in_the_pages_language_becomes_its_own_wording(page: AppealLetterPage) -> None:
    page = change(page, originals=prepared_in("en", "ko"))
    assert (page.subject, page.letter_text) == ("Subject en", "Text in en.")
    assert page.own_wording == page.prepared[0]


def test_a_translation_keeps_its_own_words(page: AppealLetterPage, german: Locale) -> None:
    page = change(page, originals=prepared_in("en"))
    german_page = translate(page, german, letter_text="Text auf Deutsch.", subject="Betreff")
    assert german_page.own_wording is not None
    assert german_page.own_wording.text == "Text auf Deutsch."


def test_without_any_words_there_is_no_own_wording(page: AppealLetterPage) -> None:
    assert left_with(page, letter_text="").own_wording is None


@pytest.mark.parametrize(
    ("prepared", "allows_own_language", "offered"),
    [
        ((), True, ["en"]),
        ((), False, ["en"]),
        (("ko",), True, ["ko", "en"]),
        (("ko",), False, ["ko"]),
        (("ko", "fr"), True, ["ko", "fr", "en"]),
        (("ko", "en"), True, ["ko", "en"]),
        (("ko", "en"), False, ["ko", "en"]),
    ],
)
def test_prepared_languages_are_offered_first_and_the_pages_own_if_it_may_be(
    page: AppealLetterPage, prepared: tuple[str, ...], allows_own_language: bool, offered: list[str]
) -> None:
    letter_settings(page, allows_own_language=allows_own_language)
    assert languages(change(page, originals=prepared_in(*prepared))) == offered


def test_a_language_nobody_prepared_is_answered_with_the_first(page: AppealLetterPage) -> None:
    wording = change(page, originals=prepared_in("ko")).wording_in("xx")
    assert wording is not None
    assert wording.language == "ko"


@pytest.mark.parametrize("changes", [{"letter_text": ""}, {"recipients": []}], ids=["no words", "nobody to write to"])
def test_a_letter_that_is_incomplete_cannot_be_written(
    client: Client, page: AppealLetterPage, changes: dict[str, Any]
) -> None:
    page = left_with(page, **changes)
    assert not page.is_writable
    assert 'name="country"' not in client.get(page.get_url()).content.decode()


@pytest.mark.parametrize("state", list(LetterState))
def test_each_state_has_its_own_page_and_a_form_only_while_people_can_write(
    client: Client, page: AppealLetterPage, state: LetterState
) -> None:
    changes: dict[LetterState, dict[str, Any]] = {
        LetterState.NOT_OPEN: {"opens_at": timezone.now() + HOUR},
        LetterState.OPEN: {},
        LetterState.CLOSING_SOON: {"closes_at": timezone.now() + HOUR},
        LetterState.CLOSED: {"closes_at": timezone.now() - HOUR},
    }
    page = letter_settings(page, **changes.get(state, {"outcome": state.value}))
    html = client.get(page.get_url()).content.decode()
    assert str(page.state_text(state).heading) in html
    assert ('name="country"' in html) == (state in {LetterState.OPEN, LetterState.CLOSING_SOON})


def test_the_prepared_letter_can_be_read_before_and_after_it_can_be_written(
    client: Client, page: AppealLetterPage
) -> None:
    letter_settings(page, outcome=LetterOutcome.WON)
    assert "Please let them go." in client.get(page.get_url()).content.decode()


def test_an_editors_text_for_a_state_replaces_the_default(page: AppealLetterPage) -> None:
    text = {"state": "won", "heading": "They are free", "text": "<p>All of them.</p>", "call_page": None}
    page = change(page, state_texts=[("state_text", text)])
    assert page.state_text(LetterState.WON).heading == "They are free"
    assert page.state_text(LetterState.ENDED).heading != "They are free"


@pytest.mark.parametrize(
    ("state", "tone"), [(LetterState.OPEN, "open"), (LetterState.NOT_OPEN, "waiting"), (LetterState.WON, "done")]
)
def test_a_card_says_the_state_and_no_number(page: AppealLetterPage, state: LetterState, tone: str) -> None:
    page.state = state
    assert (page.action_state.tone, page.action_state.count) == (tone, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"opens_at": timezone.now(), "closes_at": timezone.now() - HOUR},
        {"reference": "Nicht ASCII ü"},
        {"kind": "other"},
    ],
)
def test_settings_that_contradict_themselves_are_refused_in_words(page: AppealLetterPage, changes: dict) -> None:
    letter = page.letter
    for name, value in changes.items():
        setattr(letter, name, value)
    with pytest.raises(ValidationError):
        letter.full_clean()


def test_an_outcome_remembers_its_moment_until_it_is_taken_back(page: AppealLetterPage) -> None:
    assert letter_settings(page, outcome=LetterOutcome.WON).letter.outcome_since is not None
    assert letter_settings(page, outcome=LetterOutcome.NONE).letter.outcome_since is None


def test_a_warning_and_advice_stand_on_the_page(client: Client, page: AppealLetterPage) -> None:
    page = change(page, safety=GuidanceFactory(heading="Danger"), advice=GuidanceFactory(heading="Be polite"))
    html = client.get(page.get_url()).content.decode()
    assert "Danger" in html
    assert "Be polite" in html


def test_guidance_can_be_previewed(home: Page) -> None:
    assert "Think first" in GuidanceFactory().make_preview_request().content.decode()


def test_an_address_told_on_request_is_not_on_the_page(client: Client, page: AppealLetterPage) -> None:
    assert "1 Example Square" in client.get(page.get_url()).content.decode()
    Recipient.objects.update(visibility="on_request")
    html = client.get(page.get_url()).content.decode()
    assert "1 Example Square" not in html
    assert "embassy@example.org" not in html


def test_there_is_a_preview_on_paper_for_each_recipient(page: AppealLetterPage, recipient: Recipient) -> None:
    other = RecipientFactory()
    page = change(page, recipients=[("recipient", recipient), ("recipient", other)], originals=prepared_in("ko", "fa"))
    modes = [mode for mode, _label in page.preview_modes if mode.startswith("on-paper-")]
    assert modes == [f"on-paper-{recipient.pk}", f"on-paper-{other.pk}"]
    for mode in modes:
        answer = page.make_preview_request(preview_mode=mode)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_a_preview_on_paper_says_what_cannot_be_printed(page: AppealLetterPage, recipient: Recipient) -> None:
    page = change(page, letter_text="😀")
    answer = page.make_preview_request(preview_mode=f"on-paper-{recipient.pk}")
    assert (answer.status_code, answer.content.decode()) == (422, "😀")


def test_a_preview_on_paper_of_somebody_not_chosen_is_the_page(page: AppealLetterPage) -> None:
    answer = page.make_preview_request(preview_mode="on-paper-999999")
    assert answer["Content-Type"].startswith("text/html")


def test_a_draft_never_saved_can_be_previewed(campaign: Page, recipient: Recipient) -> None:
    draft = AppealLetterPage(title="", slug="new", locale=campaign.locale, letter_text="Text")
    draft.recipients = [("recipient", recipient)]
    draft.path, draft.depth = campaign.path + "0009", campaign.depth + 1
    for mode, _label in draft.preview_modes:
        assert draft.make_preview_request(preview_mode=mode).status_code == 200
