"""The screens of work outside: who gets what, and what they say about files that are no good."""

from collections.abc import Callable

import polib
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from cms.access.models import User
from cms.translation.units import save_unit, units_of
from home.models import StandardPage
from tests.cms.translation.conftest import start_translation
from tests.cms.translation.exchange.test_formats import UNREADABLE

Users = Callable[..., User]
EXPORT = "/admin/translations/export/"
IMPORT = "/admin/translations/import/"


@pytest.fixture
def translation(source: StandardPage, arabic: Locale) -> Translation:
    return start_translation(source, arabic)


@pytest.fixture
def german_translation(source: StandardPage, german: Locale) -> Translation:
    return start_translation(source, german)


@pytest.fixture
def translator(client: Client, arabic: Locale, user_named: Users) -> Client:
    client.force_login(user_named("translator", arabic.team.translators))
    return client


def po_of(response: object) -> polib.POFile:
    return polib.pofile(response.content.decode(), encoding="utf-8")


def upload(client: Client, data: bytes, **fields: str) -> object:
    return client.post(IMPORT, {"file": SimpleUploadedFile("ar.po", data), **fields})


def translated(client: Client, text: str = "باختصار") -> bytes:
    file = po_of(client.get(EXPORT, {"language": "ar", "format": "po", "download": "1"}))
    next(entry for entry in file if entry.msgid == "In short.").msgstr = text
    return str(file).encode()


def test_the_addresses_are_those_others_link_to() -> None:
    assert (reverse("translations:export"), reverse("translations:import")) == (EXPORT, IMPORT)


def test_the_form_takes_its_values_from_the_address(translator: Client, translation: Translation) -> None:
    html = translator.get(EXPORT, {"language": "ar"}).content.decode()
    assert '<option value="ar" selected>' in html
    assert "– The right to stay" in html
    single = translator.get(EXPORT, {"translation": translation.pk}).content.decode()
    assert "Only “The right to stay” is exported." in single
    assert f'name="translation" value="{translation.pk}"' in single


def test_a_translator_exports_their_language(
    translator: Client, translation: Translation, german_translation: Translation
) -> None:
    response = translator.get(EXPORT, {"language": "ar", "format": "po", "download": "1"})
    assert response["Content-Type"] == "text/x-gettext-translation; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="clarion-ar-')
    assert "no-store" in response["Cache-Control"]
    assert "stay" not in response["Content-Disposition"]
    assert {str(translation.uuid), str(german_translation.uuid)} & {
        entry.msgctxt[:36] for entry in po_of(response)
    } == {str(translation.uuid)}


def test_nobody_exports_a_language_that_is_not_theirs(
    translator: Client, translation: Translation, german_translation: Translation
) -> None:
    for asked in ({"language": "de"}, {"translation": german_translation.pk, "language": "de"}):
        response = translator.get(EXPORT, {**asked, "format": "po", "download": "1"})
        assert response.status_code == 422
        assert "The right to stay." not in response.content.decode()


def test_one_page_is_exported_with_what_is_below_it_or_a_translation_alone(
    translator: Client, translation: Translation, source: StandardPage
) -> None:
    arabic_page = source.get_translation(translation.target_locale)
    for asked in ({"page": source.pk}, {"page": arabic_page.pk}, {"translation": translation.pk}):
        response = translator.get(EXPORT, {"language": "ar", "format": "xliff", "download": "1", **asked})
        assert response["Content-Type"].startswith("application/x-xliff+xml")
        assert response.content.count(b"<file ") == 1
        assert b'original="The right to stay"' in response.content


@pytest.mark.parametrize(
    "asked", [{"page": "x"}, {"page": "999999"}, {"language": "xx"}, {"format": "doc"}, {"translation": "9" * 30}]
)
def test_odd_addresses_are_answered_with_the_form(
    translator: Client, translation: Translation, asked: dict[str, str]
) -> None:
    response = translator.get(EXPORT, {"language": "ar", "format": "po", "download": "1", **asked})
    assert response.status_code in {200, 422}


def test_people_who_translate_nothing_stay_out(client: Client, translation: Translation, user_named: Users) -> None:
    stranger = user_named("stranger")
    stranger.user_permissions.set([])
    client.force_login(stranger)
    for address in (EXPORT, IMPORT):
        assert client.get(address).status_code in {302, 403}


def test_before_there_is_anything_to_translate_people_are_told_so(translator: Client) -> None:
    for address in (EXPORT, IMPORT):
        response = translator.get(address)
        assert (response.status_code, response.url) == (302, reverse("translations:report"))


def test_the_report_leads_here(translator: Client, translation: Translation) -> None:
    html = translator.get(reverse("translations:report"), {"language": "ar"}).content.decode()
    assert f'href="{EXPORT}?language=ar"' in html
    assert f'href="{IMPORT}?language=ar"' in html


def test_an_import_is_shown_first_and_done_when_confirmed(translator: Client, translation: Translation) -> None:
    response = upload(translator, translated(translator))
    html = response.content.decode()
    assert "Nothing has been changed yet." in html
    assert "Take over 1 text" in html
    assert not StringTranslation.objects.exists()
    token = response.context["token"]
    done = translator.post(IMPORT, {"token": token})
    assert "1 text was taken over." in done.content.decode()
    assert StringTranslation.objects.get().data == "باختصار"
    assert "Nothing was changed." in translator.post(IMPORT, {"token": token}).content.decode()


def test_between_the_report_and_the_import_nobody_elses_work_is_lost(
    translator: Client, translation: Translation
) -> None:
    token = upload(translator, translated(translator)).context["token"]
    unit = next(unit for unit in units_of(translation) if unit.source == "In short.")
    save_unit(translation, unit, "بإيجاز", None)
    assert "In conflict" in translator.post(IMPORT, {"token": token}).content.decode()
    assert StringTranslation.objects.get().data == "بإيجاز"


def test_a_report_belongs_to_whoever_uploaded_the_file(
    translator: Client, translation: Translation, arabic: Locale, user_named: Users
) -> None:
    token = upload(translator, translated(translator)).context["token"]
    other = Client()
    other.force_login(user_named("other", arabic.team.translators))
    assert other.post(IMPORT, {"token": token}).status_code == 302
    cache.clear()
    response = translator.post(IMPORT, {"token": token}, follow=True)
    assert "Upload it again." in response.content.decode()
    assert not StringTranslation.objects.exists()


def test_an_import_for_one_language_takes_no_other(
    translator: Client, translation: Translation, german_translation: Translation, user_named: Users, german: Locale
) -> None:
    data = translated(translator)
    both = Client()
    both.force_login(user_named("both", translation.target_locale.team.translators, german.team.translators))
    assert 'name="language" value="de"' in both.get(IMPORT, {"language": "de"}).content.decode()
    html = upload(both, data, language="de").content.decode()
    assert "belongs to another language" in html
    assert "Take over" not in html


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_files_that_are_no_good_get_a_message(translator: Client, translation: Translation, data: bytes) -> None:
    response = upload(translator, data)
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not StringTranslation.objects.exists()


def test_no_file_gets_a_message(translator: Client, translation: Translation) -> None:
    assert translator.post(IMPORT, {}).status_code == 422


def test_words_of_a_file_are_text_in_the_report(translator: Client, translation: Translation) -> None:
    html = upload(translator, translated(translator, "<script>alert(1)</script>")).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html
