"""What views of all capabilities answer alike: statuses, redirects, and the page in the visitor's language."""

from collections.abc import Iterable
from typing import TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import activate, get_language
from wagtail.models import Page

from .languages import best_page

AnyPage = TypeVar("AnyPage", bound=Page)

FORBIDDEN = 403
GONE = 410
TOO_LARGE = 413
UNPROCESSABLE = 422


class SeeOther(HttpResponseRedirect):
    """After a POST: fetch the next page with GET."""

    status_code = 303


def in_active_language(pages: Iterable[AnyPage]) -> AnyPage:
    """Of the translations of one page, the one in the active language.

    Where it is gone, another one, whose language is then in use: a link in a mail must work as long as the page can be
    read at all. Raises Http404 where there is none.
    """
    by_language = {page.locale.language_code: page for page in pages}
    if not by_language:
        raise Http404
    language = get_language()
    if language not in by_language:
        language = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in by_language else min(by_language)
        activate(language)
    return by_language[language]


def short_link(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse:
    """Of the translations of one page, to the one the visitor reads best; raises Http404 where there is none."""
    page = best_page(pages, request.headers.get("Accept-Language", ""))
    address = page.get_url(request) if page else None
    if not address:
        raise Http404("no published page has this reference")
    response = HttpResponseRedirect(address)
    patch_vary_headers(response, ["Accept-Language"])
    return response
