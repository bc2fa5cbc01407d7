"""A form for a new page that automatic saving overtook: its address was free, and is the page's own now."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

A_MOMENT = timedelta(minutes=1)
ADDS = "wagtailadmin_pages:add"


class RedirectWithForm(HttpResponseRedirect):
    """Has the browser send the same form there, with all that was typed (RFC 9110, section 15.4.8)."""

    status_code = 307


def send_on(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Into the page if it was saved a moment ago by the same person, else to the form, which says what is wrong.

    None for errors of another kind.
    """
    match = request.resolver_match
    is_taken = isinstance(error, ValidationError) and "slug" in getattr(error, "error_dict", {})
    if match is None or match.view_name != ADDS or not is_taken:
        return None
    saved = _just_saved(request, match.kwargs["parent_page_id"])
    address = reverse("wagtailadmin_pages:edit", args=[saved.pk]) if saved else request.get_full_path()
    return RedirectWithForm(address)


def _just_saved(request: HttpRequest, parent: Any) -> Page | None:
    pages = Page.objects.child_of(Page.objects.get(pk=parent)).filter(slug=request.POST.get("slug", ""))
    return pages.filter(owner=request.user, latest_revision_created_at__gte=timezone.now() - A_MOMENT).first()
