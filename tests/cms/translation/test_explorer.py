"""The list of pages says how each page stands in its languages, without asking for every row."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.access.granting import grant_roles
from cms.access.models import User
from cms.access.roles import EDITORS, PUBLISHERS
from cms.translation.admin.explorer import chips_for
from cms.translation.publishing import publish
from cms.translation.standing import State
from home.models import HomePage, StandardPage
from tests.cms.translation.conftest import BODY, start_translation, translate_all
from tests.factories import StandardPageFactory

Users = Callable[..., User]


@pytest.fixture
def translation(source: StandardPage, german: Locale) -> Translation:
    return start_translation(source, german)


def listing(client: Client, page: HomePage) -> str:
    response = client.get(reverse("wagtailadmin_explore", args=[page.pk]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def chips(html: str) -> list[str]:
    cells = re.findall(r'<td class="tr-chips-cell">.*?</td>', html)
    return [found for cell in cells for found in re.findall(r'class="tr-chip tr-cell--(\w+)"', cell)]


def test_a_page_has_a_sign_for_each_language_that_leads_to_its_editor(
    admin_client: Client, translation: Translation, home_page: HomePage
) -> None:
    html = listing(admin_client, home_page)
    assert chips(html) == ["not_started"]
    assert f'href="{reverse("translations:edit", args=[translation.pk])}"' in html
    assert "The right to stay, German: Not started" in html
    translate_all(translation)
    publish(translation, None)
    assert chips(listing(admin_client, home_page)) == ["live"]


def test_a_translation_has_its_own_sign_only(
    admin_user: User, translation: Translation, german: Locale, arabic: Locale, source: StandardPage
) -> None:
    translate_object(source, [arabic])
    target = StandardPage.objects.get(translation_key=source.translation_key, locale=german)
    found = chips_for(admin_user, [target])[target.pk]
    assert [(chip.locale, chip.standing and chip.standing.state) for chip in found] == [(german, State.NOT_STARTED)]


def test_missing_languages_are_offered_to_those_who_may_have_pages_translated(
    user_named: Users, translation: Translation, arabic: Locale, source: StandardPage, home_page: HomePage
) -> None:
    grant_roles()
    fresh = StandardPageFactory(parent=home_page)
    expected = {PUBLISHERS.name: ["ar", "de"], EDITORS.name: ["de"]}
    for role, languages in expected.items():
        found = chips_for(user_named(role, Group.objects.get(name=role)), [source, fresh])
        assert [chip.locale.language_code for chip in found[source.pk]] == languages
        assert found[fresh.pk] == []


def test_an_editor_sees_the_column_and_is_led_to_nothing_they_may_not_open(
    user_named: Users, client: Client, translation: Translation, home_page: HomePage
) -> None:
    grant_roles()
    client.force_login(user_named("editor", Group.objects.get(name=EDITORS.name)))
    html = listing(client, home_page)
    (address,) = re.findall(r'<a class="tr-chip[^"]*" href="([^"]+)"', html)
    assert client.get(address).status_code == 200


@pytest.mark.indexed
def test_searching_shows_them_too(admin_client: Client, translation: Translation, home_page: HomePage) -> None:
    address = reverse("wagtailadmin_explore_results", args=[home_page.pk])
    html = " ".join(admin_client.get(address + "?q=right").content.decode().split())
    assert chips(html) == ["not_started"]


def test_more_rows_take_no_more_queries(admin_user: User, german: Locale, arabic: Locale, home_page: HomePage) -> None:
    translate_object(home_page, [german, arabic])

    def add(count: int) -> None:
        for _number in range(count):
            translate_object(StandardPageFactory(parent=home_page, body=BODY), [german])

    def queries() -> int:
        pages = list(home_page.get_children().select_related("locale"))
        with CaptureQueriesContext(connection) as captured:
            assert all(len(found) == 2 for found in chips_for(admin_user, pages).values())
        return len(captured)

    add(2)
    queries()
    few = queries()
    add(12)
    assert queries() == few
