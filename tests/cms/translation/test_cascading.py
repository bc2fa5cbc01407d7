"""What happens to a source happens to its translations, as far as wanted and allowed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize.models import Translation

from cms.access.granting import grant_roles, permissions_named
from cms.access.models import User
from cms.access.roles import DATA_OFFICERS, EDITORS, ENTER, PUBLISHERS, VIEWERS, Role
from cms.translation.cascading import Deed, Outcome, Result, cascade, followers, is_source
from cms.translation.publishing import publish
from home.models import HomePage, SiteTexts, StandardPage
from tests.cms.translation.conftest import BODY, start_translation, translate_all
from tests.factories import StandardPageFactory

pytestmark = pytest.mark.usefixtures("default_site")


@pytest.fixture(autouse=True)
def tasks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is to happen after a commit happens at once: the tests' own transaction never commits."""
    monkeypatch.setattr("cms.translation.following.transaction.on_commit", lambda do: do())


@pytest.fixture
def admin(user_named: Callable[..., User]) -> User:
    return user_named("root", is_superuser=True)


@pytest.fixture
def section(home_page: HomePage) -> StandardPage:
    """Another page, below which pages can be moved."""
    page: StandardPage = StandardPageFactory(parent=home_page, title="Law", slug="law", body=BODY)
    page.save_revision().publish()
    return page


@pytest.fixture
def translations(source: StandardPage, german: Locale, arabic: Locale, admin: User) -> list[Translation]:
    """Of the source into German and Arabic, online."""
    found = [start_translation(source, locale) for locale in (german, arabic)]
    for translation in found:
        translate_all(translation)
        publish(translation, admin)
    return found


def in_language(page: Page, locale: Locale) -> Page:
    return Page.objects.get(translation_key=page.translation_key, locale=locale)


def results(outcomes: list[Outcome]) -> dict[str, Result]:
    return {outcome.language: outcome.result for outcome in outcomes}


@pytest.fixture
def german_editor(user_named: Callable[..., User], home_page: HomePage, german: Locale) -> Callable[..., User]:
    """Makes somebody with rights on the English and the German pages, and on no others."""

    def make(*names: str) -> User:
        group = Group.objects.create(name="English and German")
        group.permissions.set(permissions_named(ENTER))
        for page in (home_page, in_language(home_page, german)):
            for name in names:
                GroupPagePermission.objects.create(group=group, page=page, permission_type=name)
        return user_named("editor", group)

    return make


def test_the_source_is_what_is_translated_from(
    source: StandardPage, translations: list[Translation], german: Locale
) -> None:
    assert is_source(source)
    assert not is_source(in_language(source, german))


def test_what_happens_to_a_translation_happens_to_it_alone(
    source: StandardPage, translations: list[Translation], german: Locale, admin: User
) -> None:
    assert followers([in_language(source, german)], Deed.UNPUBLISH, admin) == []


def test_translations_are_unpublished_with_their_source(
    source: StandardPage, translations: list[Translation], german: Locale, arabic: Locale, client: Client
) -> None:
    client.force_login(User.objects.get(username="root"))
    address = reverse("wagtailadmin_pages:unpublish", args=[source.pk])
    shown = client.get(address).content.decode()
    assert shown.count('name="cascade_languages"') == 2
    assert shown.count("checked") >= 2
    response = client.post(address, {"cascade_offered": "1", "cascade_languages": ["de"]}, follow=True)
    assert not Page.objects.get(pk=source.pk).live
    assert not in_language(source, german).live
    assert in_language(source, arabic).live
    page = response.content.decode()
    assert page.count('class="is-done"') == 2
    assert page.count('class="is-left"') == 1


def test_without_ticks_nothing_follows(
    source: StandardPage, translations: list[Translation], german: Locale, admin: User, client: Client
) -> None:
    client.force_login(admin)
    client.post(reverse("wagtailadmin_pages:unpublish", args=[source.pk]))
    assert not Page.objects.get(pk=source.pk).live
    assert in_language(source, german).live


