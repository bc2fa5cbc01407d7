"""Suggestions by a machine: off by default, one text at a time, asked of a service on this machine."""

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import Locale
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import StringTranslation, Translation

from campaigns.articles.models import CampaignIndexPage, CampaignPage
from cms.access.models import User
from cms.translation.freshness import refresh
from cms.translation.suggesting import NoSuggestion, engines, is_available, suggest
from cms.translation.suggesting.closed import is_closed
from cms.translation.suggesting.configuration import check
from cms.translation.units import Unit, units_of
from home.models import StandardPage
from tests.cms.translation.conftest import edit, start_translation
from tests.factories import CampaignPageFactory

RICH = "They fled. <b>Let them stay.</b>"


@dataclass
class Service:
    """A service that answers as it is told, and remembers what it was asked."""

    address: str = ""
    status: int = 200
    answer: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[Service]:
    told = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            told.paths.append(self.path)
            told.keys.append(self.headers.get("Authorization", ""))
            body = told.answer if isinstance(told.answer, bytes) else json.dumps(told.answer).encode()
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as http.server calls it
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def deepl(service: Service, settings: Settings) -> Service:
    settings.MACHINE_TRANSLATION = "deepl"
    settings.MACHINE_TRANSLATION_KEY = "secret:fx"
    settings.MACHINE_TRANSLATION_URL = service.address
    service.answer = {"translations": [{"text": "باختصار"}]}
    return service


@pytest.fixture
def libretranslate(service: Service, settings: Settings) -> Service:
    settings.MACHINE_TRANSLATION = "libretranslate"
    settings.MACHINE_TRANSLATION_KEY = "secret"
    settings.MACHINE_TRANSLATION_URL = service.address + "/"
    service.answer = {"translatedText": "باختصار"}
    return service


@pytest.fixture
def translation(source: StandardPage, arabic: Locale) -> Translation:
    return start_translation(source, arabic)


def unit_of(translation: Translation, beginning: str) -> Unit:
    return next(unit for unit in units_of(translation) if unit.source.startswith(beginning))


def test_nothing_leaves_the_site_unless_an_operator_says_so(translation: Translation) -> None:
    assert django_settings.MACHINE_TRANSLATION == ""
    assert not is_available(translation)
    with pytest.raises(NoSuggestion, match="turned off"):
        suggest(translation, unit_of(translation, "In short"))


def test_deepl_is_asked_for_one_text(deepl: Service, translation: Translation) -> None:
    assert is_available(translation)
    assert suggest(translation, unit_of(translation, "In short")) == "باختصار"
    assert deepl.paths == ["/v2/translate"]
    assert deepl.keys == ["DeepL-Auth-Key secret:fx"]
    assert deepl.asked == [
        {"text": ["In short."], "source_lang": "EN", "target_lang": "AR", "preserve_formatting": True}
    ]


def test_libretranslate_is_asked_for_one_text(libretranslate: Service, translation: Translation) -> None:
    assert suggest(translation, unit_of(translation, "In short")) == "باختصار"
    assert libretranslate.paths == ["/translate"]
    assert libretranslate.asked == [
        {"q": "In short.", "source": "en", "target": "ar", "format": "text", "api_key": "secret"}
    ]


@pytest.mark.parametrize(
    ("code", "deepl", "libretranslate"),
    [("zh-hans", "ZH-HANS", "zh"), ("zh-hant", "ZH-HANT", "zt"), ("pt-br", "PT-BR", "pb"), ("de-at", "DE", "de")],
)
def test_languages_are_called_what_the_services_call_them(code: str, deepl: str, libretranslate: str) -> None:
    assert engines.DeepL._target(code) == deepl
    assert engines.LibreTranslate._code(code) == libretranslate


@pytest.mark.parametrize(("key", "host"), [("abc:fx", "https://api-free.deepl.com"), ("abc", "https://api.deepl.com")])
def test_deepls_key_tells_where_to_ask(key: str, host: str) -> None:
    assert engines.DeepL(key)._base == host


def test_a_suggestion_is_stored_nowhere(deepl: Service, translation: Translation) -> None:
    suggest(translation, unit_of(translation, "In short"))
    assert not StringTranslation.objects.exists()


def test_tags_come_back_as_they_were_or_there_is_no_suggestion(deepl: Service, translation: Translation) -> None:
    unit = unit_of(translation, "They fled")
    deepl.answer = {"translations": [{"text": "<b>دعوهم يبقوا.</b> لقد هربوا."}]}
    assert suggest(translation, unit) == "<b>دعوهم يبقوا.</b> لقد هربوا."
    assert (deepl.asked[0]["text"], deepl.asked[0]["tag_handling"]) == ([RICH], "html")
    for lost in ("هربوا", "<i>هربوا</i>", "<b>ه</b><b>ر</b>", "<b>ه</b><script>x</script>", '<b onclick="x">ه</b>'):
        deepl.answer = {"translations": [{"text": lost}]}
        with pytest.raises(NoSuggestion, match="lost the links or the emphasis"):
            suggest(translation, unit)


