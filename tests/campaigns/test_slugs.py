"""Addresses of pages: ASCII, the same in all languages, and leading on when they change."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from campaigns.slugs import check_slug, slug_from
from home.models import HomePage, StandardPage
from tests.factories import StandardPageFactory, translate

EMPTY_FORMS = {
    "body-count": "0",
    "local_extra-count": "0",
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
    "comments-MIN_NUM_FORMS": "0",
    "comments-MAX_NUM_FORMS": "",
}


@pytest.fixture
def page(home_page: HomePage) -> StandardPage:
    return StandardPageFactory(parent=home_page, title="About us", slug="about")


@pytest.fixture
def german_page(page: StandardPage, german: Locale) -> StandardPage:
    return translate(page, german, title="Über uns")


def stored(page: Any) -> Any:
    """The page as the database has it."""
    return type(page).objects.get(pk=page.pk)


def rename(page: Any, slug: str) -> Any:
    page = stored(page)
    page.slug = slug
    page.save_revision().publish()
    return stored(page)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("About us", "about-us"),
        ("북한 인권", "bughan-ingwon"),
        ("من نحن", "mn-nhn"),
        ("Über uns", "uber-uns"),
        ("…", "page"),
    ],
)
def test_a_title_in_any_script_makes_a_slug(title: str, slug: str) -> None:
    assert slug_from(title) == slug


@given(st.text())
def test_whatever_the_title_the_slug_can_be_typed(title: str) -> None:
    slug = slug_from(title)
    check_slug(slug)
    assert len(slug) <= 80


@pytest.mark.parametrize("slug", ["über-uns", "북한", "من-نحن", "a b", "a/b"])
def test_a_slug_that_not_everybody_can_type_is_refused(page: StandardPage, slug: str) -> None:
    page.slug = slug
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert "slug" in caught.value.message_dict
    draft = StandardPage(title="Draft", slug=slug, live=False)
    with pytest.raises(ValidationError, match="letters"):
        page.add_child(instance=draft)


@pytest.mark.parametrize("slug", ["über-uns", "북한"])
def test_the_form_says_why_it_refuses_a_slug(admin_client: Client, page: StandardPage, slug: str) -> None:
    response = admin_client.post(
        f"/admin/pages/{page.pk}/edit/", {"title": "About us", "slug": slug, "action-publish": "1"} | EMPTY_FORMS
    )
    form = response.context["form"]
    assert form.errors["slug"] == [
        "Use letters a–z, digits and hyphens: the address is the same in all languages, and is printed on paper."
    ]


def test_the_form_drops_no_letters_by_itself(admin_client: Client, page: StandardPage) -> None:
    form = admin_client.get(f"/admin/pages/{page.pk}/edit/").context["form"]
    assert "blur" not in form.fields["slug"].widget.attrs["data-action"]
    assert "w-sync:apply" in form.fields["slug"].widget.attrs["data-action"]


@pytest.mark.parametrize("action", ["action-publish", "save"])
def test_a_page_with_a_korean_title_gets_a_slug_in_the_form(
    admin_client: Client, home_page: HomePage, action: str
) -> None:
    response = admin_client.post(
        f"/admin/pages/add/home/standardpage/{home_page.pk}/",
        {"title": "우리에 대하여", "slug": "", action: "1"} | EMPTY_FORMS,
    )
    assert response.status_code == 302
    assert StandardPage.objects.get().slug == "ulie-daehayeo"


def test_two_pages_with_the_same_title_get_two_slugs(home_page: HomePage) -> None:
    for _number in range(2):
        home_page.add_child(instance=StandardPage(title="소개"))
    first, second = StandardPage.objects.order_by("pk")
    assert second.slug == f"{first.slug}-2"


def test_a_new_slug_holds_for_all_languages_and_for_what_stands_below(
    page: StandardPage, german: Locale, german_page: StandardPage
) -> None:
    child = StandardPageFactory(parent=stored(page), title="Team", slug="team")
    translate(child, german)
    rename(page, "who-we-are")
    translated = stored(german_page)
    assert translated.slug == "who-we-are"
    assert translated.url == "/de/who-we-are/"
    assert translated.get_children().get().url == "/de/who-we-are/team/"


def test_old_addresses_lead_on_in_all_languages(
    client: Client,
    page: StandardPage,
    german: Locale,
    german_page: StandardPage,
    django_capture_on_commit_callbacks: Any,
) -> None:
    translate(StandardPageFactory(parent=stored(page), title="Team", slug="team"), german)
    with django_capture_on_commit_callbacks(execute=True):
        rename(page, "who-we-are")
    for old, new in {
        "/en/about/": "/en/who-we-are/",
        "/de/about/": "/de/who-we-are/",
        "/en/about/team/": "/en/who-we-are/team/",
        "/de/about/team/": "/de/who-we-are/team/",
    }.items():
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new)
    assert {redirect.site_id for redirect in Redirect.objects.all()} == {page.get_site().pk}


def test_a_moved_page_leaves_its_addresses_behind(
    client: Client, home_page: HomePage, page: StandardPage, german_page: StandardPage
) -> None:
    elsewhere = StandardPageFactory(parent=german_page.get_parent(), title="Mehr", slug="mehr")
    stored(german_page).move(elsewhere, pos="last-child")
    response = client.get("/de/about/")
    assert (response.status_code, response["Location"]) == (301, "/de/mehr/about/")


def test_an_old_version_of_a_translation_does_not_bring_the_old_slug_back(
    page: StandardPage, german_page: StandardPage
) -> None:
    old_version = german_page.latest_revision
    rename(page, "who-we-are")
    old_version.publish()
    assert stored(german_page).slug == "who-we-are"


def test_a_draft_keeps_its_new_slug_to_itself(page: StandardPage, german_page: StandardPage) -> None:
    page = stored(page)
    page.slug = "who-we-are"
    page.save_revision()
    assert stored(german_page).slug == "about"


def test_the_slug_of_a_translation_is_not_to_be_typed(admin_client: Client, german_page: StandardPage) -> None:
    form = admin_client.get(f"/admin/pages/{german_page.pk}/edit/").context["form"]
    assert form.fields["slug"].disabled
    assert "all languages" in form.fields["slug"].help_text


def test_a_slug_taken_in_another_language_is_refused(
    home_page: HomePage, page: StandardPage, german_page: StandardPage
) -> None:
    german_home = german_page.get_parent()
    native = german_home.add_child(instance=StandardPage(title="Hilfe", slug="hilfe", locale=german_page.locale))
    assert native.slug == "hilfe"
    other = StandardPage(title="Help", slug="hilfe", locale=page.locale)
    with override("en"), pytest.raises(ValidationError, match="German"):
        home_page.add_child(instance=other)


def test_a_translation_whose_address_is_taken_gets_another_and_keeps_it(
    home_page: HomePage, page: StandardPage, german: Locale
) -> None:
    german_home = translate(home_page, german)
    Page.objects.filter(pk=german_home.add_child(instance=StandardPage(title="x", slug="x", locale=german)).pk).update(
        slug="about"
    )
    translation = translate(page, german)
    assert translation.slug == "about-1"
    translation.save()
    assert stored(translation).slug == "about-1"


def test_publishing_a_translated_home_page_again_does_not_rename_it(home_page: HomePage, german: Locale) -> None:
    source, _created = TranslationSource.get_or_create_from_instance(home_page)
    translation = Translation.objects.create(source=source, target_locale=german)
    for _time in range(3):
        translation.save_target(publish=True)
        german_home = HomePage.objects.get(locale=german)
        assert german_home.slug == "home-de"
        assert german_home.url_path == "/home-de/"


def test_a_new_slug_of_the_home_page_renames_no_other(home_page: HomePage, german: Locale) -> None:
    german_home = translate(home_page, german)
    rename(home_page, "start")
    assert stored(german_home).slug == "home-de"
    assert stored(german_home).url == "/de/"


def test_a_copy_has_an_address_of_its_own(page: StandardPage, german_page: StandardPage) -> None:
    copy = stored(page).copy(update_attrs={"slug": "about-them", "title": "About them"})
    rename(copy, "others")
    assert stored(german_page).slug == "about"


LOCAL = [("paragraph", "<p>Call the hotline.</p>")]


def test_what_is_local_is_not_copied_into_a_translation(page: StandardPage, german: Locale) -> None:
    page.local_extra = LOCAL
    page.save_revision().publish()
    translation = stored(page).copy_for_translation(german, copy_parents=True)
    assert not translation.local_extra
    assert not translation.get_latest_revision_as_object().local_extra
    assert stored(page).local_extra


def test_what_is_local_is_copied_with_a_page_of_the_same_language(page: StandardPage) -> None:
    page.local_extra = LOCAL
    page.save_revision().publish()
    assert stored(page).copy(update_attrs={"slug": "copy"}).local_extra


def test_a_mirror_in_another_language_shows_nothing_local(page: StandardPage, german: Locale) -> None:
    page.local_extra = LOCAL
    page.save_revision().publish()
    page.get_parent().specific.copy_for_translation(german, alias=True)
    mirror = stored(page).copy_for_translation(german, alias=True)
    assert not mirror.local_extra
    stored(page).save_revision().publish()
    assert not stored(mirror).local_extra


def test_a_translation_keeps_what_is_local_when_its_source_changes(page: StandardPage, german: Locale) -> None:
    source, _created = TranslationSource.get_or_create_from_instance(page)
    home_source, _created = TranslationSource.get_or_create_from_instance(page.get_parent().specific)
    for one in (home_source, source):
        translation = Translation.objects.create(source=one, target_locale=german)
        translation.save_target(publish=True)
    german_page = StandardPage.objects.get(locale=german)
    german_page.local_extra = LOCAL
    german_page.save_revision().publish()
    page.local_extra = [("paragraph", "<p>Only for readers of English.</p>")]
    page.save_revision().publish()
    source.update_from_db()
    translation.save_target(publish=True)
    assert "hotline" in str(stored(german_page).local_extra)
    assert "English" not in str(stored(german_page).local_extra)
