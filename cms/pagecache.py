"""Keeps public pages for some seconds, since they are the same bytes for everybody (design §4).

Stands before Django: an answer that is kept costs neither a request object nor middleware. What is kept lies in the
shared cache, and what this process has seen of it in its memory. Kept is what answers 200 to a GET without query string
and session, sets no cookie, does not vary, and does not forbid it. Off in development and tests.

A page that many ask for at once is made by one of them; the others get the one before if it is hardly older than
it may be, or else wait. Publishing anything lets all pages be made anew.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from wagtail.signals import post_page_move, published, unpublished

# How long the proxy may show an old page while it asks for a new one, and how long while nobody answers it.
REVALIDATING_SECONDS = 1
DOWN_SECONDS = 600
# How long an old page may be shown while a new one is being made, how long making one may take, and how often those who
# wait for it look.
STALE_SECONDS = 0.5
LOCK_SECONDS = 10
WAITING_SECONDS = 0.01
# For how long it is remembered that an address has nothing to keep.
UNKEPT_SECONDS = 10
# How often a process asks whether something was published, and how much it remembers.
ASKING_SECONDS = 0.25
MOST_PAGES, MOST_BYTES = 500, 500_000

# What is never for everybody, or is served quickly anyway.
NEVER_KEPT = ("/admin/", "/account/", "/documents/", "/healthz", "/readyz", settings.STATIC_URL, settings.MEDIA_URL)
DOES_NOT_VARY = {"", "accept-encoding"}
FORBIDDING = ("private", "no-store", "no-cache")
GENERATION = "pages:generation"

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Kept:
    """An answer to be given again; one without a body says that there is nothing to keep."""

    made_at: float
    headers: Headers
    body: bytes | None

    @property
    def lifetime(self) -> float:
        """For how many seconds it is good."""
        return UNKEPT_SECONDS if self.body is None else settings.PAGE_CACHE_SECONDS

    @property
    def is_fresh(self) -> bool:
        """Whether it may be given to anybody."""
        return self.is_younger_than(self.lifetime)

    @property
    def will_do(self) -> bool:
        """Whether it may be given to those who would have to wait for a new one."""
        return self.body is not None and self.is_younger_than(self.lifetime + STALE_SECONDS)

    def is_younger_than(self, seconds: float) -> bool:
        """Whether it was made within so many seconds; what seems to be from the future is not trusted."""
        return -1 < time.time() - self.made_at < seconds


class PageCache:
    """The site as a WSGI application, with a memory."""

    def __init__(self, site: Application) -> None:
        self.site = site
        self._memory: OrderedDict[str, Kept] = OrderedDict()
        self._generation, self._asked_at = "", float("-inf")

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not settings.PAGE_CACHE_SECONDS or not may_ask(environ):
            return self.site(environ, start_response)
        key = f"page1:{self._current_generation()}:{address_key(environ)}"
        kept = self._kept(key)
        if kept is None:
            return self._make(key, environ, start_response)
        if kept.body is None:
            return self.site(environ, start_response)
        start_response("200 OK", list(kept.headers))
        return [kept.body]

    def _current_generation(self) -> str:
        """Changes whenever something is published."""
        now = time.monotonic()
        if now - self._asked_at > ASKING_SECONDS:
            self._generation, self._asked_at = cache.get(GENERATION, ""), now
        return self._generation

    def _kept(self, key: str) -> Kept | None:
        """What may be shown. None for whoever has to make it: at most one at a time, so far as there is a cache."""
        waits_until = time.monotonic() + LOCK_SECONDS
        while time.monotonic() < waits_until:
            kept = self._look_up(key)
            if kept and kept.is_fresh:
                return kept
            if cache.add(f"{key}:lock", 1, LOCK_SECONDS):
                return None
            if kept and kept.will_do:
                return kept
            time.sleep(WAITING_SECONDS)
        return None

    def _look_up(self, key: str) -> Kept | None:
        """From memory as long as it is fresh there, else from the shared cache."""
        kept = self._memory.get(key)
        if kept and kept.is_fresh:
            return kept
        shared = cache.get(key)
        if shared:
            kept = Kept(*shared)
            self._remember(key, kept)
        return kept

    def _remember(self, key: str, kept: Kept) -> None:
        """Of too many the one that was made longest ago is forgotten."""
        self._memory.pop(key, None)
        self._memory[key] = kept
        while len(self._memory) > MOST_PAGES:
            self._memory.popitem(last=False)

    def _make(self, key: str, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Ask the site, and keep its answer or that there is none to keep."""
        made_at = time.time()
        begun: list[Any] = []
        try:
            answer: Any = self.site(environ, lambda *arguments: begun.extend(arguments))
            status, headers = begun[:2]
            kept = Kept(made_at, [], None)
            if may_keep(status, headers, answer):
                kept = Kept(made_at, with_lifetime(headers), answer.content)
            if not status.startswith("5"):
                self._remember(key, kept)
                # As plain values: during an update old and new code read what the other has kept.
                cache.set(key, (kept.made_at, kept.headers, kept.body), int(kept.lifetime + STALE_SECONDS) + 1)
        finally:
            cache.delete(f"{key}:lock")
        start_response(status, headers if kept.body is None else list(kept.headers), *begun[2:])
        return answer


def may_ask(environ: Environ) -> bool:
    """Whether the answer could be the same for everybody."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("QUERY_STRING")
        and f"{settings.SESSION_COOKIE_NAME}=" not in environ.get("HTTP_COOKIE", "")
        and not environ["PATH_INFO"].startswith(NEVER_KEPT)
        and is_usual_host(environ.get("HTTP_HOST", ""))
    )


def is_usual_host(host: str) -> bool:
    """Whether links lead there. Django takes a host with any port for ours, and each would be kept apart."""
    return ":" not in host or host == urlsplit(settings.BASE_URL).netloc


def may_keep(status: str, headers: Headers, answer: Any) -> bool:
    """Whether the answer is the same for everybody, nobody minds, and it is of the size of a page."""
    by_name = {name.lower(): value for name, value in headers}
    control = by_name.get("cache-control", "")
    return (
        status.startswith("200 ")
        and not getattr(answer, "streaming", True)
        and "set-cookie" not in by_name
        and by_name.get("vary", "").lower() in DOES_NOT_VARY
        and not any(word in control for word in FORBIDDING)
        and len(answer.content) <= MOST_BYTES
    )


def with_lifetime(headers: Headers) -> Headers:
    """Lets everybody on the way to the visitor keep it as long, where the answer says nothing about it itself."""
    if any(name.lower() == "cache-control" for name, _value in headers):
        return headers
    lifetime = (
        f"public, max-age={settings.PAGE_CACHE_SECONDS}, stale-while-revalidate={REVALIDATING_SECONDS}, "
        f"stale-if-error={DOWN_SECONDS}"
    )
    return [*headers, ("Cache-Control", lifetime)]


def address_key(environ: Environ) -> str:
    """One key for one address: scheme as Django tells it, host, and path."""
    header, secure = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", "https")
    parts = (
        str(environ.get(header) == secure),
        environ.get("HTTP_HOST", ""),
        environ.get("SCRIPT_NAME", ""),
        environ["PATH_INFO"],
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def make_anew(**_signal: Any) -> None:
    """Let no page be shown that was made before now."""
    transaction.on_commit(lambda: cache.set(GENERATION, uuid4().hex, None))


def connect() -> None:
    """Have pages made anew whenever something goes online, goes offline, or moves."""
    for signal in (published, unpublished, post_page_move):
        signal.connect(make_anew, dispatch_uid="cms.pagecache")
