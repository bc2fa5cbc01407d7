"""The translation editor, as translators and language leads use it."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import OverridableSegment, Translation

from cms.access.models import User
from cms.translation.models import Review, ReviewState
from cms.translation.publishing import publish
from cms.translation.units import Unit, UnitState, save_unit, units_of
from home.models import StandardPage
from tests.cms.translation.conftest import edit, start_translation, translate_all

Users = Callable[..., User]


@pytest.fixture
def translation(source: StandardPage, arabic: Locale) -> Translation:
    return start_translation(source, arabic)


@pytest.fixture
def translator(client: Client, arabic: Locale, user_named: Users) -> Client:
    client.force_login(user_named("translator", arabic.team.translators))
    return client


@pytest.fixture
def lead(arabic: Locale, user_named: Users) -> Client:
    client = Client()
    client.force_login(user_named("lead", arabic.team.leads))
    return client


def address(translation: Translation) -> str:
    return reverse("translations:edit", args=[translation.pk])


def fields(html: str) -> dict[str, str]:
    """The hidden fields of the form, as a browser would send them."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))


def unit_at(translation: Translation, path: str) -> Unit:
    return next(unit for unit in units_of(translation) if unit.path.startswith(path))


def typed(client: Client, translation: Translation, action: str = "save", **texts: str) -> dict[str, str]:
    """The form as it is shown, with other texts typed into some fields; by path of the unit."""
    html = client.get(address(translation)).content.decode()
    data = {**fields(html), "action": action}
    for unit in units_of(translation):
        data[f"text-{unit.segment_id}"] = texts.get(unit.path, unit.target or unit.previous_target)
    return data


def test_fields_have_the_language_and_direction_of_what_is_written_in_them(
    translator: Client, translation: Translation
) -> None:
    html = translator.get(address(translation)).content.decode()
    unit = unit_at(translation, "title")
    assert re.search(rf'<textarea id="text-{unit.segment_id}"[^>]* lang="ar" dir="rtl"', html)
    assert re.search(rf'<div lang="en" dir="ltr" class="unit-text" id="source-{unit.segment_id}"', html)


def test_what_is_typed_is_saved_and_the_name_of_who_did_it(translator: Client, translation: Translation) -> None:
    response = translator.post(address(translation), typed(translator, translation, title="الحق في البقاء"))
    assert response.status_code == 302
    unit = unit_at(translation, "title")
    assert (unit.target, unit.state, unit.updated_by) == ("الحق في البقاء", UnitState.TRANSLATED, "translator")


def test_one_mistake_loses_nothing(translator: Client, translation: Translation) -> None:
    data = typed(translator, translation, title="ط" * 256, summary="باختصار")
    response = translator.post(address(translation), data)
    assert response.status_code == 422
    html = response.content.decode()
    assert "1 character too long" in html
    assert "ط" * 256 in html
    assert unit_at(translation, "summary").target == "باختصار"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<script>alert(1)</script>", "tags cannot be read"),
        ('<b onclick="x">فرّوا</b>', "tags cannot be read"),
        ('<a id="a9">فرّوا</a>', "tags cannot be read"),
        ("<b>فرّوا", "tags cannot be read"),
        ("<b>" * 3000 + "فرّوا" + "</b>" * 3000, "tags cannot be read"),
    ],
)
def test_markup_that_could_not_stand_there_is_refused(
    translator: Client, translation: Translation, text: str, reason: str
) -> None:
    unit = unit_at(translation, "body.aaaaaaaa")
    data = typed(translator, translation)
    data[f"text-{unit.segment_id}"] = text
    response = translator.post(address(translation), data)
    assert response.status_code == 422
    assert reason in response.content.decode()
    assert unit_at(translation, "body.aaaaaaaa").state == UnitState.MISSING


def test_one_line_stays_one_line(translator: Client, translation: Translation) -> None:
    response = translator.post(address(translation), typed(translator, translation, title="سطر\nسطر"))
    assert response.status_code == 422
    assert "Only one line fits here." in response.content.decode()


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(translator: Client, translation: Translation) -> None:
    data = typed(translator, translation, title="mine")
    save_unit(translation, unit_at(translation, "title"), "theirs", None)
    response = translator.post(address(translation), data)
    assert response.status_code == 422
    html = response.content.decode()
    assert "Somebody else has changed this meanwhile" in html
    assert "theirs" in html
    assert ">mine</textarea>" in html
    assert unit_at(translation, "title").target == "theirs"
    again = {**data, **fields(html)}
    assert translator.post(address(translation), again).status_code == 302
    assert unit_at(translation, "title").target == "mine"


def test_a_form_sent_twice_is_saved_once(translator: Client, translation: Translation) -> None:
    data = typed(translator, translation, title="العنوان")
    translator.post(address(translation), data)
    saved = unit_at(translation, "title").updated_at
    assert translator.post(address(translation), data).status_code == 302
    assert unit_at(translation, "title").updated_at == saved


