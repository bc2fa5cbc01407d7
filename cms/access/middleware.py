"""Stands before the admin and the pages for signing in: who may not go on is led to where they can."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.logout import logout
from allauth.core.internal.ratelimit import respond_429
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .confirming import must_confirm
from .models import User
from .second_factor import has_shown_second_factor, needs_second_factor, way_to_second_factor
from .sessions import is_over, note_activity
from .throttle import is_too_often
from .unsent import give_back, is_typed

ACCOUNT_PAGES = ("account_", "mfa_", "usersessions_")
# Wagtail's own ways in ask for a password only.
REPLACED = ("wagtailadmin_login", "wagtailadmin_password_reset")
SIGN_OUT = "wagtailadmin_logout"
# What a page left open asks for by itself is no click.
BY_ITSELF = {"wagtailadmin_editing_sessions:ping", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}


class AccessMiddleware:
    """Asks before the view is called. Public pages must not even look who is asking."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let the request through or answer it."""
        match = request.resolver_match
        name = match.view_name if match and match.view_name else ""
        if name.startswith(ACCOUNT_PAGES):
            return _before_account_page(request, name, kwargs)
        if request.path.startswith(reverse("wagtailadmin_home")):
            return _before_admin(request, name, kwargs)
        return None


def _before_account_page(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> HttpResponse | None:
    if is_too_often(request, name):
        return respond_429(request)
    if not request.user.is_authenticated:
        return None
    if is_over(request, request.user):
        return _sign_out(request)
    note_activity(request)
    if must_confirm(request, name, kwargs):
        return _ask_to_confirm(request)
    if name == "account_login" and request.method == "GET" and request.user.has_perm("wagtailadmin.access_admin"):
        return HttpResponseRedirect(reverse("wagtailadmin_home"))
    return None


def _before_admin(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> HttpResponse | None:
    if name.startswith(REPLACED):
        return HttpResponseRedirect(reverse("account_login"))
    if not request.user.is_authenticated:
        return give_back(request) if is_typed(request) else _lead(request, "account_login")
    if is_over(request, request.user):
        return _sign_out(request)
    if name not in BY_ITSELF:
        note_activity(request)
    return None if name == SIGN_OUT else _before_signed_in(request, request.user, name, kwargs)


def _before_signed_in(request: HttpRequest, user: User, name: str, kwargs: dict[str, Any]) -> HttpResponse | None:
    if settings.REQUIRE_SECOND_FACTOR and not has_shown_second_factor(request) and needs_second_factor(user):
        words = _("Your role needs a second factor. Show it or set it up here; then go on.")
        return _lead(request, way_to_second_factor(user), words)
    return _ask_to_confirm(request) if must_confirm(request, name, kwargs) else None


def _sign_out(request: HttpRequest) -> HttpResponse:
    logout(request, show_message=False)
    if is_typed(request):
        return give_back(request)
    return _lead(request, "account_login", _("Your session is over. Please sign in again."))


def _ask_to_confirm(request: HttpRequest) -> HttpResponse:
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        raise PermissionDenied
    is_sent = request.method == "POST"
    words = _("Nothing has been done yet. Show that it is you, then send the form again.") if is_sent else ""
    return _lead(request, methods[0]["url"], words)


def _lead(request: HttpRequest, to: str, words: str = "") -> HttpResponse:
    """To a page with some words, and back to here afterwards; a script gets a refusal, not a page."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        raise PermissionDenied
    if words:
        messages.info(request, words)
    address = to if to.startswith("/") else reverse(to)
    return HttpResponseRedirect(f"{address}?{urlencode({'next': request.get_full_path()})}")