def test_a_translation_that_is_only_scheduled_is_unscheduled(
    source: StandardPage, translations: list[Translation], german: Locale, admin: User
) -> None:
    in_language(source, german).unpublish()
    publish(translations[0], admin, at=timezone.now() + timedelta(days=1))
    outcomes = cascade(Deed.UNPUBLISH, [source], ["de"], admin)
    assert results(outcomes)["de"] == Result.DONE
    assert in_language(source, german).scheduled_revision is None


def test_a_language_one_has_no_rights_in_is_left_alone(
    source: StandardPage,
    translations: list[Translation],
    german: Locale,
    arabic: Locale,
    german_editor: Callable[..., User],
) -> None:
    user = german_editor("change", "publish")
    outcomes = cascade(Deed.UNPUBLISH, [source], ["de", "ar"], user)
    assert results(outcomes) == {"de": Result.DONE, "ar": Result.REFUSED}
    assert in_language(source, arabic).live
    reasons = {one.language: one.reason for one in followers([source], Deed.DELETE, user)}
    assert reasons == {"de": "", "ar": "You may not delete this page."}


def test_translations_are_deleted_with_their_source(
    source: StandardPage, translations: list[Translation], german: Locale, arabic: Locale, client: Client
) -> None:
    client.force_login(User.objects.get(username="root"))
    address = reverse("wagtailadmin_pages:delete", args=[source.pk])
    assert client.get(address).content.decode().count('name="cascade_languages"') == 2
    response = client.post(address, {"cascade_offered": "1", "cascade_languages": ["de"]}, follow=True)
    left = Page.objects.filter(translation_key=source.translation_key)
    assert [page.locale for page in left] == [arabic]
    assert response.content.decode().count('class="is-done"') == 2


def test_translations_are_moved_below_the_translation_of_the_new_parent(
    source: StandardPage,
    section: StandardPage,
    translations: list[Translation],
    german: Locale,
    client: Client,
) -> None:
    start_translation(section, german)
    client.force_login(User.objects.get(username="root"))
    address = reverse("wagtailadmin_pages:move_confirm", args=[source.pk, section.pk])
    shown = client.get(address).content.decode()
    assert shown.count('name="cascade_languages"') == 1
    assert "“Law” does not exist in this language. The page stays where it is." in shown
    response = client.post(address, {"cascade_offered": "1", "cascade_languages": ["de", "ar"]}, follow=True)
    assert in_language(source, german).get_parent().pk == in_language(section, german).pk
    page = response.content.decode()
    assert page.count('class="is-done"') == 2
    assert page.count('class="is-refused"') == 1


def test_an_address_that_is_taken_keeps_one_translation_where_it_is(
    source: StandardPage,
    section: StandardPage,
    translations: list[Translation],
    german: Locale,
    arabic: Locale,
) -> None:
    for locale in (german, arabic):
        start_translation(section, locale)
    slug = in_language(source, german).slug
    StandardPageFactory(parent=in_language(section, german), title="There first", slug=slug, locale=german)
    source.move(section, pos="last-child")
    outcomes = cascade(Deed.MOVE, [source], ["de", "ar"], User.objects.get(username="root"), destination=section)
    assert results(outcomes) == {"de": Result.REFUSED, "ar": Result.DONE}
    assert "already" in {outcome.language: outcome.message for outcome in outcomes}["de"]


@pytest.mark.parametrize("deed", ["unpublish", "delete"])
@pytest.mark.usefixtures("translations")
def test_many_sources_take_their_translations_along(
    source: StandardPage, section: StandardPage, german: Locale, client: Client, deed: str
) -> None:
    client.force_login(User.objects.get(username="root"))
    translate_all(start_translation(section, german))
    address = f"/admin/bulk/wagtailcore/page/{deed}/?id={source.pk}&id={section.pk}&next=/admin/pages/"
    assert client.get(address).content.decode().count('name="cascade_languages"') == 2
    response = client.post(address, {"cascade_offered": "1", "cascade_languages": ["de", "ar"]}, follow=True)
    assert 'class="is-done"' in response.content.decode()
    assert not Page.objects.filter(translation_key=source.translation_key, live=True).exists()
    assert Page.objects.filter(translation_key=source.translation_key).exists() == (deed == "unpublish")


