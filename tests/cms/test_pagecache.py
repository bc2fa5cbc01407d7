"""Public pages are kept for seconds, and nothing else is."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from cms import pagecache
from cms.pagecache import PageCacheMiddleware


class Site:
    """Says how often it was asked."""

    def __init__(self, answer: Callable[[int], HttpResponse] = lambda number: HttpResponse(f"page {number}")) -> None:
        self.asked = 0
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked += 1
        return self.answer(self.asked)


@pytest.fixture(autouse=True)
def ten_seconds(settings: Settings) -> None:
    settings.PAGE_CACHE_SECONDS = 10


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    clock = [1000.0]
    monkeypatch.setattr(pagecache.time, "time", lambda: clock[0])
    return clock


def test_the_second_visitor_gets_the_same_bytes_without_work(rf: RequestFactory) -> None:
    site = Site()
    middleware = PageCacheMiddleware(site)
    first, second = middleware(rf.get("/en/")), middleware(rf.get("/en/"))
    assert (first.content, dict(first.headers)) == (second.content, dict(second.headers))
    assert site.asked == 1


def test_proxies_are_told_that_they_may_keep_it_too(rf: RequestFactory) -> None:
    response = PageCacheMiddleware(Site())(rf.get("/en/"))
    assert response["Cache-Control"] == "public, max-age=10, stale-while-revalidate=1, stale-if-error=600"


def test_a_page_that_says_how_long_it_may_be_kept_is_not_overruled(rf: RequestFactory) -> None:
    site = Site(lambda number: HttpResponse(headers={"Cache-Control": "max-age=60, public"}))
    assert PageCacheMiddleware(site)(rf.get("/en/"))["Cache-Control"] == "max-age=60, public"


def test_an_old_page_is_made_anew(rf: RequestFactory, now: list[float]) -> None:
    middleware = PageCacheMiddleware(Site())
    middleware(rf.get("/en/"))
    now[0] += 11
    assert middleware(rf.get("/en/")).content == b"page 2"
    assert middleware(rf.get("/en/")).content == b"page 2"


def test_while_one_makes_it_anew_the_others_get_the_old_one(rf: RequestFactory, now: list[float]) -> None:
    middleware = PageCacheMiddleware(Site())
    middleware(rf.get("/en/"))
    now[0] += 11
    cache.add(f"{pagecache.cache_key(rf.get('/en/'))}:lock", 1, 10)
    assert middleware(rf.get("/en/")).content == b"page 1"


def test_two_addresses_are_two_pages(rf: RequestFactory) -> None:
    middleware = PageCacheMiddleware(Site())
    assert middleware(rf.get("/en/")).content != middleware(rf.get("/de/")).content
    assert middleware(rf.get("/en/")).content != middleware(rf.get("/en/", headers={"host": "other.example"})).content


@pytest.mark.parametrize("method", ["post", "put", "delete", "head", "options"])
def test_only_looking_is_answered_from_the_cache(rf: RequestFactory, method: str) -> None:
    site = Site()
    middleware = PageCacheMiddleware(site)
    middleware(rf.get("/en/"))
    middleware(getattr(rf, method)("/en/"))
    assert site.asked == 2


def test_whoever_is_logged_in_sees_what_is_there_now(rf: RequestFactory) -> None:
    middleware = PageCacheMiddleware(Site())
    middleware(rf.get("/en/"))
    request = rf.get("/en/")
    request.COOKIES["sessionid"] = "x"
    assert middleware(request).content == b"page 2"
    assert middleware(rf.get("/en/")).content == b"page 1"


def test_searches_are_not_kept(rf: RequestFactory) -> None:
    middleware = PageCacheMiddleware(Site())
    middleware(rf.get("/en/search/?q=a"))
    assert middleware(rf.get("/en/search/?q=a")).content == b"page 2"


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
    ],
)
def test_what_is_not_for_everybody_is_not_kept(rf: RequestFactory, answer: Callable[[int], HttpResponse]) -> None:
    site = Site(answer)
    middleware = PageCacheMiddleware(site)
    middleware(rf.get("/en/"))
    response = middleware(rf.get("/en/"))
    assert site.asked == 2
    assert "max-age=10" not in response.headers.get("Cache-Control", "")


def test_without_seconds_there_is_no_cache(rf: RequestFactory, settings: Settings) -> None:
    settings.PAGE_CACHE_SECONDS = 0
    site = Site()
    middleware = PageCacheMiddleware(site)
    middleware(rf.get("/en/"))
    assert "Cache-Control" not in middleware(rf.get("/en/")).headers
    assert site.asked == 2
