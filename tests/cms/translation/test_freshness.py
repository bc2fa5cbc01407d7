"""Translations follow their source; what is online stays as it is until the new one is complete."""

import copy
from typing import Any

import pytest
from django.core.management import call_command
from django.test import TestCase
from wagtail.models import Locale
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.translation.freshness import outlook, overlooked
from cms.translation.models import PartialTranslation
from cms.translation.publishing import NotComplete, publish
from cms.translation.status import progress_of
from cms.translation.units import UnitState, save_unit, units_of
from home.models import SiteTexts, StandardPage
from tests.cms.translation.conftest import BODY, edit, start_translation, translate_all


@pytest.fixture
def translation(source: StandardPage, german: Locale) -> Translation:
    """A German translation that is complete and online."""
    found = start_translation(source, german)
    translate_all(found)
    with TestCase.captureOnCommitCallbacks(execute=True):
        publish(found, None)
    return found


def german_page(translation: Translation) -> StandardPage:
    page: StandardPage = StandardPage.objects.get(
        translation_key=translation.source.object_id, locale=translation.target_locale
    )
    return page


def change(source: StandardPage, **changes: Any) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        edit(source, **changes)


def body_with(**changes: Any) -> list[dict[str, Any]]:
    """The body of the source with other values for some block types."""
    body = copy.deepcopy(BODY)
    for block in body:
        block["value"] = changes.get(block["type"], block["value"])
    return body


def test_a_changed_string_is_shown_with_what_it_was_and_how_it_was_translated(
    source: StandardPage, translation: Translation
) -> None:
    change(source, title="The right to remain")
    unit = next(unit for unit in units_of(translation) if unit.path == "title")
    assert unit.state == UnitState.CHANGED
    assert (unit.previous_source, unit.previous_target) == ("The right to stay", "de: The right to stay")
    assert [(part.kind, part.text) for part in unit.differences][-2:] == [("old", "stay"), ("new", "remain")]


def test_what_is_online_stays_until_the_new_translation_is_complete(
    source: StandardPage, translation: Translation
) -> None:
    change(source, title="The right to remain", summary="In two words.")
    assert german_page(translation).title == "de: The right to stay"
    assert german_page(translation).live
    progress = progress_of([translation])[translation.pk]
    assert (progress.open, progress.changed, progress.is_complete) == (2, 2, False)
    with pytest.raises(NotComplete):
        publish(translation, None)
    translate_all(translation)
    with TestCase.captureOnCommitCallbacks(execute=True):
        publish(translation, None)
    assert german_page(translation).title == "de: The right to remain"


def test_only_the_changed_sentence_of_a_paragraph_is_to_be_translated(
    source: StandardPage, translation: Translation
) -> None:
    change(
        source,
        body=body_with(paragraph="<p>They fled. <b>Let them stay.</b></p><p>Nobody at all is sent back.</p>"),
    )
    opened = [unit for unit in units_of(translation) if unit.is_open]
    assert [unit.source for unit in opened] == ["Nobody at all is sent back."]
    assert opened[0].previous_source == "Nobody is sent back."


def test_an_inserted_sentence_is_new_and_nothing_else(source: StandardPage, translation: Translation) -> None:
    change(
        source,
        body=body_with(
            paragraph="<p>They fled. <b>Let them stay.</b></p><p>A new thought entirely.</p><p>Nobody is sent back.</p>"
        ),
    )
    opened = [unit for unit in units_of(translation) if unit.is_open]
    assert [(unit.source, unit.state) for unit in opened] == [("A new thought entirely.", UnitState.MISSING)]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(list(reversed(BODY)), id="blocks moved"),
        pytest.param([{**block, "id": f"{index}" * 8} for index, block in enumerate(BODY)], id="blocks pasted anew"),
        pytest.param(body_with(heading={"text": "What  the law says"}), id="a second space"),
    ],
)
def test_a_new_layout_makes_nothing_stale_and_goes_online_at_once(
    source: StandardPage, translation: Translation, body: list[dict[str, Any]]
) -> None:
    change(source, body=body)
    assert progress_of([translation])[translation.pk].is_complete
    shown = [block.block_type for block in german_page(translation).body]
    assert shown == [block["type"] for block in body]
    assert "de: They fled" in str(german_page(translation).body)


def test_a_new_layout_does_not_put_unreviewed_words_online(source: StandardPage, translation: Translation) -> None:
    unit = next(unit for unit in units_of(translation) if unit.path == "title")
    save_unit(translation, unit, "Nobody has read this yet", None)
    change(source, body=list(reversed(BODY)))
    assert german_page(translation).title == "de: The right to stay"


def test_going_back_to_an_older_wording_brings_its_translation_back(
    source: StandardPage, translation: Translation
) -> None:
    change(source, title="The right to remain")
    change(source, title="The right to stay")
    assert progress_of([translation])[translation.pk].is_complete


def test_the_last_translated_wording_is_found_over_several_changes(
    source: StandardPage, translation: Translation
) -> None:
    change(source, title="The right to remain")
    change(source, title="The right to live here")
    unit = next(unit for unit in units_of(translation) if unit.path == "title")
    assert (unit.previous_source, unit.previous_target) == ("The right to stay", "de: The right to stay")


def test_in_part_a_block_is_in_one_language_and_noted_as_such(source: StandardPage, translation: Translation) -> None:
    change(
        source,
        body=body_with(paragraph="<p>They fled. <b>Let them stay.</b></p><p>Nobody at all is sent back.</p>"),
    )
    with TestCase.captureOnCommitCallbacks(execute=True):
        publish(translation, None, partly=True)
    page = german_page(translation)
    assert "de: " not in str(page.body[0].value)
    assert page.body[1].value["text"] == "de: What the law says"
    assert PartialTranslation.objects.get(translation=translation).places == [f"body.{'a' * 8}"]
    translate_all(translation)
    with TestCase.captureOnCommitCallbacks(execute=True):
        publish(translation, None)
    assert not PartialTranslation.objects.exists()


def test_the_outlook_counts_what_is_not_known_to_translators_yet(
    source: StandardPage, translation: Translation
) -> None:
    source.title = "The right to remain"
    seen = outlook(source)
    assert (len(seen.translations), seen.strings, seen.words) == (1, 1, 4)


def test_a_page_that_nobody_translates_has_no_outlook(source: StandardPage) -> None:
    assert outlook(source).translations == []


def test_texts_of_the_site_are_followed_when_they_are_saved(english: Locale, german: Locale) -> None:
    texts = SiteTexts.objects.create(locale=english, tagline="For those who fled")
    found = start_snippet(texts, german)
    translate_all(found)
    publish(found, None)
    with TestCase.captureOnCommitCallbacks(execute=True):
        texts.tagline = "For all who fled"
        texts.save()
    assert progress_of([found])[found.pk].is_stale
    assert SiteTexts.objects.get(locale=german).tagline == "de: For those who fled"


def start_snippet(record: SiteTexts, locale: Locale) -> Translation:
    translate_object(record, [locale])
    return Translation.objects.get(source__object_id=record.translation_key, target_locale=locale)


def test_what_no_worker_took_up_is_taken_up_later(source: StandardPage, translation: Translation) -> None:
    assert list(overlooked()) == []
    # What the task would have done is lost with the worker that was killed.
    with TestCase.captureOnCommitCallbacks(execute=False):
        edit(source, title="The right to remain")
    assert progress_of([translation])[translation.pk].is_complete
    assert [page.title for page in overlooked()] == ["The right to remain"]
    call_command("follow_sources", verbosity=0)
    assert progress_of([translation])[translation.pk].is_stale
    assert list(overlooked()) == []
