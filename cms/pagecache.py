"""Keeps public pages for some seconds, since they are the same bytes for everybody (design §4).

Kept is what answers 200 to a GET without query string and session, sets no cookie, does not vary, and does not forbid
it. A page that has become old is made anew by one request; the others get the old one meanwhile, so that a rush of
visitors costs what one visitor costs. Off in development and tests, and for whoever is logged in.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control

# How long the proxy may show an old page while it asks for a new one, and how long while nobody answers it.
REVALIDATING_SECONDS = 1
DOWN_SECONDS = 600
# How long an old page may be shown while a new one is being made, and how long making one may take.
STALE_SECONDS = 60
LOCK_SECONDS = 10
DOES_NOT_VARY = {"", "accept-encoding"}
FORBIDDING = ("private", "no-store", "no-cache")


@dataclass(frozen=True)
class KeptPage:
    """What is needed to give the same answer again."""

    body: bytes
    headers: dict[str, str]
    fresh_until: float


class PageCacheMiddleware:
    """Stands before everything that costs time, behind what every answer needs anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.PAGE_CACHE_SECONDS or not may_ask(request):
            return self.get_response(request)
        key = cache_key(request)
        kept = cache.get(key)
        if kept is not None and (kept.fresh_until > time.time() or not cache.add(f"{key}:lock", 1, LOCK_SECONDS)):
            return HttpResponse(kept.body, headers=kept.headers)
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and may_keep(response):
            keep(key, response)
        return response


def may_ask(request: HttpRequest) -> bool:
    """Whether the answer could be the same for everybody."""
    return (
        request.method == "GET"
        and not request.META.get("QUERY_STRING")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def may_keep(response: HttpResponse) -> bool:
    """Whether the answer is the same for everybody, and nobody minds."""
    control = response.headers.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.cookies
        and response.headers.get("Vary", "").lower() in DOES_NOT_VARY
        and not any(word in control for word in FORBIDDING)
    )


def keep(key: str, response: HttpResponse) -> None:
    """Stores the answer, and lets everybody on the way to the visitor keep it as long."""
    seconds = settings.PAGE_CACHE_SECONDS
    if "Cache-Control" not in response.headers:
        patch_cache_control(
            response,
            public=True,
            max_age=seconds,
            stale_while_revalidate=REVALIDATING_SECONDS,
            stale_if_error=DOWN_SECONDS,
        )
    headers: dict[str, Any] = dict(response.headers)
    cache.set(key, KeptPage(response.content, headers, time.time() + seconds), seconds + STALE_SECONDS)
    cache.delete(f"{key}:lock")


def cache_key(request: HttpRequest) -> str:
    """One key for one address."""
    return "page:" + hashlib.sha256(request.build_absolute_uri().encode()).hexdigest()
