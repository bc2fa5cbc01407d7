"""Sends requests to our own server on the loopback address, a few at a time, for a limited time."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from urllib.parse import urlencode

# Gunicorn sees what our proxy would tell it.
HEADERS = {"Host": "bench.example.org", "X-Forwarded-Proto": "https", "Accept-Language": "en"}
FORM_HEADERS = HEADERS | {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
LONGEST_ROUND = 30.0


@dataclass(frozen=True)
class Request:
    """What one request of a round looks like; `form` gets a number that no other request has.

    `{number}` in the path becomes such a number too: an address that no cache knows.
    """

    path: str
    expected: int = 200
    form: Callable[[int], dict[str, str]] | None = None


_numbers = count(1)


def fetch(port: int, path: str) -> str:
    """One page, as text."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=HEADERS)
    response = connection.getresponse()
    body = response.read().decode()
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")
    return body


def send_for(seconds: float, request: Request, port: int, concurrency: int) -> tuple[float, Counter[int]]:
    """Requests over connections that stay open. Returns the seconds it took and how often each status came."""
    end = time.monotonic() + min(seconds, LONGEST_ROUND)
    begun = time.monotonic()
    with ThreadPoolExecutor(concurrency) as pool:
        counts = list(pool.map(lambda _: _send_until(end, request, port), range(concurrency)))
    return time.monotonic() - begun, sum(counts, Counter())


def _send_until(end: float, request: Request, port: int) -> Counter[int]:
    statuses: Counter[int] = Counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < end:
        if request.form is None:
            connection.request("GET", request.path.format(number=next(_numbers)), headers=HEADERS)
        else:
            connection.request("POST", request.path, urlencode(request.form(next(_numbers))), FORM_HEADERS)
        response = connection.getresponse()
        response.read()
        statuses[response.status] += 1
    connection.close()
    return statuses
