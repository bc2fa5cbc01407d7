"""One address per page: a page is not shown below the prefix of a language it is not written in."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from wagtail.models import Page


def lead_to_own_language(
    page: Page, request: HttpRequest, serve_args: list[Any], serve_kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Send visitors of /fr/… to the page's own address where there is no French home page.

    Wagtail would show the main language's pages below the prefix of any language Django knows, a hundred copies of
    the site.
    """
    if page.locale.language_code == get_language():
        return None
    address = page.get_url(request)
    return HttpResponseRedirect(address) if address and address != request.path else None
