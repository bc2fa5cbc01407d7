"""What crawlers are asked to leave alone."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

# Not secrets: pages that mean something to one person only, or nothing to a search engine.
DISALLOWED = (
    "/account/",
    "/admin/",
    "/*/search/",
    "/*/petitions/*/confirm/",
    "/*/petitions/*/deny/",
    "/*/petitions/*/unsubscribe/",
    "/*/petitions/*/my/",
    "/*/petitions/*/sent/",
    "/*/petitions/*/thanks/",
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt (RFC 9309)."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in DISALLOWED), ""]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
