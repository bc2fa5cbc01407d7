"""The dashboard: what a person's languages wait for, and nothing for those who have nothing to do with it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.access.granting import grant_roles
from cms.access.models import User
from cms.access.roles import EDITORS
from cms.translation.admin.dashboard import FIRST_ITEMS, my_languages
from cms.translation.publishing import publish
from cms.translation.review import return_to_translator, submit
from home.models import HomePage, StandardPage
from tests.cms.translation.conftest import edit, start_translation, translate_all
from tests.factories import StandardPageFactory

Users = Callable[..., User]


@pytest.fixture
def translation(source: StandardPage, german: Locale) -> Translation:
    return start_translation(source, german)


@pytest.fixture
def translator(user_named: Users, german: Locale) -> User:
    return user_named("tina", german.team.translators, first_name="Tina")


@pytest.fixture
def lead(user_named: Users, german: Locale) -> User:
    return user_named("lea", german.team.leads, first_name="Lea")


def dashboard(user: User) -> str:
    client = Client()
    client.force_login(user)
    return " ".join(client.get(reverse("wagtailadmin_home")).content.decode().split())


def test_a_translator_finds_the_first_five_open_ones_with_the_stale_before_the_others(
    translator: User, translation: Translation, source: StandardPage, home_page: HomePage, german: Locale
) -> None:
    translate_all(translation)
    with TestCase.captureOnCommitCallbacks(execute=True):
        publish(translation, None)
        edit(source, title="The right to remain")
    for number in range(7):
        translate_object(StandardPageFactory(parent=home_page, title=f"A page {number}"), [german])
    (language,) = my_languages(translator)
    assert language.first[0].translation == translation
    assert len(language.first) == FIRST_ITEMS < len(language.open)
    html = dashboard(translator)
    assert html.count("/admin/translations/") > FIRST_ITEMS
    assert reverse("translations:edit", args=[translation.pk]) in html
    assert "4 words left" in html


def test_a_lead_finds_what_waits_for_their_review_and_a_translator_does_not(
    lead: User, translator: User, translation: Translation
) -> None:
    translate_all(translation)
    submit(translation, translator, "I was not sure of the second word.")
    html = dashboard(lead)
    assert "Waiting for your review" in html
    assert "Submitted by Tina" in html
    assert "I was not sure of the second word." in html
    assert "Waiting for your review" not in dashboard(translator)


def test_a_translator_finds_what_came_back_with_what_the_lead_said(
    lead: User, translator: User, translation: Translation
) -> None:
    translate_all(translation)
    return_to_translator(submit(translation, translator), lead, "Please say <b>“asylum”</b>.")
    html = dashboard(translator)
    assert "Returned by Lea" in html
    assert "Please say &lt;b&gt;“asylum”&lt;/b&gt;." in html
    submit(translation, translator)
    assert "Returned by Lea" not in dashboard(translator)


def test_what_is_ready_waits_for_the_lead_only(lead: User, translator: User, translation: Translation) -> None:
    translate_all(translation)
    assert translation in [standing.translation for standing in my_languages(lead)[0].open]
    assert translation not in [standing.translation for standing in my_languages(translator)[0].open]


def test_an_empty_panel_says_what_will_be_there(translator: User) -> None:
    html = dashboard(translator)
    assert "My languages" in html
    assert "Nothing is left to do in your language." in html


def test_other_languages_are_not_there(user_named: Users, translation: Translation, arabic: Locale) -> None:
    html = dashboard(user_named("amira", arabic.team.translators))
    assert reverse("translations:edit", args=[translation.pk]) not in html
    # Wagtail names all languages in its configuration for scripts.
    assert "German" not in html.partition("<main")[2]


def test_editors_get_a_line_for_each_language_with_open_words(
    user_named: Users, translation: Translation, arabic: Locale
) -> None:
    grant_roles()
    html = dashboard(user_named("editor", Group.objects.get(name=EDITORS.name)))
    assert "My languages" not in html
    assert reverse("translations:report") + "?language=de&amp;open=on" in html
    assert "?language=ar" not in html


def test_editors_are_left_alone_when_everything_is_translated(user_named: Users, translation: Translation) -> None:
    for one in Translation.objects.order_by("pk"):
        translate_all(one)
        publish(one, None)
    grant_roles()
    assert "?language=de" not in dashboard(user_named("editor", Group.objects.get(name=EDITORS.name)))


def test_nobody_else_sees_a_panel(user_named: Users, translation: Translation) -> None:
    grant_roles()
    html = dashboard(user_named("officer", Group.objects.get(name="Data officers")))
    assert "languages-section" not in html
    assert reverse("translations:report") not in html
