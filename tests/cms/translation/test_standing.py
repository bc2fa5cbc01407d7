"""Where a translation stands, in one word, and counted for many at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.access.models import User
from cms.translation.freshness import refresh
from cms.translation.publishing import publish
from cms.translation.review import return_to_translator, submit
from cms.translation.standing import ICONS, Standing, State, standings
from cms.translation.units import save_unit, units_of
from home.models import HomePage, StandardPage
from tests.cms.translation.conftest import BODY, edit, start_translation, translate_all
from tests.factories import StandardPageFactory


@pytest.fixture
def translation(source: StandardPage, german: Locale) -> Translation:
    return start_translation(source, german)


def standing_of(translation: Translation) -> Standing:
    found = Translation.objects.select_related("source", "target_locale").get(pk=translation.pk)
    return standings([found])[translation.pk]


def put_online(translation: Translation, **how: bool) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        publish(translation, None, **how)


def change(source: StandardPage, **changes: object) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        edit(source, **changes)


def translate_one(translation: Translation) -> None:
    unit = units_of(translation)[0]
    save_unit(translation, unit, "de: " + unit.source, None)


def test_the_way_of_a_translation_from_nothing_to_live(translation: Translation) -> None:
    assert standing_of(translation).state == State.NOT_STARTED
    translate_one(translation)
    assert standing_of(translation).state == State.IN_TRANSLATION
    translate_all(translation)
    assert standing_of(translation).state == State.READY
    submit(translation, None)
    assert standing_of(translation).state == State.IN_REVIEW
    put_online(translation)
    found = standing_of(translation)
    assert (found.state, found.is_live, found.is_open) == (State.LIVE, True, False)


def test_a_changed_source_makes_what_is_live_out_of_date(source: StandardPage, translation: Translation) -> None:
    translate_all(translation)
    put_online(translation)
    change(source, title="The right to remain")
    found = standing_of(translation)
    assert (found.state, found.is_live, found.progress.words_changed) == (State.STALE, True, 4)


def test_a_translation_brought_up_to_date_waits_to_be_published(source: StandardPage, translation: Translation) -> None:
    translate_all(translation)
    put_online(translation)
    change(source, title="The right to remain")
    translate_all(translation)
    found = standing_of(translation)
    assert (found.state, found.is_live, found.says_live) == (State.READY, True, False)


def test_words_of_a_draft_make_nothing_out_of_date(source: StandardPage, translation: Translation) -> None:
    translate_all(translation)
    put_online(translation)
    source.title = "The right to remain"
    refresh(source, is_draft=True)
    found = standing_of(translation)
    assert (found.state, found.is_ahead, found.is_live) == (State.IN_TRANSLATION, True, True)


def test_what_was_published_in_part_is_not_called_out_of_date_before_its_source_changes(
    source: StandardPage, translation: Translation
) -> None:
    translate_one(translation)
    put_online(translation, partly=True)
    assert standing_of(translation).state == State.PARTIAL
    change(source, **{units_of(translation)[0].path: "Something else"})
    assert standing_of(translation).state == State.STALE


def test_a_returned_translation_is_at_work_again_until_it_is_submitted_or_published(
    translation: Translation, user_named: Callable[..., User]
) -> None:
    translate_all(translation)
    lead = user_named("lead")
    return_to_translator(submit(translation, None), lead, "Please say “asylum”.")
    found = standing_of(translation)
    assert (found.state, found.is_returned) == (State.IN_TRANSLATION, True)
    assert found.review is not None
    assert found.review.comment == "Please say “asylum”."
    put_online(translation)
    assert (standing_of(translation).state, standing_of(translation).is_returned) == (State.LIVE, False)


def test_a_returned_translation_that_is_submitted_again_waits_for_review(
    translation: Translation, user_named: Callable[..., User]
) -> None:
    translate_all(translation)
    return_to_translator(submit(translation, None), user_named("lead"), "Once more, please.")
    submit(translation, None)
    assert (standing_of(translation).state, standing_of(translation).is_returned) == (State.IN_REVIEW, False)


def test_what_goes_online_by_itself_is_not_to_be_done(translation: Translation) -> None:
    translate_all(translation)
    moment = timezone.now() + timedelta(days=3)
    publish(translation, None, at=moment)
    found = standing_of(translation)
    assert (found.state, found.is_open) == (State.READY, False)
    assert found.goes_live_at == moment


def test_every_state_has_a_sign_of_its_own() -> None:
    assert set(ICONS) == set(State)
    assert len(set(ICONS.values())) == len(State)


def test_fifty_pages_take_as_many_queries_as_five(home_page: HomePage, german: Locale, arabic: Locale) -> None:
    translate_object(home_page, [german, arabic])

    def add_pages(count: int) -> None:
        for _number in range(count):
            page = StandardPageFactory(parent=home_page, summary="In short.", body=BODY)
            page.save_revision().publish()
            translate_object(page, [german, arabic])

    def queries() -> int:
        translations = list(Translation.objects.select_related("source", "target_locale"))
        with CaptureQueriesContext(connection) as captured:
            assert len(standings(translations)) == len(translations)
        return len(captured)

    add_pages(4)
    few = queries()
    add_pages(45)
    assert queries() == few <= 14
