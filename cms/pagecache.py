"""Keeps public pages for some seconds, since they are the same bytes for everybody (design §4).

Stands before Django: an answer that is kept costs neither a request object nor middleware. What is kept lies in the
shared cache, and what this process has seen of it in its memory. Kept is what answers 200 to a GET without query string
and session, sets no cookie, does not vary, and does not forbid it. Off in development and tests.

A page that is hardly older than it may be is shown once more while a new one is made behind the visitors' backs, one
after the other in each process, with as much time in between for everything else. One that is older is made by whoever
asks first; the others wait. Publishing anything lets all pages be made anew.
"""

import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.text import compress_string
from wagtail.signals import post_page_move, published, unpublished

# How long the proxy may show an old page while it asks for a new one, and how long while nobody answers it.
REVALIDATING_SECONDS = 1
DOWN_SECONDS = 600
# How long an old page may be shown while a new one is being made, how long making one may take, and how often those who
# wait for it look.
STALE_SECONDS = 1
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
TAKES_COMPRESSED = re.compile(r"\bgzip\b")
GENERATION = "pages:generation"

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Kept:
    """An answer to be given again, as it is and compressed; one without a body says that there is nothing to keep."""

    made_at: float
    headers: Headers
    body: bytes | None
    compressed: bytes = b""

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
        """Whether it may be given to those who would have to wait for a new one, which is being made."""
        return self.body is not None and self.is_younger_than(self.lifetime + STALE_SECONDS)

    def is_younger_than(self, seconds: float) -> bool:
        """Whether it was made within so many seconds; what seems to be from the future is not trusted."""
        return -1 < time.time() - self.made_at < seconds

    def give(self, environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        """The answer in the form that the browser takes."""
        headers, body = list(self.headers), self.body or b""
        if TAKES_COMPRESSED.search(environ.get("HTTP_ACCEPT_ENCODING", "")):
            headers, body = [*headers, ("Content-Encoding", "gzip")], self.compressed
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]


class PageCache:
    """The site as a WSGI application, with a memory."""

    def __init__(self, site: Application) -> None:
        self.site = site
        self._memory: OrderedDict[str, Kept] = OrderedDict()
        self._generation, self._asked_at = "", float("-inf")
        self._renewer, self._awaited = ThreadPoolExecutor(1, "pages"), set[str]()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not settings.PAGE_CACHE_SECONDS or not may_ask(environ):
            return self._ask_site(environ, start_response)
        key = f"page2:{self._current_generation()}:{address_key(environ)}"
        kept = self._kept(key, environ)
        if kept is None:
            return self._make(key, environ, start_response)
        if kept.body is None:
            return self._ask_site(environ, start_response)
        return kept.give(environ, start_response)

    def _ask_site(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """What the site answers, in one piece unless it is a stream: many pieces keep the server and a thread busy."""
        answer: Any = self.site(environ, start_response)
        if getattr(answer, "streaming", True):
            return cast(Iterable[bytes], answer)
        answer.close()
        return [answer.content]

    def _current_generation(self) -> str:
        """Changes whenever something is published."""
        now = time.monotonic()
        if now - self._asked_at > ASKING_SECONDS:
            self._generation, self._asked_at = cache.get(GENERATION, ""), now
        return self._generation

    def _kept(self, key: str, environ: Environ) -> Kept | None:
        """What may be shown. None for whoever has to make it: at most one at a time, so far as there is a cache."""
        waits_until = time.monotonic() + LOCK_SECONDS
        while time.monotonic() < waits_until:
            kept = self._look_up(key)
            if kept and kept.is_fresh:
                return kept
            if kept and kept.will_do:
                self._renew(key, environ)
                return kept
            if cache.add(f"{key}:lock", 1, LOCK_SECONDS):
                return None
            time.sleep(WAITING_SECONDS)
        return None

    def _renew(self, key: str, environ: Environ) -> None:
        """Have it made anew before long, once however many ask for it meanwhile."""
        if key not in self._awaited:
            self._awaited.add(key)
            self._renewer.submit(self._make_unseen, key, environ | {"wsgi.input": BytesIO()})

    def _make_unseen(self, key: str, environ: Environ) -> None:
        """Make it for those who come next, unless somebody has been quicker, and rest for as long as that took."""
        begun_at = time.perf_counter()
        try:
            kept = self._look_up(key)
            if not (kept and kept.is_fresh) and cache.add(f"{key}:lock", 1, LOCK_SECONDS):
                self._make(key, environ, lambda *_answer: None)
        finally:
            self._awaited.discard(key)
        time.sleep(time.perf_counter() - begun_at)

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
            answer: Any = self._ask_site(environ, lambda *arguments: begun.extend(arguments))
            status, headers = begun[:2]
            kept = Kept(made_at, [], None)
            if may_keep(status, headers, answer):
                kept = Kept(made_at, as_kept(headers), answer[0], compress_string(answer[0]))
            if not status.startswith("5"):
                self._remember(key, kept)
                # As plain values: during an update old and new code read what the other has kept.
                plain = (kept.made_at, kept.headers, kept.body, kept.compressed)
                cache.set(key, plain, int(kept.lifetime + STALE_SECONDS) + 1)
        finally:
            cache.delete(f"{key}:lock")
        if kept.body is not None:
            return kept.give(environ, start_response)
        start_response(*begun)
        return cast(Iterable[bytes], answer)


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
        and isinstance(answer, list)
        and "set-cookie" not in by_name
        and by_name.get("vary", "").lower() in DOES_NOT_VARY
        and not any(word in control for word in FORBIDDING)
        and len(answer[0]) <= MOST_BYTES
    )


def as_kept(headers: Headers) -> Headers:
    """What is said with every form of the answer, and lets everybody on the way to the visitor keep it as long, where
    it says nothing about that itself.
    """
    given = [(name, value) for name, value in headers if name.lower() not in {"content-length", "vary"}]
    lifetime = (
        f"public, max-age={settings.PAGE_CACHE_SECONDS}, stale-while-revalidate={REVALIDATING_SECONDS}, "
        f"stale-if-error={DOWN_SECONDS}"
    )
    if not any(name.lower() == "cache-control" for name, _value in given):
        given.append(("Cache-Control", lifetime))
    return [*given, ("Vary", "Accept-Encoding")]


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
