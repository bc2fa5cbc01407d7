"""Where visitors come in without a language, or with one in which there is nothing: nobody is remembered for it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_from_path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from campaigns.languages import best_page

from .alternates import PageLanguage, page_languages, readable_translations

NOT_FOUND = 404


@require_safe
@cache_control(public=True, max_age=60)
def front_door(request: HttpRequest) -> HttpResponse:
    """To the home page that suits the visitor's languages best."""
    site = Site.find_for_request(request)
    home_page = best_page(
        readable_translations(site.root_page) if site else [], request.headers.get("Accept-Language", "")
    )
    if home_page is None:
        raise Http404("no home page is published")
    response = HttpResponseRedirect(home_page.get_url(request))
    patch_vary_headers(response, ["Accept-Language"])
    return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address: but perhaps in another language, and in any case another home page."""
    site = Site.find_for_request(request)
    page = _same_page_elsewhere(request.path_info, site.root_page) if site else None
    context = {
        "elsewhere": page_languages(page, request) if page else [],
        "home_pages": _other_home_pages(site, request) if site else [],
    }
    return render(request, "404.html", context, status=NOT_FOUND)


def _same_page_elsewhere(path: str, root: Page) -> Page | None:
    """The published page that has this address in another language: all languages share the end of it."""
    language = get_language_from_path(path)
    if language is None or "\0" in path:
        return None
    _empty, _prefix, rest = path.split("/", 2)
    rest = f"{rest.strip('/')}/" if rest.strip("/") else ""
    places = [home.url_path + rest for home in root.get_translations(inclusive=True)]
    return Page.objects.live().public().filter(url_path__in=places, alias_of=None).order_by("pk").first()


def _other_home_pages(site: Site, request: HttpRequest) -> list[PageLanguage]:
    return [home for home in page_languages(site.root_page, request) if home.code != get_language()]
