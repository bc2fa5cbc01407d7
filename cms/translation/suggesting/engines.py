"""DeepL and LibreTranslate, asked for one text at a time.

wagtail-localize has clients for both, made to fill whole pages: they follow redirects with the key, take any answer for
a good one, and turn a refused key into a KeyError. So these are our own.
"""

import ipaddress
import json
import time
from dataclasses import dataclass
from enum import Enum, auto
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

SECONDS = 8
SECONDS_IN_ALL = 15
LARGEST_ANSWER = 1024 * 1024


class Failure(Enum):
    """Why there is no answer."""

    UNREACHABLE = auto()
    KEY = auto()
    QUOTA = auto()
    LANGUAGE = auto()
    ANSWER = auto()


class Failed(Exception):
    """A service gave no usable answer."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.name)
        self.failure = failure


class Engine(Protocol):
    """A service that translates."""

    @property
    def name(self) -> str:
        """What it is called."""

    def translate(self, text: str, source: str, target: str, *, is_html: bool) -> str:
        """The text in the language of the code `target`. Raises Failed."""


@dataclass(frozen=True)
class DeepL:
    """DeepL, free or paid: the key tells which."""

    key: str
    url: str = ""
    name: str = "DeepL"

    def translate(self, text: str, source: str, target: str, *, is_html: bool) -> str:
        """See Engine."""
        question: dict[str, Any] = {
            "text": [text],
            "source_lang": source.split("-", maxsplit=1)[0].upper(),
            "target_lang": self._target(target),
            "preserve_formatting": True,
        }
        if is_html:
            question["tag_handling"] = "html"
        answer = _ask(f"{self._base}/v2/translate", question, {"Authorization": f"DeepL-Auth-Key {self.key}"})
        try:
            return str(answer["translations"][0]["text"])
        except (KeyError, IndexError, TypeError) as error:
            raise Failed(Failure.ANSWER) from error

    @property
    def _base(self) -> str:
        return self.url or ("https://api-free.deepl.com" if self.key.endswith(":fx") else "https://api.deepl.com")

    @staticmethod
    def _target(code: str) -> str:
        known = {"en-us", "en-gb", "pt-br", "pt-pt", "zh-hans", "zh-hant"}
        return (code if code in known else code.split("-", maxsplit=1)[0]).upper()


@dataclass(frozen=True)
class LibreTranslate:
    """LibreTranslate, on a machine of one's own or elsewhere."""

    url: str
    key: str = ""
    name: str = "LibreTranslate"

    def translate(self, text: str, source: str, target: str, *, is_html: bool) -> str:
        """See Engine."""
        question = {
            "q": text,
            "source": self._code(source),
            "target": self._code(target),
            "format": "html" if is_html else "text",
        }
        if self.key:
            question["api_key"] = self.key
        answer = _ask(f"{self.url}/translate", question, {})
        try:
            return str(answer["translatedText"])
        except (KeyError, TypeError) as error:
            raise Failed(Failure.ANSWER) from error

    @staticmethod
    def _code(code: str) -> str:
        return {"zh-hant": "zt", "pt-br": "pb"}.get(code, code.split("-", maxsplit=1)[0])


def is_safe_address(url: str) -> bool:
    """Whether texts and keys may go there: by https, or within one's own machine or network."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme == "http" and _is_own(host)


def _is_own(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        # The name of a container, or one that no public name server knows.
        return bool(host) and ("." not in host or host.endswith((".localhost", ".internal", ".local")))
    return address.is_loopback or address.is_private


class _StayThere(HTTPRedirectHandler):
    """A key is for the service it was given for, not for where that sends us."""

    def redirect_request(  # noqa: PLR0917
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Not followed, so it becomes an error."""


def _ask(url: str, question: dict[str, Any], headers: dict[str, str]) -> Any:
    """The answer to a question, both JSON. One try, within a bounded time. Raises Failed."""
    if not is_safe_address(url):
        raise Failed(Failure.UNREACHABLE)
    request = Request(  # noqa: S310 - the address was looked at
        url,
        data=json.dumps(question).encode(),
        headers={"Content-Type": "application/json", "User-Agent": "Clarion", **headers},
    )
    deadline = time.monotonic() + SECONDS_IN_ALL
    try:
        with build_opener(_StayThere).open(request, timeout=SECONDS) as response:
            return json.loads(_body(response, deadline))
    except HTTPError as error:
        with error:
            raise Failed(_failure(error)) from None
    except (URLError, OSError, HTTPException) as error:
        raise Failed(Failure.UNREACHABLE) from error
    except ValueError as error:
        raise Failed(Failure.ANSWER) from error


def _body(response: Any, deadline: float) -> bytes:
    body = b""
    while piece := response.read1(65536):
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise Failed(Failure.ANSWER)
        if time.monotonic() > deadline:
            raise Failed(Failure.UNREACHABLE)
    return body


def _failure(error: HTTPError) -> Failure:
    """What the services mean by their status codes; 456 is DeepL's for a used up allowance."""
    if error.code in {401, 403}:
        return Failure.KEY
    if error.code in {429, 456}:
        return Failure.QUOTA
    if error.code == 400:
        return _failure_in_words(error)
    return Failure.UNREACHABLE


def _failure_in_words(error: HTTPError) -> Failure:
    try:
        words = error.read1(4096).decode("utf-8", "replace").lower()
    except (OSError, HTTPException):
        return Failure.ANSWER
    if "api key" in words:
        return Failure.KEY
    return Failure.LANGUAGE if "_lang" in words or "not supported" in words else Failure.ANSWER
