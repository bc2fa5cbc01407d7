"""A form of the admin that came too late: its values go back to the browser they came from, and are kept nowhere.

Two things make a form too late. The session is over; or somebody signed in again in another tab, which gives the
browser a new CSRF token while the form has the old one. Whoever sees their values here sends them again with a click.
They are nobody else's: the CSRF middleware, which comes first, has seen the form's token or, where that is an old one,
has at least compared the header `Origin` with our own address.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.csrf import csrf_failure

from .language import in_interface_language

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
OLD_TOKEN = "CSRF token from POST "  # noqa: S105 - how the middleware's reason begins


def is_typed(request: HttpRequest) -> bool:
    """Whether a person sent values from a page of the admin, and no password, which no page is to repeat."""
    if request.method != "POST" or not request.path.startswith(reverse("wagtailadmin_home")):
        return False
    names = request.POST.keys() - {TOKEN}
    is_for_a_page = "text/html" in request.headers.get("Accept", "")
    return is_for_a_page and bool(names) and not any("password" in name.lower() for name in names)


@in_interface_language
def give_back(request: HttpRequest) -> HttpResponse:
    """The values as a form that can be sent again, and the way to sign in first."""
    context = {
        "values": [(name, value) for name, values in request.POST.lists() if name != TOKEN for value in values],
        "has_files": bool(request.FILES),
    }
    response = render(request, "access/unsent.html", context, status=403)
    add_never_cache_headers(response)
    return response


def refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a form without the right token, but for one of ours that is only old."""
    is_ours = "Origin" in request.headers and reason.startswith(OLD_TOKEN)
    return give_back(request) if is_ours and is_typed(request) else csrf_failure(request, reason=reason)
