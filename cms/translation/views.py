"""The front door: sends a visitor to the home page in their language, without remembering them."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from wagtail.models import Site

from campaigns.languages import best_page
from cms.translation.alternates import published_translations


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """To the home page that suits the visitor's languages best."""
    site = Site.find_for_request(request)
    home_page = best_page(
        published_translations(site.root_page) if site else [], request.headers.get("Accept-Language", "")
    )
    if home_page is None:
        raise Http404("no home page is published")
    response = HttpResponseRedirect(home_page.get_url(request))
    patch_vary_headers(response, ["Accept-Language"])
    return response