def test_links_come_back_or_there_is_no_suggestion(
    libretranslate: Service, translation: Translation, source: StandardPage
) -> None:
    body = [{"type": "paragraph", "value": '<p>Read <a href="https://example.org/">the law</a>.</p>', "id": "c" * 8}]
    edit(source, body=body)
    refresh(type(source).objects.get(pk=source.pk))
    unit = unit_of(translation, "Read")
    libretranslate.answer = {"translatedText": 'اقرأ <a id="a1">القانون</a>.'}
    assert suggest(translation, unit) == 'اقرأ <a id="a1">القانون</a>.'
    for changed in ('اقرأ <a href="https://evil.example">x</a>', "اقرأ <a>القانون</a>", 'اقرأ <a id="a2">x</a>'):
        libretranslate.answer = {"translatedText": changed}
        with pytest.raises(NoSuggestion, match="lost the links"):
            suggest(translation, unit)


@pytest.mark.parametrize(
    ("status", "answer", "message"),
    [
        (403, {"message": "Forbidden"}, "does not accept our key"),
        (401, {}, "does not accept our key"),
        (400, {"error": "Visit https://portal to get an API key"}, "does not accept our key"),
        (456, {"message": "Quota exceeded"}, "no more texts"),
        (429, {}, "no more texts"),
        (400, {"message": "Value for 'target_lang' not supported."}, "does not know this language: Arabic"),
        (400, {"error": "ar is not supported"}, "does not know this language: Arabic"),
        (400, {"error": "In short."}, "cannot be used"),
        (500, {}, "does not answer"),
        (302, {}, "does not answer"),
        (200, b"<html>", "cannot be used"),
        (200, b"\xff\xfe", "cannot be used"),
        (200, [], "cannot be used"),
        (200, {"translations": []}, "cannot be used"),
        (200, {"translations": [{"text": "  "}]}, "cannot be used"),
        (200, b"x" * (engines.LARGEST_ANSWER + 1), "cannot be used"),
    ],
)
def test_whatever_goes_wrong_is_said_in_words(  # noqa: PLR0917
    deepl: Service,
    translation: Translation,
    caplog: pytest.LogCaptureFixture,
    status: int,
    answer: Any,
    message: str,
) -> None:
    deepl.status, deepl.answer, deepl.headers = status, answer, {"Location": f"{deepl.address}/elsewhere"}
    with caplog.at_level(logging.DEBUG), pytest.raises(NoSuggestion, match=message):
        suggest(translation, unit_of(translation, "In short"))
    assert len(deepl.asked) == 1
    assert "In short" not in caplog.text
    assert "secret" not in caplog.text


def test_a_service_that_is_not_there_or_says_nothing_is_not_waited_for(
    deepl: Service, translation: Translation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.MACHINE_TRANSLATION_URL = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(NoSuggestion, match="does not answer"):
            suggest(translation, unit_of(translation, "In short"))
    with pytest.raises(NoSuggestion, match="does not answer"):
        suggest(translation, unit_of(translation, "In short"))


def test_a_very_long_text_is_not_sent(deepl: Service, translation: Translation, source: StandardPage) -> None:
    edit(source, body=[{"type": "paragraph", "value": f"<p>{'long ' * 1100}</p>", "id": "c" * 8}])
    refresh(type(source).objects.get(pk=source.pk))
    with pytest.raises(NoSuggestion, match="too long"):
        suggest(translation, unit_of(translation, "long"))
    assert deepl.asked == []


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://translate.example.org", True),
        ("http://127.0.0.1:5000", True),
        ("http://[::1]:5000", True),
        ("http://localhost:5000", True),
        ("http://libretranslate:5000", True),
        ("http://translate.internal", True),
        ("http://10.0.0.7:5000", True),
        ("http://translate.example.org", False),
        ("http://8.8.8.8", False),
        ("ftp://localhost", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("http://", False),
        ("http://[", False),
    ],
)
def test_texts_and_keys_go_out_encrypted_or_not_at_all(url: str, is_safe: bool) -> None:
    assert engines.is_safe_address(url) is is_safe


