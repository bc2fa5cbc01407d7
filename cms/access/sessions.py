"""When a session is over: after twelve hours, and half an hour without a click of those who see people's data."""

import time

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from .models import User
from .roles import SEE_NAMES

BEGAN, SEEN = "began_at", "seen_at"
# How often a click is written down.
EVERY = 60


def connect() -> None:
    """Start the clocks of every session, however it came to be."""
    user_logged_in.connect(begin)


def begin(request: HttpRequest, **_signal: object) -> None:
    """Start the clocks of a new session."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def is_over(request: HttpRequest, user: User) -> bool:
    """Whether this session has lasted, or lain idle, for too long."""
    now = time.time()
    if now - request.session.get(BEGAN, 0) >= settings.SESSION_COOKIE_AGE:
        return True
    return sees_personal_data(user) and now - request.session.get(SEEN, 0) >= settings.SESSION_IDLE_AGE


def note_activity(request: HttpRequest) -> None:
    """Write down that somebody did something, at most once a minute."""
    now = int(time.time())
    if now - request.session.get(SEEN, 0) >= EVERY:
        request.session[SEEN] = now


def sees_personal_data(user: User) -> bool:
    """Whether a person may see names of signers anywhere."""
    return any(user.has_perm(name) for name in SEE_NAMES)
