"""The short way of a signature, past everything that only pages, users and the admin have need of."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from .views import sign_at_once

# What `petitions:sign` is below its language.
SIGN_PATH = re.compile(r"/(?P<language>[a-z]{2,3}(?:-[a-z0-9]+)*)/petitions/(?P<reference>[-\w]+)/sign/", re.ASCII)


class SigningMiddleware:
    """Answers a POST to the sign view where all is in order; whatever needs words goes the long way, as if new.

    On the long way a signature would pass sessions, users, messages, the admin's guards and redirects, none of which
    concern it: the sign view is for everybody, knows no session, and is exempt from CSRF (design §4).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = SIGN_PATH.fullmatch(request.path_info) if request.method == "POST" else None
        answer = sign_at_once(request, **found.groupdict()) if found else None
        return answer or self.get_response(request)
