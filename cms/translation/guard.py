"""Closes the views that would let people read or publish what they otherwise could not.

wagtail-localize 1.14 checks at its submit and update views one global permission and nothing about the page, and
its other views are replaced by ours. So all of them are closed but the few named here, and a view that a later
version adds is closed until somebody decides about it.

Wagtail itself shows the titles of drafts to everybody who may enter the admin: in the page chooser, in the site
history, when asking whether to move a page, and when acting on many at once, also in the list of those that are not
theirs to act on. Here, to those who work on pages.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.models import Page, TranslatableMixin
from wagtail.permissions import policy_registry

from campaigns.checks import NotReady
from cms.desk.not_ready import explain
from cms.desk.saved_already import send_on

from .permissions import User, may_add, works_on_pages

PAGE_VIEWS = ("wagtailadmin_pages:", "wagtailadmin_choose_page", "wagtailadmin_reports:site_history")
LOCALIZE_VIEWS = "wagtail_localize:"
MANY_AT_ONCE = "wagtail_bulk_action"


class GuardMiddleware:
    """Asks before the view is called; what is refused looks as Wagtail's own refusals do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let the request through, answer it, or raise PermissionDenied or Http404."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if not name.startswith((LOCALIZE_VIEWS, MANY_AT_ONCE, *PAGE_VIEWS)):
            # Public pages must not even look who is asking: they are the same for everybody.
            return None
        if not request.user.is_authenticated:
            return None
        if name.startswith(LOCALIZE_VIEWS):
            return _guard_localize(request, name.removeprefix(LOCALIZE_VIEWS), kwargs)
        if not (_works_on_any(request.user, kwargs) if name == MANY_AT_ONCE else works_on_pages(request.user)):
            raise PermissionDenied
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What Wagtail's screens leave to a server error: a page that is not ready, or saved in the same moment."""
        return explain(request, exception) if isinstance(exception, NotReady) else send_on(request, exception)


def _works_on_any(user: User, kwargs: dict[str, Any]) -> bool:
    """Whether a person has any right on what many of are to be acted on; Wagtail asks about each of them later."""
    model = _model(kwargs)
    if issubclass(model, Page):
        return works_on_pages(user)
    return policy_registry.get_by_type(model).user_has_any_permission(user, {"add", "change", "delete"})


def _guard_localize(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> HttpResponse | None:
    if name == "javascript_catalog":
        return None
    if name == "submit_page_translation":
        _refuse_unless_may_add(request, get_object_or_404(Page, pk=kwargs["page_id"]))
        return None
    if name == "submit_snippet_translation":
        _refuse_unless_may_add(request, _snippet(kwargs))
        return None
    if name in {"translations_report", "translations_report_results", "update_translations"}:
        return HttpResponseRedirect(reverse("translations:report"))
    raise Http404


def _refuse_unless_may_add(request: HttpRequest, record: TranslatableMixin) -> None:
    if not may_add(request.user, record):
        raise PermissionDenied


def _model(kwargs: dict[str, Any]) -> type[Model]:
    try:
        return apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError as error:
        raise Http404 from error


def _snippet(kwargs: dict[str, Any]) -> TranslatableMixin:
    model = _model(kwargs)
    if not issubclass(model, TranslatableMixin):
        raise Http404
    return get_object_or_404(model, pk=kwargs["pk"])
