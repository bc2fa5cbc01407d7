"""One address per page: a page is not shown below the prefix of a language it is not written in."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from wagtail.models import Page

from campaigns.languages import best_page, language_code_of

from .alternates import readable_translations


def lead_to_own_language(
    page: Page, request: HttpRequest, serve_args: list[Any], serve_kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Send visitors of /fr/… to the page's own address where there is no French home page.

    Wagtail would show the main language's pages below the prefix of any language Django knows, a hundred copies of
    the site; and below a language's prefix pages that only mirror those of another. Visitors come to the language that
    suits them best of those in which there is a page.
    """
    if language_code_of(page) == get_language():
        return None
    better = best_page(readable_translations(page), request.headers.get("Accept-Language", ""))
    address = (better or page).get_url(request)
    if not address or address == request.path:
        return None
    response = HttpResponseRedirect(address)
    patch_vary_headers(response, ["Accept-Language"])
    return response
