"""What the views need to know about a request: where it comes from, and whether our own page sent it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The visitor's network address as our own proxy or the socket gives it; never a list a visitor can write."""
    return request.META.get(settings.CLIENT_ADDRESS_HEADER or "REMOTE_ADDR", "")


def is_from_our_page(request: HttpRequest) -> bool:
    """Whether a form was sent from a page of this site.

    Signing has no ambient authority that another site could borrow, so no CSRF token is needed (design §4); this
    keeps other sites from making their visitors sign unawares. Browsers too old to say anything are let through.
    Raises DisallowedHost where the request is for a host that is not ours.
    """
    our_host = request.get_host()
    fetch_site = request.headers.get("Sec-Fetch-Site", "")
    if fetch_site:
        return fetch_site in {"same-origin", "none"}
    origin = request.headers.get("Origin", "")
    return not origin or urlsplit(origin).netloc == our_host