@pytest.mark.parametrize(
    ("name", "key", "url", "problem"),
    [
        ("", "", "", None),
        ("deepl", "k", "", None),
        ("libretranslate", "", "http://libretranslate:5000", None),
        ("deepl", "", "", "DeepL needs MACHINE_TRANSLATION_KEY."),
        ("libretranslate", "k", "", "LibreTranslate needs MACHINE_TRANSLATION_URL."),
        ("libretranslate", "k", "http://translate.example.org", "MACHINE_TRANSLATION_URL must begin with https://"),
        ("google", "k", "", "MACHINE_TRANSLATION must be"),
    ],
)
def test_wrong_settings_are_reported_and_turn_suggestions_off(  # noqa: PLR0917
    translation: Translation, settings: Settings, name: str, key: str, url: str, problem: str | None
) -> None:
    settings.MACHINE_TRANSLATION, settings.MACHINE_TRANSLATION_KEY = name, key
    settings.MACHINE_TRANSLATION_URL = url
    messages = [message.msg for message in check(None)]
    assert is_available(translation) is (bool(name) and problem is None)
    assert messages == [] if problem is None else messages[0].startswith(problem)


def test_wagtail_localizes_own_translator_stays_off(settings: Settings) -> None:
    assert get_machine_translator() is None
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    assert [message.id for message in check(None)] == ["translation.E002"]


CITATION = {
    "instrument": "Convention Relating to the Status of Refugees, 1951",
    "article": "Article 33 (1)",
    "wording": "No Contracting State shall expel or return a refugee.",
    "wording_language": "en",
    "translation": "",
    "translation_note": "",
}


@pytest.fixture
def campaign(campaign_list: CampaignIndexPage, arabic: Locale) -> Translation:
    page: CampaignPage = CampaignPageFactory(
        parent=campaign_list,
        title="Let them stay",
        body=[
            {"type": "legal_citation", "value": CITATION, "id": "d" * 8},
            {"type": "quote", "value": {"text": "They called our names.", "who": "Jane Doe"}, "id": "e" * 8},
            {
                "type": "sources",
                "value": {"entries": [{"type": "item", "value": {"title": "A report"}, "id": "f" * 8}]},
                "id": "0" * 8,
            },
        ],
    )
    page.save_revision().publish()
    return start_translation(page, arabic)


def test_laws_and_names_are_left_to_people(deepl: Service, campaign: Translation) -> None:
    units = {unit.path.rpartition(".")[2]: unit for unit in units_of(campaign) if unit.path.startswith("body.")}
    # The authentic wording is not even a text to translate; it only shows in place of its translation.
    assert "wording" not in units
    assert units["translation"].source == CITATION["wording"]
    for name in ("instrument", "article", "translation", "who", "title"):
        with pytest.raises(NoSuggestion, match="Names, titles, laws and letters"):
            suggest(campaign, units[name])
    assert deepl.asked == []
    suggest(campaign, units["text"])
    assert [question["text"] for question in deepl.asked] == [["They called our names."]]


def test_a_model_can_close_some_of_its_fields_or_all(
    deepl: Service, translation: Translation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StandardPage, "never_suggest", ("summary",), raising=False)
    assert is_closed(StandardPage, "summary")
    assert not is_closed(StandardPage, "title")
    monkeypatch.setattr(StandardPage, "never_suggest", True, raising=False)
    for unit in units_of(translation):
        with pytest.raises(NoSuggestion, match="letters"):
            suggest(translation, unit)
    assert deepl.asked == []


@pytest.mark.parametrize(
    ("path", "is_left_to_people"),
    [
        ("body.quote.who", True),
        ("body.quote.source", True),
        ("body.quote.text", False),
        ("body.sources.entries.item.title", True),
        ("body.sources.entries.item.published", False),
        ("body.image.credit", True),
        ("body.figure.source", True),
        ("body.figure.counts", False),
        ("body.paragraph", False),
        ("body.no_such_block.x", False),
        ("no_such_field", False),
    ],
)
def test_what_is_left_to_people(path: str, is_left_to_people: bool) -> None:
    assert is_closed(CampaignPage, path) is is_left_to_people


def test_the_editor_shows_a_suggestion_as_made_by_a_machine(
    deepl: Service, client: Client, translation: Translation, arabic: Locale, user_named: Callable[..., User]
) -> None:
    client.force_login(user_named("translator", arabic.team.translators))
    unit = unit_of(translation, "In short")
    response = client.post(
        reverse("translations:edit", args=[translation.pk]),
        {"action": f"suggest-{unit.segment_id}", f"text-{unit.segment_id}": "", f"seen-{unit.segment_id}": ""},
    )
    row = next(row for row in response.context["rows"] if row.unit.segment_id == unit.segment_id)
    assert (row.text, row.is_suggested, row.error) == ("باختصار", True, "")
    assert not StringTranslation.objects.exists()