class TestChangedSource:
    @pytest.fixture
    def stale(
        self, source: StandardPage, translation: Translation, django_capture_on_commit_callbacks: Callable
    ) -> Translation:
        translate_all(translation, "ع ")
        with django_capture_on_commit_callbacks(execute=True):
            publish(translation, None)
        with django_capture_on_commit_callbacks(execute=True):
            edit(source, title="The right to remain")
        return translation

    def test_the_former_translation_stands_in_the_field_and_is_not_saved_by_itself(
        self, translator: Client, stale: Translation
    ) -> None:
        html = translator.get(address(stale)).content.decode()
        assert ">ع The right to stay</textarea>" in html
        assert "<del>" in html
        assert "<ins>" in html
        translator.post(address(stale), typed(translator, stale))
        assert unit_at(stale, "title").state == UnitState.CHANGED

    def test_it_is_kept_when_the_translator_says_that_it_fits(self, translator: Client, stale: Translation) -> None:
        unit = unit_at(stale, "title")
        data = {**typed(translator, stale), f"keep-{unit.segment_id}": "on"}
        assert translator.post(address(stale), data).status_code == 302
        assert unit_at(stale, "title").state == UnitState.TRANSLATED


class TestReview:
    @pytest.fixture
    def finished(self, translation: Translation) -> Translation:
        translate_all(translation, "ع ")
        return translation

    def test_an_unfinished_translation_is_saved_but_not_submitted(
        self, translator: Client, translation: Translation
    ) -> None:
        data = typed(translator, translation, "submit", title="العنوان")
        response = translator.post(address(translation), data, follow=True)
        assert "when nothing is left to translate" in response.content.decode()
        assert unit_at(translation, "title").target == "العنوان"
        assert not Review.objects.exists()

    def test_submitting_tells_the_leads_and_nobody_else(
        self,
        translator: Client,
        lead: Client,
        finished: Translation,
        django_capture_on_commit_callbacks: Callable,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            translator.post(address(finished), {**typed(translator, finished, "submit"), "message": "Please look"})
        (message,) = mail.outbox
        assert message.to == ["lead@example.org"]
        assert "Arabic" in message.subject
        assert "Please look" in message.body
        assert address(finished) in message.body
        assert "Waiting for review" in lead.get(address(finished)).content.decode()

    def test_submitting_twice_is_one_review(self, translator: Client, finished: Translation) -> None:
        data = typed(translator, finished, "submit")
        translator.post(address(finished), data)
        translator.post(address(finished), data)
        assert Review.objects.count() == 1

    def test_returning_needs_a_comment_which_the_translator_reads(
        self,
        translator: Client,
        lead: Client,
        finished: Translation,
        django_capture_on_commit_callbacks: Callable,
    ) -> None:
        translator.post(address(finished), typed(translator, finished, "submit"))
        back = reverse("translations:return", args=[finished.pk])
        lead.post(back, {"comment": " "})
        assert Review.objects.get().state == ReviewState.OPEN
        with django_capture_on_commit_callbacks(execute=True):
            lead.post(back, {"comment": "The second sentence is too long."})
        assert "The second sentence is too long." in translator.get(address(finished)).content.decode()
        assert mail.outbox[-1].to == ["translator@example.org"]

    def test_a_translator_neither_publishes_nor_returns(self, translator: Client, finished: Translation) -> None:
        translator.post(address(finished), typed(translator, finished, "submit"))
        back = reverse("translations:return", args=[finished.pk])
        for response in (
            translator.post(address(finished), typed(translator, finished, "publish")),
            translator.post(back, {"comment": "x"}),
        ):
            # How Wagtail refuses.
            assert response.headers["Location"] == reverse("wagtailadmin_home")
        assert not StandardPage.objects.get(locale__language_code="ar").live
        assert Review.objects.get().state == ReviewState.OPEN

    def test_the_lead_publishes_and_the_review_is_done(
        self,
        translator: Client,
        lead: Client,
        finished: Translation,
        django_capture_on_commit_callbacks: Callable,
    ) -> None:
        translator.post(address(finished), typed(translator, finished, "submit"))
        with django_capture_on_commit_callbacks(execute=True):
            lead.post(address(finished), typed(lead, finished, "publish"))
        page = StandardPage.objects.get(locale__language_code="ar")
        assert (page.live, page.title, page.slug) == (True, "ع The right to stay", "right")
        assert Review.objects.get().state == ReviewState.APPROVED
        assert mail.outbox[-1].to == ["translator@example.org"]

    def test_nothing_is_published_that_the_lead_has_not_seen(
        self, translator: Client, lead: Client, finished: Translation
    ) -> None:
        data = typed(lead, finished, "publish")
        save_unit(finished, unit_at(finished, "summary"), "changed meanwhile", None)
        response = lead.post(address(finished), data, follow=True)
        assert "somebody changed the translation meanwhile" in response.content.decode()
        assert not StandardPage.objects.get(locale__language_code="ar").live

    def test_publishing_in_part_takes_a_tick(
        self, lead: Client, translation: Translation, django_capture_on_commit_callbacks: Callable
    ) -> None:
        lead.post(address(translation), typed(lead, translation, "publish", title="العنوان"))
        assert not StandardPage.objects.get(locale__language_code="ar").live
        with django_capture_on_commit_callbacks(execute=True):
            lead.post(address(translation), {**typed(lead, translation, "publish"), "partly": "on"})
        page = StandardPage.objects.get(locale__language_code="ar")
        assert (page.live, page.title, page.summary) == (True, "العنوان", "In short.")


class TestLinks:
    @pytest.fixture
    def linked(
        self, source: StandardPage, translation: Translation, django_capture_on_commit_callbacks: Callable
    ) -> Translation:
        body = [
            {"type": "paragraph", "value": '<p>Read <a href="https://example.org/en">the law</a>.</p>', "id": "c" * 8}
        ]
        with django_capture_on_commit_callbacks(execute=True):
            edit(source, body=body)
        return translation

    def test_a_language_may_have_its_own_address(
        self, translator: Client, linked: Translation, django_capture_on_commit_callbacks: Callable
    ) -> None:
        name = f"choice-{OverridableSegment.objects.get(data_json__contains='example.org').pk}"
        data = {**typed(translator, linked), name: "https://example.org/ar"}
        assert translator.post(address(linked), data).status_code == 302
        unit = unit_at(linked, "body.cccccccc")
        save_unit(linked, unit, 'اقرأ <a id="a1">القانون</a>.', None)
        translate_all(linked, "ع ")
        with django_capture_on_commit_callbacks(execute=True):
            publish(linked, None)
        assert 'href="https://example.org/ar"' in str(StandardPage.objects.get(locale__language_code="ar").body)

    def test_an_address_that_leads_nowhere_good_is_refused(self, translator: Client, linked: Translation) -> None:
        name = f"choice-{OverridableSegment.objects.get(data_json__contains='example.org').pk}"
        response = translator.post(address(linked), {**typed(translator, linked), name: "javascript:alert(1)"})
        assert response.status_code == 422
        assert "Enter a whole address" in response.content.decode()

    def test_a_link_of_the_source_must_not_get_lost(self, translator: Client, linked: Translation) -> None:
        unit = unit_at(linked, "body.cccccccc")
        data = {**typed(translator, linked), f"text-{unit.segment_id}": "اقرأ القانون."}
        response = translator.post(address(linked), data)
        assert response.status_code == 422
        assert "A link of the source is missing" in response.content.decode()


def test_the_preview_is_the_page_as_it_would_be(translator: Client, translation: Translation) -> None:
    save_unit(translation, unit_at(translation, "title"), "العنوان", None)
    html = translator.get(reverse("translations:preview", args=[translation.pk])).content.decode()
    assert 'lang="ar" dir="rtl"' in html
    assert "العنوان" in html
    assert not StandardPage.objects.get(locale__language_code="ar").live


def test_wagtails_own_editor_leads_to_the_translation_editor(admin_client: Client, translation: Translation) -> None:
    page = StandardPage.objects.get(locale__language_code="ar")
    response = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.headers["Location"] == address(translation)


def test_a_detached_page_is_edited_like_any_other(admin_client: Client, translation: Translation) -> None:
    page = StandardPage.objects.get(locale__language_code="ar")
    detach = reverse("translations:detach", args=[translation.pk])
    assert "stays as it is" in admin_client.get(detach).content.decode()
    admin_client.post(detach)
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert admin_client.get(address(translation), follow=True).status_code == 404


def test_the_local_part_belongs_to_one_language(
    translator: Client, lead: Client, translation: Translation, django_capture_on_commit_callbacks: Callable
) -> None:
    local = reverse("translations:local", args=[translation.pk])
    assert translator.get(local).status_code == 200
    data = {
        "local_extra-count": "1",
        "local_extra-0-deleted": "",
        "local_extra-0-order": "0",
        "local_extra-0-type": "heading",
        "local_extra-0-id": "d" * 8,
        "local_extra-0-value-text": "للناطقين بالعربية",
        "local_extra-0-value-level": "h2",
    }
    assert translator.post(local, data).status_code == 302
    assert "للناطقين" not in str(StandardPage.objects.get(locale__language_code="ar").local_extra)
    translate_all(translation, "ع ")
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation, None)
    assert "للناطقين" in str(StandardPage.objects.get(locale__language_code="ar").local_extra)
    assert not StandardPage.objects.get(locale__language_code="en").local_extra
