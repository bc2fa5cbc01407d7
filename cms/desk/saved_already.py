"""A form for a new page that automatic saving overtook: the address it asks for is the page's own by now."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.query import PageQuerySet

A_MOMENT = timedelta(minutes=1)
ADDS = "wagtailadmin_pages:add"


class RedirectWithForm(HttpResponseRedirect):
    """Has the browser send the same form there, with all that was typed (RFC 9110, section 15.4.8)."""

    status_code = 307


def send_on_early(request: HttpRequest, parent: Page, page_class: type[Page]) -> HttpResponse | None:
    """Hook before_create_page: automatic saving was done before the form came, but its answer was still on the way.

    Else the form would be told that its address is taken, and the half of it that is saved would stay as a draft.
    """
    if request.method != "POST" or not request.accepts("text/html"):
        return None
    title, slug = request.POST.get("title", ""), request.POST.get("slug", "")
    is_it = {"slug": slug} if slug else {"draft_title": title}
    drafts = page_class._default_manager.child_of(parent).filter(live=False, first_published_at=None, **is_it)
    saved = _of_a_moment_ago(drafts, request).first()
    # One that was saved again belongs to a form that has had its answer.
    if saved is None or saved.revisions.count() > 1:
        return None
    return RedirectWithForm(reverse("wagtailadmin_pages:edit", args=[saved.pk]))


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
    return _of_a_moment_ago(pages, request).first()


def _of_a_moment_ago(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    return pages.filter(owner=request.user, latest_revision_created_at__gte=timezone.now() - A_MOMENT)
