"""Who may do what with the translations of a language."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import Translation

from cms.access.granting import grant_roles
from cms.access.models import User
from cms.access.roles import EDITORS, PUBLISHERS, VIEWERS
from cms.translation.models import LanguageTeam
from cms.translation.permissions import (
    languages_of,
    may_add,
    may_manage,
    may_publish,
    may_translate,
    translations_for,
)
from cms.translation.teams import ensure_teams
from home.models import StandardPage
from tests.cms.translation.conftest import start_translation

Users = Callable[..., User]


@pytest.fixture
def translations(source: StandardPage, german: Locale, arabic: Locale) -> dict[str, Translation]:
    return {"de": start_translation(source, german), "ar": start_translation(source, arabic)}


def test_a_new_language_has_its_groups_at_once(db: None) -> None:
    team = Locale.objects.create(language_code="fa").team
    assert team.translators.name == "Translators: Persian (fa)"
    assert team.leads.name == "Language leads: Persian (fa)"
    assert [permission.codename for permission in team.leads.permissions.all()] == ["access_admin"]


def test_without_the_language_its_groups_are_gone(db: None) -> None:
    locale = Locale.objects.create(language_code="fa")
    locale.delete()
    assert not Group.objects.filter(name__contains="(fa)").exists()


def test_languages_that_were_there_before_get_their_groups(english: Locale) -> None:
    LanguageTeam.objects.all().delete()
    assert "made the groups of en" in ensure_teams()
    assert ensure_teams() == []


def test_a_translator_has_one_language_and_never_publishes(
    translations: dict[str, Translation], german: Locale, user_named: Users
) -> None:
    user = user_named("t", german.team.translators)
    assert list(languages_of(user)) == [german]
    assert may_translate(user, translations["de"])
    assert not may_publish(user, translations["de"])
    assert not may_manage(user, translations["de"])
    assert not may_translate(user, translations["ar"])
    assert {found.target_locale for found in translations_for(user)} == {german}


def test_a_lead_publishes_the_language_and_no_other(
    translations: dict[str, Translation], german: Locale, user_named: Users
) -> None:
    user = user_named("l", german.team.leads)
    assert may_publish(user, translations["de"])
    assert not may_publish(user, translations["ar"])
    assert not may_translate(user, translations["ar"])


def test_editors_translate_and_publishers_publish_all_languages(
    translations: dict[str, Translation], user_named: Users
) -> None:
    grant_roles()
    editor = user_named("e", Group.objects.get(name=EDITORS.name))
    publisher = user_named("p", Group.objects.get(name=PUBLISHERS.name))
    assert all(may_translate(editor, found) for found in translations.values())
    assert not any(may_publish(editor, found) for found in translations.values())
    assert all(may_publish(publisher, found) for found in translations.values())
    assert translations_for(editor).count() == Translation.objects.count()


def test_only_who_may_edit_a_page_has_it_translated(source: StandardPage, german: Locale, user_named: Users) -> None:
    grant_roles()
    assert may_add(user_named("p", Group.objects.get(name=PUBLISHERS.name)), source)
    assert not may_add(user_named("l", german.team.leads), source)


def test_nobody_else_sees_anything(translations: dict[str, Translation], german: Locale, user_named: Users) -> None:
    grant_roles()
    gone = user_named("gone", german.team.leads, is_active=False)
    for user in (user_named("v", Group.objects.get(name=VIEWERS.name)), gone, AnonymousUser()):
        assert not translations_for(user).exists()
        assert not may_translate(user, translations["de"])
        assert not may_publish(user, translations["de"])


def test_the_menu_of_a_translator_has_nothing_that_would_be_refused(
    client: Client, german: Locale, user_named: Users
) -> None:
    client.force_login(user_named("t", german.team.translators))
    html = client.get("/admin/").content.decode()
    shown = set(re.findall(r'"name": "([a-z-]+)"', html))
    assert "my-translations" in shown
    assert not shown & {"explorer", "campaigns", "petitions", "reports", "images", "documents", "snippets"}
