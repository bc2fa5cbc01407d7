"""A source and its translations go online together, and never a translation of what is not online."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from cms.access.models import User
from cms.translation.cascading import Outcome, Result
from cms.translation.models import LanguageTeam, SourceState
from cms.translation.publishing import SourceNotPublished, publish
from cms.translation.together import Ahead, prepare, publish_together, standing, take_back, unschedule
from home.models import HomePage, StandardPage
from tests.cms.translation.conftest import BODY, edit, start_translation, translate_all
from tests.factories import StandardPageFactory

pytestmark = pytest.mark.usefixtures("default_site")

TIME = datetime(2031, 5, 4, 10, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def tasks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is to happen after a commit happens at once: the tests' own transaction never commits."""
    monkeypatch.setattr("cms.translation.following.transaction.on_commit", lambda do: do())


@pytest.fixture
def admin(user_named: Callable[..., User]) -> User:
    return user_named("root", is_superuser=True)


@pytest.fixture
def translations(source: StandardPage, german: Locale, arabic: Locale, admin: User) -> list[Translation]:
    """Of the source into German and Arabic, complete and online, with the pages above."""
    found = [start_translation(source, locale) for locale in (german, arabic)]
    for locale in (german, arabic):
        above = Translation.objects.get(source__object_id=source.get_parent().translation_key, target_locale=locale)
        translate_all(above)
        publish(above, admin)
    for translation in found:
        translate_all(translation)
        publish(translation, admin)
    return found


@pytest.fixture
def drafted(source: StandardPage, translations: list[Translation]) -> StandardPage:
    """The source with another summary in its draft."""
    save_draft(source, summary="Written anew.")
    return StandardPage.objects.get(pk=source.pk)


@pytest.fixture
def prepared(drafted: StandardPage, translations: list[Translation]) -> StandardPage:
    """The same, with its draft translated."""
    prepare(drafted)
    for translation in translations:
        translate_all(translation, "new: ")
    return drafted


def save_draft(page: Page, **changes: str) -> None:
    newest = page.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(newest, name, value)
    newest.save_revision()


def again(page: Page, locale: Locale | None = None) -> StandardPage:
    key = {"translation_key": page.translation_key, "locale": locale} if locale else {"pk": page.pk}
    return StandardPage.objects.get(**key)


def results(outcomes: list[Outcome]) -> dict[str, Result]:
    return {outcome.language: outcome.result for outcome in outcomes}


def messages(outcomes: list[Outcome]) -> dict[str, str]:
    return {outcome.language: outcome.message for outcome in outcomes}


def pass_time(to: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: to)


def test_a_page_and_its_languages_are_online_at_once(
    drafted: StandardPage, translations: list[Translation], german: Locale, arabic: Locale, admin: User
) -> None:
    prepare(drafted)
    for translation in translations:
        translate_all(translation, "new: ")
    outcomes = publish_together(again(drafted), ["de", "ar"], admin)
    assert results(outcomes) == {"en": Result.DONE, "de": Result.DONE, "ar": Result.DONE}
    assert again(drafted).summary == "Written anew."
    assert [again(drafted, locale).summary for locale in (german, arabic)] == ["new: Written anew."] * 2
    assert standing(again(drafted), admin).ahead == Ahead.NOT