def test_many_sources_are_moved_with_their_translations(
    source: StandardPage, section: StandardPage, translations: list[Translation], german: Locale, client: Client
) -> None:
    client.force_login(User.objects.get(username="root"))
    start_translation(section, german)
    address = f"/admin/bulk/wagtailcore/page/move/?id={source.pk}&next=/admin/pages/"
    assert client.get(address).content.decode().count('name="cascade_languages"') == 2
    data = {"chooser": section.pk, "cascade_offered": "1", "cascade_languages": ["de", "ar"]}
    response = client.post(address, data, follow=True)
    assert in_language(source, german).get_parent().pk == in_language(section, german).pk
    assert response.content.decode().count('class="is-refused"') == 1


def test_many_sources_are_published_with_the_translations_that_are_ready(
    source: StandardPage, translations: list[Translation], german: Locale, arabic: Locale, client: Client
) -> None:
    client.force_login(User.objects.get(username="root"))
    for locale in (german, arabic):
        in_language(source, locale).unpublish()
    translations[1].source.stringsegment_set.first().string.translations.filter(locale=arabic).delete()
    address = f"/admin/bulk/wagtailcore/page/publish/?id={source.pk}&next=/admin/pages/"
    shown = client.get(address).content.decode()
    assert shown.count('name="cascade_languages"') == 1
    assert "Not complete" in shown
    client.post(address, {"cascade_offered": "1", "cascade_languages": ["de"]}, follow=True)
    assert in_language(source, german).live
    assert not in_language(source, arabic).live


def test_words_of_a_draft_do_not_get_online_by_publishing_the_translation_as_a_page(
    home_page: HomePage, german: Locale, admin: User, client: Client
) -> None:
    page = StandardPageFactory(parent=home_page, title="Soon", slug="soon", body=BODY, live=False)
    page.save_revision()
    translate_all(start_translation(page, german))
    target = in_language(page, german)
    client.force_login(admin)
    address = f"/admin/bulk/wagtailcore/page/publish/?id={target.pk}&next=/admin/pages/"
    shown = client.post(address, follow=True).content.decode()
    assert "is a translation of a page that is not published yet" in shown
    assert not in_language(page, german).live
    above = f"/admin/bulk/wagtailcore/page/publish/?id={target.get_parent().pk}&next=/admin/pages/"
    client.post(above, {"include_descendants": "on"})
    assert not in_language(page, german).live


def test_bulk_actions_on_other_things_have_no_languages(admin: User, client: Client) -> None:
    client.force_login(admin)
    shown = client.get(f"/admin/bulk/access/user/delete/?id={admin.pk}&next=/admin/", follow=True)
    assert shown.status_code == 200
    assert "cascade_languages" not in shown.content.decode()


@pytest.mark.parametrize("role", [VIEWERS, DATA_OFFICERS, EDITORS], ids=lambda role: str(role.name))
@pytest.mark.parametrize("deed", ["publish", "unpublish", "move", "delete"])
def test_titles_of_drafts_are_listed_to_those_only_who_work_on_pages(
    home_page: HomePage, user_named: Callable[..., User], client: Client, deed: str, role: Role
) -> None:
    grant_roles()
    page = StandardPageFactory(parent=home_page, title="Kestrel", slug="soon", live=False)
    page.save_revision()
    client.force_login(user_named("somebody", Group.objects.get(name=role.name)))
    address = f"/admin/bulk/wagtailcore/page/{deed}/?id={page.pk}&next=/admin/"
    for answer in (client.get(address, follow=True), client.post(address, follow=True)):
        assert role is EDITORS or "Kestrel" not in answer.content.decode()
    assert Page.objects.filter(pk=page.pk, live=False).exists() == (deed != "delete" or role is not EDITORS)


def test_texts_of_the_site_are_listed_to_those_only_who_may_change_them(
    english: Locale, user_named: Callable[..., User], client: Client
) -> None:
    grant_roles()
    SiteTexts.objects.create(locale=english)
    address = reverse("wagtail_bulk_action", args=["home", "sitetexts", "delete"]) + "?id=all"
    client.force_login(user_named("viewer", Group.objects.get(name=VIEWERS.name)))
    assert client.get(address).status_code == 403
    client.force_login(user_named("publisher", Group.objects.get(name=PUBLISHERS.name)))
    assert client.get(address).status_code == 200
