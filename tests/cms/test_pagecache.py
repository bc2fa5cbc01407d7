"""Public pages are kept for seconds, and nothing else is."""

import gzip
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import FileResponse, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from wagtail.models import Page, PageViewRestriction, Site

from cms import pagecache
from cms.pagecache import PageCache
from home.models import HomePage
from tests.factories import HomePageFactory

Answer = tuple[str, dict[str, str], bytes]


class Visitors:
    """Ask a site through the page cache, as the web server does."""

    def __init__(self, site: Any, **environ: str) -> None:
        self.application, self.environ = PageCache(site), environ

    def get(self, path: str, method: str = "GET", **environ: str) -> Answer:
        begun: list[Any] = []
        given = RequestFactory().generic(method, path).environ | {"HTTP_HOST": "testserver"} | self.environ | environ
        answer: Iterable[bytes] = self.application(given, lambda *arguments: begun.extend(arguments))
        return begun[0], dict(begun[1]), b"".join(answer)


class Made:
    """A site that says how often it was asked."""

    def __init__(self, answer: Callable[[int], HttpResponse] = lambda number: HttpResponse(f"page {number}")) -> None:
        self.asked = 0
        self.answer = answer

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> HttpResponse:
        self.asked += 1
        response = self.answer(self.asked)
        cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
        return response


@pytest.fixture(autouse=True)
def ten_seconds(settings: Settings) -> None:
    settings.PAGE_CACHE_SECONDS = 10
    cache.clear()