def test_one_run_at_the_given_time_puts_all_languages_online(
    home_page: HomePage,
    german: Locale,
    arabic: Locale,
    admin: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a page that was never online before."""
    page = StandardPageFactory(parent=home_page, title="Soon", slug="soon", summary="In short.", body=BODY, live=False)
    page.save_revision()
    for locale in (german, arabic):
        translate_all(start_translation(page, locale))
    outcomes = publish_together(again(page), ["de", "ar"], admin, TIME)
    assert set(results(outcomes).values()) == {Result.DONE}
    assert not Page.objects.filter(translation_key=page.translation_key, live=True).exists()
    call_command("publish_scheduled")
    assert not Page.objects.filter(translation_key=page.translation_key, live=True).exists()
    pass_time(TIME + timedelta(minutes=1), monkeypatch)
    call_command("publish_scheduled")
    pages = [again(page), again(page, german), again(page, arabic)]
    assert [one.live for one in pages] == [True, True, True]
    assert not any(one.has_unpublished_changes for one in pages)
    assert pages[1].summary == "de: In short."


def test_what_is_online_stays_until_the_given_time_and_changes_in_one_run(
    prepared: StandardPage, german: Locale, arabic: Locale, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted = prepared
    publish_together(again(drafted), ["de", "ar"], admin, TIME)
    assert again(drafted).live
    assert again(drafted).summary == "In short."
    assert again(drafted, german).summary == "de: In short."
    assert SourceState.objects.get().is_ahead
    pass_time(TIME + timedelta(minutes=1), monkeypatch)
    call_command("publish_scheduled")
    pages = [again(drafted), again(drafted, german), again(drafted, arabic)]
    assert [one.summary for one in pages] == ["Written anew.", "new: Written anew.", "new: Written anew."]
    assert not any(one.has_unpublished_changes for one in pages)
    assert not SourceState.objects.get(source__object_id=drafted.translation_key).is_ahead


def test_only_scheduling_a_page_does_not_free_its_translations(
    home_page: HomePage, german: Locale, admin: User
) -> None:
    page = StandardPageFactory(parent=home_page, title="Soon", slug="soon", body=BODY, live=False)
    page.save_revision()
    translation = start_translation(page, german)
    translate_all(translation)
    prepare(again(page))
    publish_together(again(page), [], admin, TIME)
    with pytest.raises(SourceNotPublished):
        publish(translation, admin)


def test_a_translation_waits_for_a_source_that_was_never_online(
    home_page: HomePage, german: Locale, admin: User
) -> None:
    page = StandardPageFactory(parent=home_page, title="Soon", slug="soon", body=BODY, live=False)
    page.save_revision()
    translation = start_translation(page, german)
    translate_all(translation)
    with pytest.raises(SourceNotPublished):
        publish(translation, admin)
    assert not again(page, german).live


def test_a_page_that_is_online_without_a_revision_stays_online_until_its_time(
    source: StandardPage, translations: list[Translation], admin: User
) -> None:
    StandardPage.objects.filter(pk=source.pk).update(live_revision=None)
    save_draft(again(source), summary="Written anew.")
    publish_together(again(source), [], admin, TIME)
    assert again(source).live
    assert again(source).summary == "In short."


def test_an_incomplete_language_does_not_stop_the_others(
    drafted: StandardPage, translations: list[Translation], german: Locale, arabic: Locale, admin: User
) -> None:
    prepare(drafted)
    translate_all(translations[0], "new: ")
    outcomes = publish_together(again(drafted), ["de", "ar"], admin)
    assert results(outcomes) == {"en": Result.DONE, "de": Result.DONE, "ar": Result.REFUSED}
    assert "2 words" in messages(outcomes)["ar"]
    assert again(drafted, arabic).summary == "de: In short."


def test_words_that_translators_never_saw_make_a_translation_incomplete(
    drafted: StandardPage, translations: list[Translation], german: Locale, admin: User
) -> None:
    shown = standing(drafted, admin)
    assert shown.ahead == Ahead.UNSEEN
    assert not any(row.is_ready for row in shown.rows)
    assert results(publish_together(drafted, ["de"], admin)) == {"en": Result.DONE, "de": Result.REFUSED}
    assert again(drafted, german).summary == "de: In short."


def test_a_translation_that_cannot_be_saved_is_refused_in_words(
    drafted: StandardPage, translations: list[Translation], german: Locale, arabic: Locale, admin: User
) -> None:
    prepare(drafted)
    for translation in translations:
        translate_all(translation, "new: ")
    entry = translations[0].source.stringsegment_set.get(context__path="title")
    entry.string.translations.filter(locale=german).update(data="x" * 300)
    outcomes = publish_together(again(drafted), ["de", "ar"], admin)
    assert results(outcomes) == {"en": Result.DONE, "de": Result.REFUSED, "ar": Result.DONE}
    assert "title: " in messages(outcomes)["de"]
    assert "255" in messages(outcomes)["de"]
    assert again(drafted, german).summary == "de: In short."


def test_nothing_happens_to_the_languages_if_the_source_is_refused(
    drafted: StandardPage, translations: list[Translation], german: Locale, admin: User
) -> None:
    prepare(drafted)
    translate_all(translations[0], "new: ")
    newest = drafted.get_latest_revision_as_object()
    newest.expire_at = TIME - timedelta(days=1)
    newest.save_revision()
    outcomes = publish_together(again(drafted), ["de"], admin, TIME)
    assert results(outcomes) == {"en": Result.REFUSED, "de": Result.LEFT}
    assert again(drafted, german).scheduled_revision is None


def test_a_lead_may_publish_her_language_but_not_the_source(
    drafted: StandardPage, translations: list[Translation], german: Locale, user_named: Callable[..., User]
) -> None:
    lead = user_named("lead", LanguageTeam.objects.get(locale=german).leads)
    outcomes = publish_together(drafted, ["de"], lead)
    assert results(outcomes) == {"en": Result.REFUSED, "de": Result.LEFT}
    assert again(drafted).summary == "In short."
    edit(drafted, summary="Again.")
    translate_all(translations[0], "new: ")
    publish(translations[0], lead)
    assert again(drafted, german).summary == "new: Again."


def test_preparing_a_draft_changes_nothing_that_is_online(
    drafted: StandardPage, translations: list[Translation], german: Locale, admin: User
) -> None:
    before = (again(drafted).summary, again(drafted, german).summary, again(drafted, german).latest_revision_id)
    prepare(drafted)
    after = (again(drafted).summary, again(drafted, german).summary, again(drafted, german).latest_revision_id)
    assert after == before
    assert standing(drafted, admin).ahead == Ahead.PREPARED
    translate_all(translations[0], "new: ")
    with pytest.raises(SourceNotPublished):
        publish(translations[0], admin)


def test_a_draft_with_another_layout_alone_puts_nothing_online(
    source: StandardPage, translations: list[Translation], german: Locale
) -> None:
    newest = source.get_latest_revision_as_object()
    newest.body = newest.body.stream_block.to_python(list(reversed(BODY)))
    newest.save_revision()
    prepare(again(source))
    assert again(source, german).body[0].block_type == "paragraph"


def test_a_draft_that_was_edited_again_is_to_be_prepared_again(
    drafted: StandardPage, translations: list[Translation], admin: User
) -> None:
    prepare(drafted)
    save_draft(drafted, summary="And again, in four words.")
    shown = standing(again(drafted), admin)
    assert shown.ahead == Ahead.OUTDATED
    assert shown.unseen_words == 5


def test_translators_get_the_published_words_back_when_a_draft_was_dropped(
    drafted: StandardPage, translations: list[Translation], german: Locale, admin: User
) -> None:
    prepare(drafted)
    take_back(again(drafted))
    assert not SourceState.objects.get(source=translations[0].source).is_ahead
    assert all(row.progress.is_complete for row in standing(again(drafted), admin).rows)
    assert again(drafted, german).summary == "de: In short."


def test_scheduled_translations_of_an_unscheduled_source_can_be_cancelled(
    drafted: StandardPage, translations: list[Translation], german: Locale, admin: User, client: Client
) -> None:
    prepare(drafted)
    translate_all(translations[0], "new: ")
    publish_together(again(drafted), ["de"], admin, TIME)
    client.force_login(admin)
    revision = again(drafted).scheduled_revision
    address = reverse("wagtailadmin_pages:revisions_unschedule", args=[drafted.pk, revision.pk])
    together = reverse("translations:together", args=[drafted.pk])
    assert together in client.get(address).content.decode()
    assert client.post(address, {"next": together}).headers["Location"] == together
    assert len(standing(again(drafted), admin).stranded) == 1
    shown = client.get(together).content.decode()
    assert 'value="unschedule"' in shown
    assert together in client.get(reverse("wagtailadmin_pages:edit", args=[drafted.pk])).content.decode()
    client.post(together, {"action": "unschedule"})
    assert again(drafted, german).scheduled_revision is None
    assert standing(again(drafted), admin).stranded == []
    assert [one.message for one in unschedule(again(drafted), admin)] == []


def test_the_screen_is_for_those_who_may_publish_the_source(
    drafted: StandardPage, german: Locale, client: Client, user_named: Callable[..., User]
) -> None:
    address = reverse("translations:together", args=[drafted.pk])
    client.force_login(user_named("lead", LanguageTeam.objects.get(locale=german).leads))
    assert client.get(address).status_code == 302
    assert client.post(address, {"when": "now", "languages": ["de"]}).status_code == 302
    assert again(drafted).summary == "In short."
    client.force_login(User.objects.get(username="root"))
    assert client.get(address).status_code == 200
    target = again(drafted, german)
    assert client.get(reverse("translations:together", args=[target.pk]), follow=True).status_code == 404


def test_the_screen_publishes_and_says_for_each_language_what_became_of_it(
    drafted: StandardPage, translations: list[Translation], german: Locale, admin: User, client: Client
) -> None:
    client.force_login(admin)
    address = reverse("translations:together", args=[drafted.pk])
    shown = client.get(address).content.decode()
    assert 'value="prepare"' in shown
    assert "2 words of the draft are new" in shown
    client.post(address, {"action": "prepare"})
    translate_all(translations[0], "new: ")
    shown = client.get(address).content.decode()
    assert '<input type="checkbox" name="languages" value="de" checked>' in shown
    assert '<input type="checkbox" name="languages" value="ar" disabled' in shown
    assert "Not complete: 2 words are not translated yet." in shown
    response = client.post(address, {"action": "publish", "when": "now", "languages": ["de", "ar"]}, follow=True)
    page = response.content.decode()
    assert page.count('class="is-done"') == 2
    assert page.count('class="is-refused"') == 1
    assert again(drafted, german).summary == "new: Written anew."
    # Reloading shows the same and does nothing.
    assert client.get(reverse("translations:result")).content.decode().count('class="is-done"') == 2


@pytest.mark.parametrize("time", ["", "2020-01-01T10:00", "soon"])
def test_a_time_that_is_missing_past_or_none_is_refused(
    drafted: StandardPage, admin: User, client: Client, time: str
) -> None:
    client.force_login(admin)
    address = reverse("translations:together", args=[drafted.pk])
    response = client.post(address, {"action": "publish", "when": "later", "at": time, "languages": ["de"]})
    assert response.status_code == 422
    assert "error-message" in response.content.decode()
    assert again(drafted).scheduled_revision is None


def test_a_time_is_taken_in_the_time_zone_that_the_screen_names(
    drafted: StandardPage, admin: User, client: Client
) -> None:
    client.force_login(admin)
    address = reverse("translations:together", args=[drafted.pk])
    assert "Europe/Berlin" in client.get(address).content.decode()
    client.post(address, {"action": "publish", "when": "later", "at": "2031-05-04T10:00"})
    assert again(drafted).scheduled_revision.approved_go_live_at == TIME


def test_a_page_below_one_that_is_not_online_is_said_to_be_hidden(
    source: StandardPage, translations: list[Translation], german: Locale, admin: User
) -> None:
    again(source, german).get_parent().unpublish()
    rows = {row.code: row for row in standing(again(source), admin).rows}
    assert rows["de"].hidden_by
    assert not rows["ar"].hidden_by


def test_a_page_with_translations_offers_the_screen(
    source: StandardPage, translations: list[Translation], german: Locale, admin: User, client: Client
) -> None:
    client.force_login(admin)
    address = reverse("translations:together", args=[source.pk])
    assert address in client.get(reverse("wagtailadmin_pages:edit", args=[source.pk])).content.decode()
