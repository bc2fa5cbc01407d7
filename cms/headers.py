"""Headers that Django has no setting for; the same for every visitor."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class HeadersMiddleware:
    """Adds Permissions-Policy to everything, and Onion-Location to pages of a site that is in the Tor network too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if settings.ONION_URL and response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Onion-Location", settings.ONION_URL + request.get_full_path())
        return response