@pytest.fixture(autouse=True)
def open_connection() -> Iterator[None]:
    """An answer that ends is kept from closing the connection that holds the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    clock = [1000.0]
    monkeypatch.setattr(pagecache.time, "time", lambda: clock[0])
    return clock


def test_the_second_visitor_gets_the_same_bytes_without_work() -> None:
    site = Made()
    visitors = Visitors(site)
    assert visitors.get("/en/") == visitors.get("/en/")
    assert site.asked == 1


def test_another_process_gets_them_too() -> None:
    site = Made()
    assert Visitors(site).get("/en/") == Visitors(site).get("/en/")
    assert site.asked == 1


def test_proxies_are_told_that_they_may_keep_it_too() -> None:
    headers = Visitors(Made()).get("/en/")[1]
    assert headers["Cache-Control"] == "public, max-age=10, stale-while-revalidate=1, stale-if-error=600"


def test_a_page_that_says_how_long_it_may_be_kept_is_not_overruled() -> None:
    site = Made(lambda number: HttpResponse(headers={"Cache-Control": "max-age=60, public"}))
    assert Visitors(site).get("/en/")[1]["Cache-Control"] == "max-age=60, public"


def soon(visitors: Visitors, body: bytes, path: str = "/en/") -> None:
    """Wait until visitors get that."""
    until = time.monotonic() + 5
    while visitors.get(path)[2] != body:
        assert time.monotonic() < until
        time.sleep(0.01)


def test_an_old_page_is_made_anew(now: list[float]) -> None:
    visitors = Visitors(Made())
    visitors.get("/en/")
    now[0] += 9.9
    assert visitors.get("/en/")[2] == b"page 1"
    now[0] += 0.1 + pagecache.STALE_SECONDS
    assert visitors.get("/en/")[2] == b"page 2"
    assert visitors.get("/en/")[2] == b"page 2"


def test_a_page_hardly_too_old_is_shown_while_a_new_one_is_made(now: list[float]) -> None:
    may_go_on = Event()

    def answer(number: int) -> HttpResponse:
        assert number == 1 or may_go_on.wait(5)
        return HttpResponse(f"page {number}")

    visitors = Visitors(Made(answer))
    visitors.get("/en/")
    now[0] += 10 + pagecache.STALE_SECONDS / 2
    assert [visitors.get("/en/")[2] for _visitor in range(3)] == [b"page 1"] * 3
    may_go_on.set()
    soon(visitors, b"page 2")
    assert visitors.application.site.asked == 2


def test_a_process_makes_one_page_at_a_time_behind_its_visitors_backs(now: list[float]) -> None:
    is_at_it, may_go_on, paths = Event(), Event(), []

    def site(environ: dict[str, Any], start_response: Callable[..., Any]) -> HttpResponse:
        paths.append(environ["PATH_INFO"])
        if len(paths) > 2:
            is_at_it.set()
            assert may_go_on.wait(5)
        start_response("200 OK", [])
        return HttpResponse(f"page {len(paths)}")

    visitors = Visitors(site)
    visitors.get("/en/")
    visitors.get("/de/")
    now[0] += 10
    visitors.get("/en/")
    assert is_at_it.wait(5)
    assert visitors.get("/de/")[2] == b"page 2"
    assert paths == ["/en/", "/de/", "/en/"]
    may_go_on.set()
    soon(visitors, b"page 3")
    soon(visitors, b"page 4", "/de/")
    assert paths == ["/en/", "/de/", "/en/", "/de/"]


def test_whoever_was_quicker_has_made_it_for_this_process_too(now: list[float]) -> None:
    is_at_it, may_go_on, site = Event(), Event(), Made()

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> HttpResponse:
        if environ["PATH_INFO"] == "/en/slow/" and site.asked > 1:
            is_at_it.set()
            assert may_go_on.wait(5)
        return site(environ, start_response)

    here, elsewhere = Visitors(slow), Visitors(site)
    here.get("/en/slow/")
    here.get("/en/")
    now[0] += 10
    here.get("/en/slow/")
    assert is_at_it.wait(5)
    here.get("/en/")
    elsewhere.get("/en/")
    soon(elsewhere, b"page 3")
    may_go_on.set()
    soon(here, b"page 4", "/en/slow/")
    assert here.get("/en/")[2] == b"page 3"
    assert site.asked == 4


def test_whoever_takes_it_compressed_gets_it_so(now: list[float]) -> None:
    site = Made(lambda number: HttpResponse("words " * 500))
    visitors = Visitors(site)
    for _visit in range(2):
        plain = visitors.get("/en/", HTTP_ACCEPT_ENCODING="identity")
        compressed = visitors.get("/en/", HTTP_ACCEPT_ENCODING="br, gzip, deflate")
        assert gzip.decompress(compressed[2]) == plain[2]
        assert len(compressed[2]) < len(plain[2]) / 10
        assert "Content-Encoding" not in plain[1]
        assert compressed[1]["Content-Encoding"] == "gzip"
        for _status, headers, body in (plain, compressed):
            assert headers["Vary"] == "Accept-Encoding"
            assert headers["Content-Length"] == str(len(body))
        visitors.application = PageCache(site)
    assert site.asked == 1


def test_a_herd_makes_a_page_once_and_gets_no_page_of_yesterday(now: list[float]) -> None:
    def answer(number: int) -> HttpResponse:
        time.sleep(0.1)
        return HttpResponse(f"page {number}")

    site = Made(answer)
    nodes = [Visitors(site), Visitors(site)]
    nodes[0].get("/en/")
    now[0] += 3600
    with ThreadPoolExecutor(20) as herd:
        answers = list(herd.map(lambda number: nodes[number % 2].get("/en/"), range(20)))
    assert site.asked == 2
    assert {body for _status, _headers, body in answers} == {b"page 2"}


def test_the_herd_does_not_wait_where_there_is_nothing_to_keep() -> None:
    site = Made(lambda number: HttpResponse(status=404))
    visitors = Visitors(site)
    visitors.get("/en/nothing/")
    cache.add = None  # type: ignore[method-assign] - whoever asks for a lock now would fail
    try:
        assert visitors.get("/en/nothing/")[0] == "404 Not Found"
    finally:
        del cache.add
    assert site.asked == 2


def test_an_error_is_not_taken_for_an_address_with_nothing_to_keep() -> None:
    site = Made(lambda number: HttpResponse(status=503 if number == 1 else 200))
    visitors = Visitors(site)
    assert visitors.get("/en/")[0] == "503 Service Unavailable"
    visitors.get("/en/")
    visitors.get("/en/")
    assert site.asked == 2


def test_a_clock_that_was_ahead_keeps_no_page_for_longer(now: list[float]) -> None:
    visitors = Visitors(Made())
    visitors.get("/en/")
    now[0] -= 3600
    assert visitors.get("/en/")[2] == b"page 2"


def test_two_addresses_are_two_pages() -> None:
    visitors = Visitors(Made())
    answers = [
        visitors.get("/en/"),
        visitors.get("/de/"),
        visitors.get("/en/", HTTP_HOST="other.example"),
        visitors.get("/en/", **{"wsgi.url_scheme": "https"}),
    ]
    assert [body for _status, _headers, body in answers] == [b"page 1", b"page 2", b"page 3", b"page 4"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_only_looking_is_answered_from_the_cache(method: str) -> None:
    site = Made()
    visitors = Visitors(site)
    visitors.get("/en/")
    visitors.get("/en/", method)
    assert site.asked == 2


def test_whoever_is_logged_in_sees_what_is_there_now() -> None:
    visitors = Visitors(Made())
    visitors.get("/en/")
    assert visitors.get("/en/", HTTP_COOKIE="a=b; sessionid=x")[2] == b"page 2"
    assert visitors.get("/en/")[2] == b"page 1"


@pytest.mark.parametrize(
    "path", ["/en/search/?q=a", "/en/?utm_source=x", "/admin/", "/account/login/", "/static/a.css"]
)
def test_what_is_for_one_person_or_made_up_is_not_kept(path: str) -> None:
    visitors = Visitors(Made())
    visitors.get(path)
    assert visitors.get(path)[2] == b"page 2"


def test_a_host_with_any_port_makes_no_page_of_its_own(settings: Settings) -> None:
    settings.BASE_URL = "https://example.org:8443"
    site = Made()
    visitors = Visitors(site)
    for port in (1, 2, 1):
        visitors.get("/en/", HTTP_HOST=f"example.org:{port}")
    assert site.asked == 3
    visitors.get("/en/", HTTP_HOST="example.org:8443")
    visitors.get("/en/", HTTP_HOST="example.org:8443")
    assert site.asked == 4


def with_cookie(number: int) -> HttpResponse:
    response = HttpResponse()
    response.set_cookie("a", "b")
    return response


@pytest.mark.parametrize(
    "answer",
    [
        with_cookie,
        lambda number: HttpResponse(status=404),
        lambda number: HttpResponse(status=302, headers={"Location": "/"}),
        lambda number: HttpResponse(status=500),
        lambda number: HttpResponse(headers={"Vary": "Cookie"}),
        lambda number: HttpResponse(headers={"Vary": "Accept-Language"}),
        lambda number: HttpResponse(headers={"Cache-Control": "no-store"}),
        lambda number: HttpResponse(headers={"Cache-Control": "private"}),
        lambda number: FileResponse([b"a file"]),
        lambda number: HttpResponse(b"x" * (pagecache.MOST_BYTES + 1)),
    ],
)
def test_what_is_not_for_everybody_is_not_kept(answer: Callable[[int], HttpResponse]) -> None:
    site = Made(answer)
    visitors = Visitors(site)
    first, second = visitors.get("/en/"), visitors.get("/en/")
    assert site.asked == 2
    assert first == second
    assert "max-age=10" not in second[1].get("Cache-Control", "")


def test_memory_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagecache, "MOST_PAGES", 3)
    visitors = Visitors(Made())
    for number in range(10):
        visitors.get(f"/en/{number}/")
    assert len(visitors.application._memory) == 3


def test_what_is_asked_for_again_and_again_stays_in_memory(monkeypatch: pytest.MonkeyPatch, now: list[float]) -> None:
    monkeypatch.setattr(pagecache, "MOST_PAGES", 3)
    visitors = Visitors(Made())
    for number in range(10):
        visitors.get("/en/")
        visitors.get(f"/en/{number}/")
        newest = f"page {2 * number + 1}".encode()
        assert any(kept.body == newest for kept in visitors.application._memory.values())
        now[0] += 11


def test_without_seconds_there_is_no_cache(settings: Settings) -> None:
    settings.PAGE_CACHE_SECONDS = 0
    site = Made()
    visitors = Visitors(site)
    visitors.get("/en/")
    assert "Cache-Control" not in visitors.get("/en/")[1]
    assert site.asked == 2


# --- with the site itself ---


@pytest.fixture
def home(root_page: Page, default_site: Site) -> HomePage:
    home = HomePageFactory(parent=root_page, slug="home", title="Before")
    default_site.root_page = home
    default_site.save()
    Site.clear_site_root_paths_cache()
    return home


@pytest.fixture
def visitors(home: HomePage) -> Visitors:
    """Of the site itself."""
    return Visitors(WSGIHandler())


def test_publishing_shows_at_once(
    visitors: Visitors,
    home: HomePage,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(pagecache, "ASKING_SECONDS", 0)
    assert b"Before" in visitors.get("/en/")[2]
    home.title = "After"
    with django_capture_on_commit_callbacks(execute=True):
        home.save_revision().publish()
    assert b"After" in visitors.get("/en/")[2]
    with django_capture_on_commit_callbacks(execute=True):
        home.unpublish()
    assert visitors.get("/en/")[0] == "404 Not Found"


def test_two_visitors_get_the_same_bytes_and_no_cookie(visitors: Visitors) -> None:
    first = visitors.get("/en/")
    second = visitors.get(
        "/en/",
        HTTP_ACCEPT_LANGUAGE="de",
        HTTP_COOKIE="django_language=de; tracked=1",
        HTTP_USER_AGENT="other",
        HTTP_X_FORWARDED_HOST="evil.example",
        HTTP_X_FORWARDED_PROTO="https",
        HTTP_X_HTTP_METHOD_OVERRIDE="POST",
        HTTP_X_ORIGINAL_URL="/admin/",
        HTTP_FORWARDED="host=evil.example",
    )
    assert first == second
    assert "Set-Cookie" not in first[1]


@pytest.mark.parametrize(
    "forged",
    [
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_ORIGINAL_URL": "/admin/"},
        {"HTTP_X_REWRITE_URL": "/admin/"},
        {"HTTP_FORWARDED": "host=evil.example;proto=http"},
        {"HTTP_ACCEPT_LANGUAGE": "evil.example"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_REFERER": "https://evil.example/"},
        {"HTTP_RANGE": "bytes=0-10"},
        {"HTTP_IF_NONE_MATCH": "*"},
        {"HTTP_COOKIE": "django_language=evil.example; csrftoken=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
    ],
)
def test_a_header_poisons_nothing(visitors: Visitors, forged: dict[str, str]) -> None:
    """Whoever comes first with it gets the page that everybody gets after them."""
    first = visitors.get("/en/", **forged)
    cache.clear()
    clean = Visitors(WSGIHandler()).get("/en/")
    assert (first[0], first[2]) == (clean[0], clean[2])
    assert b"evil" not in first[2]
    assert not {"Set-Cookie", "Content-Range"} & set(first[1])


def test_a_host_that_is_not_ours_is_not_kept(visitors: Visitors, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    assert visitors.get("/en/", HTTP_HOST="evil.example")[0] == "400 Bad Request"
    assert visitors.get("/en/")[0] == "200 OK"
    assert visitors.get("/en/", HTTP_HOST="evil.example")[0] == "400 Bad Request"


def test_an_editors_visit_changes_nothing_for_visitors(visitors: Visitors, admin_client: Client) -> None:
    before = visitors.get("/en/")
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in admin_client.cookies.items())
    cache.clear()
    visitors = Visitors(WSGIHandler())
    assert visitors.get("/en/", HTTP_COOKIE=cookies)[0] == "200 OK"
    after = visitors.get("/en/")
    assert (before[0], before[2]) == (after[0], after[2])
    assert b"/admin/" not in after[2]


def test_a_private_page_is_never_kept(visitors: Visitors, home: HomePage) -> None:
    PageViewRestriction.objects.create(page=home, restriction_type=PageViewRestriction.PASSWORD, password="secret")
    form = visitors.get("/en/")
    assert b"Before" not in form[2]
    restriction = PageViewRestriction.objects.get()
    let_in = Client()
    session = let_in.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    assert b"Before" in visitors.get("/en/", HTTP_COOKIE=f"sessionid={session.session_key}")[2]
    assert b"Before" not in visitors.get("/en/")[2]


def test_a_preview_is_never_kept(visitors: Visitors, home: HomePage, admin_client: Client) -> None:
    home.title = "Draft"
    home.save_revision()
    assert b"Draft" in admin_client.get(f"/admin/pages/{home.pk}/view_draft/").content
    assert b"Draft" not in visitors.get("/en/")[2]
    assert visitors.get(f"/admin/pages/{home.pk}/view_draft/")[0] == "302 Found"
