"""A signature that is in order passes none of what only pages and users have need of; all others go the long way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import Locale

from campaigns.petitions.middleware import SIGN_PATH, SigningMiddleware
from campaigns.petitions.models import ConsentText, PetitionPage, Signature
from campaigns.petitions.views import presenting
from tests.factories import ConsentTextFactory, translate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_for_ten_seconds(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PAGE_CACHE_SECONDS = 10
    monkeypatch.setattr(presenting, "_kept", {})


@pytest.fixture
def sent_on(rf: RequestFactory, sign_url: str, form_data: dict[str, str]) -> Callable[..., bool]:
    """Whether a signature was sent on to the long way."""

    def send(path: str = sign_url, **changes: str) -> bool:
        asked: list[HttpRequest] = []

        def long_way(request: HttpRequest) -> HttpResponse:
            asked.append(request)
            return HttpResponse()

        SigningMiddleware(long_way)(rf.post(path, {**form_data, **changes}))
        return bool(asked)

    return send


@pytest.mark.parametrize("language", [code for code, _name in site_settings.LANGUAGES])
def test_every_language_has_the_short_way(language: str) -> None:
    with override(language):
        found = SIGN_PATH.fullmatch(reverse("petitions:sign", args=["let-them_stay-2"]))
    assert found
    assert found.groupdict() == {"language": language, "reference": "let-them_stay-2"}


def test_what_is_in_order_takes_it(sent_on: Callable[..., bool]) -> None:
    assert not sent_on()
    assert Signature.objects.get().language == "en"


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"email": "ada"}, {"country": "XX"}, {"consent": "9999"}, {"consent": "x"}, {"form_time": "old"}],
)
def test_what_needs_words_is_sent_on_and_not_stored(sent_on: Callable[..., bool], changes: dict[str, str]) -> None:
    assert sent_on(**changes)
    assert not Signature.objects.exists()


def test_what_another_site_sends_is_sent_on(rf: RequestFactory, sign_url: str, form_data: dict[str, str]) -> None:
    request = rf.post(sign_url, form_data, headers={"Sec-Fetch-Site": "cross-site"})
    assert SigningMiddleware(lambda request: HttpResponse("long"))(request).content == b"long"
    assert not Signature.objects.exists()


def test_a_host_that_is_not_ours_is_refused(
    client: Client, sign_url: str, form_data: dict[str, str], settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["example.org"]
    assert client.post(sign_url, form_data, headers={"host": "other.example"}).status_code == 400
    assert not Signature.objects.exists()


def test_a_language_without_a_page_is_sent_on(sent_on: Callable[..., bool], sign_url: str) -> None:
    assert sent_on(sign_url.replace("/en/", "/de/"))


def test_each_language_has_its_own_words(
    sent_on: Callable[..., bool], page: PetitionPage, sign_url: str, german: Locale
) -> None:
    translate(page, german)
    assert not sent_on()
    assert not sent_on(sign_url.replace("/en/", "/de/"), email="ben@example.org")
    texts = Signature.objects.order_by("pk").values_list("language", "text__language")
    assert list(texts) == [("en", "en"), ("de", "de")]


def test_a_consent_text_of_this_second_goes_the_long_way_and_is_taken(
    client: Client, sent_on: Callable[..., bool], sign_url: str, form_data: dict[str, str], english: object
) -> None:
    assert not sent_on()
    newer = ConsentTextFactory()
    data = {**form_data, "email": "ben@example.org", "consent": str(newer.pk)}
    assert client.post(sign_url, data).status_code == 303
    assert list(Signature.objects.order_by("pk").values_list("consent", flat=True)) == [
        int(form_data["consent"]),
        newer.pk,
    ]


def test_the_end_is_the_end_though_the_petition_is_in_memory(
    sent_on: Callable[..., bool], page: PetitionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.petition.closes_at = timezone.now() + timedelta(seconds=5)
    page.petition.save()
    assert not sent_on()
    monkeypatch.setattr(timezone, "now", lambda: page.petition.closes_at)
    assert sent_on(email="ben@example.org")
    assert Signature.objects.count() == 1


def test_what_is_in_memory_is_asked_for_anew_in_time(
    sent_on: Callable[..., bool], page: PetitionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(presenting.time, "monotonic", lambda: now[0])
    assert not sent_on()
    page.unpublish()
    now[0] += 9.9
    assert not sent_on(email="ben@example.org")
    now[0] += 0.1
    assert sent_on(email="cid@example.org")


def test_nothing_is_in_memory_where_pages_are_not_kept(
    sent_on: Callable[..., bool], page: PetitionPage, settings: Settings
) -> None:
    settings.PAGE_CACHE_SECONDS = 0
    assert not sent_on()
    page.unpublish()
    assert sent_on(email="ben@example.org")


@pytest.mark.postgres
def test_the_second_signature_asks_the_database_nothing(
    sent_on: Callable[..., bool], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """It is told one thing: the statement that stores it, which is prepared and so not counted here."""
    assert not sent_on()
    with django_assert_num_queries(0):
        assert not sent_on(email="ben@example.org")
    assert Signature.objects.count() == 2


def test_both_ways_protect_the_visitor_alike(
    client: Client, sign_url: str, form_data: dict[str, str], consent: ConsentText, settings: Settings
) -> None:
    """What the long way says beyond is about pages, and there is none in this answer."""
    short = client.post(sign_url, form_data)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("SigningMiddleware")]
    long = Client().post(sign_url, {**form_data, "email": "ben@example.org"})
    assert (short.status_code, short["Location"], short.content) == (long.status_code, long["Location"], long.content)
    missing = set(long.headers) - set(short.headers)
    assert missing == {"Content-Language", "Content-Length", "Content-Security-Policy", "X-Frame-Options"}
    assert short["Cache-Control"] == long["Cache-Control"]
    assert not short.cookies
