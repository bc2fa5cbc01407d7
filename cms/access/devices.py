"""Which browsers a person has signed in with: told by a signed cookie in the browser, and stored nowhere else."""

import re

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from .models import User

COOKIE = "known_device"
SALT = "cms.access.devices"
YEAR = 365 * 24 * 60 * 60
# A browser shared by more people mails the first of them again.
MOST_PEOPLE = 20
# The first that fits: others name themselves after these.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iOS",
    "iPad": "iOS",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def is_known(request: HttpRequest, user: User) -> bool:
    """Whether this person has signed in with this browser within a year."""
    return str(user.pk) in _people(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Have the browser keep that this person uses it."""
    people = [*_people(request), str(user.pk)][-MOST_PEOPLE:]
    response.set_signed_cookie(
        COOKIE,
        ".".join(people),
        salt=SALT,
        max_age=YEAR,
        path="/account/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def browser_name(request: HttpRequest) -> str:
    """Browser and system in two words, "Firefox, Linux"; empty if neither is known."""
    return browser_in(request.headers.get("User-Agent", ""))


def browser_in(user_agent: str) -> str:
    """What `browser_name` makes of the header a browser sends."""
    found = [
        next((name for word, name in words.items() if re.search(rf"\b{word}", user_agent)), "")
        for words in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found))


def _people(request: HttpRequest) -> list[str]:
    try:
        kept = request.get_signed_cookie(COOKIE, salt=SALT, max_age=YEAR)
    except (KeyError, BadSignature):
        return []
    return kept.split(".") if kept else []
