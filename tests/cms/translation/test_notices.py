"""Editors of a source are told, before and after, what publishing means for its translations."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory, TestCase
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.access.granting import grant_roles
from cms.access.models import User
from cms.access.roles import EDITORS
from cms.translation.admin.notices import look_ahead, notice_of, tell_editor
from cms.translation.publishing import publish
from home.models import HomePage, SiteTexts, StandardPage
from tests.cms.translation.conftest import BODY, start_translation, translate_all

Users = Callable[..., User]


@pytest.fixture
def korean(english: Locale) -> Locale:
    return Locale.objects.get_or_create(language_code="ko")[0]


@pytest.fixture
def translation(source: StandardPage, german: Locale) -> Translation:
    """A German translation that is online."""
    found = start_translation(source, german)
    translate_all(found)
    publish(found, None)
    return found


@pytest.fixture(params=["before", "after"])
def is_done_before(request: pytest.FixtureRequest) -> bool:
    """Whether the translations have the new words before the editor is told (tasks done at once) or after (a queue)."""
    return bool(request.param == "before")


def editor_of(client: Client, page: Page) -> str:
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def publish_in_editor(client: Client, page: StandardPage, **changes: Any) -> list[str]:
    """Publish in Wagtail's editor; returns what the editor was told."""
    data = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "body": streamfield([(block.block_type, typed(block.value)) for block in page.body]),
        "local_extra": streamfield([]),
        "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""},
        **changes,
    }
    form = nested_form_data(data) | {"action-publish": "1"}
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert response.status_code == 302, response.context["form"].errors
    return [str(message).strip() for message in get_messages(response.wsgi_request)]


def typed(value: Any) -> Any:
    """The value of a block as its form sends it."""
    return rich_text(value.source) if isinstance(value, RichText) else {name: value[name] or "" for name in value}


class TestInTheEditor:
    def test_it_says_which_languages_there_are_and_leads_to_them(
        self, admin_client: Client, translation: Translation, source: StandardPage
    ) -> None:
        html = editor_of(admin_client, source)
        assert "Translated into 1 language:" in html
        assert f'<a href="{reverse("translations:edit", args=[translation.pk])}"> <bdi>German</bdi> </a>' in html
        assert "When you publish changed words, 1 language will be out of date until it is translated" in html

    def test_it_counts_words_of_a_draft_that_translators_have_not_seen(
        self, admin_client: Client, translation: Translation, source: StandardPage, arabic: Locale
    ) -> None:
        translate_object(source.get_parent().specific, [arabic])
        translate_object(source, [arabic])
        source.title = "The right to remain"
        source.save_revision()
        html = editor_of(admin_client, source)
        assert "This version has 4 words that its translators have not seen." in html
        assert "When you publish it, 2 languages will be out of date" in html

    def test_an_editor_is_not_led_where_they_may_not_go(
        self, user_named: Users, translation: Translation, source: StandardPage
    ) -> None:
        grant_roles()
        editor = user_named("editor", Group.objects.get(name=EDITORS.name))
        viewer = user_named("viewer", Group.objects.get(name="Viewers"))
        for user, expected in ((editor, translation.pk), (viewer, None)):
            notice = notice_of(user, source)
            assert notice is not None
            assert [language.translation_id for language in notice.languages] == [expected]

    def test_a_page_that_is_not_translated_has_no_notice(self, admin_client: Client, source: StandardPage) -> None:
        assert "Translated into" not in editor_of(admin_client, source)

    def test_site_texts_have_one_too(self, admin_client: Client, english: Locale, german: Locale) -> None:
        texts = SiteTexts.objects.create(locale=english, tagline="For everybody")
        translate_object(texts, [german])
        html = admin_client.get(reverse(texts.snippet_viewset.get_url_name("edit"), args=[texts.pk])).content.decode()
        assert "Translated into 1 language:" in html
        assert "When you save changed words, 1 language will be out of date" in " ".join(html.split())


class TestAfterPublishing:
    @pytest.fixture
    def told_of(self, is_done_before: bool, rf: RequestFactory, admin_user: User) -> Callable[..., list[str]]:
        """What an editor is told who publishes a page with these changes."""

        def tell(page: StandardPage, **changes: Any) -> list[str]:
            request = rf.post("/")
            request.user = admin_user
            storage = CookieStorage(request)
            request._messages = storage  # type: ignore[attr-defined]
            for name, value in changes.items():
                setattr(page, name, value)
            look_ahead(request, page)
            with TestCase.captureOnCommitCallbacks(execute=is_done_before):
                page.save_revision().publish()
            tell_editor(request, StandardPage.objects.get(pk=page.pk))
            return [str(message).strip() for message in storage]

        return tell

    def test_changed_words_are_counted_whether_or_not_the_translations_have_them_yet(
        self, translation: Translation, source: StandardPage, told_of: Callable[..., list[str]]
    ) -> None:
        (sentence,) = told_of(source, title="The right to remain")
        assert sentence.split("<br>") == [
            "One language is out of date now: German.",
            "4 words are to be translated. What is online in other languages stays as it is until then.",
        ]

    def test_a_change_of_nothing_but_the_layout_makes_no_work(
        self, translation: Translation, source: StandardPage, told_of: Callable[..., list[str]]
    ) -> None:
        assert told_of(source, body=list(reversed(BODY))) == [
            "No words are new, so nothing is to be translated: the translations take over the layout."
        ]

    def test_languages_that_are_behind_are_named_again(
        self,
        translation: Translation,
        source: StandardPage,
        arabic: Locale,
        korean: Locale,
        told_of: Callable[..., list[str]],
    ) -> None:
        translate_object(source.get_parent().specific, [arabic, korean])
        translate_object(source, [arabic])
        behind = "No words are new. One language still has words to translate: Arabic."
        assert told_of(source, body=list(reversed(BODY))) == [behind]
        translate_object(source, [korean])
        (sentence,) = told_of(source)
        assert sentence == "No words are new. 2 languages still have words to translate: Arabic and Korean."

    def test_a_page_that_is_not_translated_says_nothing(
        self, source: StandardPage, told_of: Callable[..., list[str]]
    ) -> None:
        assert told_of(source, title="The right to remain") == []


class TestInWagtailsEditor:
    def test_whoever_publishes_is_told(
        self, admin_client: Client, translation: Translation, source: StandardPage
    ) -> None:
        told = publish_in_editor(admin_client, source, title="The right to remain")
        assert [sentence[:47] for sentence in told if "4 words" in sentence] == [
            "One language is out of date now: German.<br>4 w"
        ]

    def test_a_time_to_come_is_not_called_now(
        self, admin_client: Client, translation: Translation, source: StandardPage
    ) -> None:
        told = publish_in_editor(admin_client, source, title="The right to remain", go_live_at="2099-01-01 10:00")
        assert any("One language will be out of date when this goes online: German." in sentence for sentence in told)


def test_a_notice_is_for_the_source_not_for_its_translations(
    admin_user: User, translation: Translation, german: Locale, source: StandardPage, home_page: HomePage
) -> None:
    target = StandardPage.objects.get(translation_key=source.translation_key, locale=german)
    assert notice_of(admin_user, target) is None
