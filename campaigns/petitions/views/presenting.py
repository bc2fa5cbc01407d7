"""Finding the page of a petition in the visitor's language, and showing the steps around it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import activate, get_language

from campaigns.petitions.models import PetitionPage

UNPROCESSABLE = 422
FORBIDDEN = 403
GONE = 410


class SeeOther(HttpResponseRedirect):
    """After a POST: fetch the next page with GET."""

    status_code = 303


def live_pages(reference: str) -> list[PetitionPage]:
    pages = PetitionPage.objects.live().public().filter(petition__reference=reference)
    return list(pages.select_related("locale", "petition"))


def find_page(reference: str) -> PetitionPage:
    """The live page of that petition in the active language.

    Where it is gone, another one, whose language is then in use: a link in a mail must work as long as the petition
    can be read at all.
    """
    by_language = {page.locale.language_code: page for page in live_pages(reference)}
    if not by_language:
        raise Http404
    language = get_language()
    if language not in by_language:
        language = settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in by_language else min(by_language)
        activate(language)
    return by_language[language]


def see_step(name: str, reference: str) -> SeeOther:
    return SeeOther(reverse(f"petitions:{name}", args=[reference]))


def render_step(
    request: HttpRequest, page: PetitionPage, name: str, status_code: int = 200, **context: Any
) -> HttpResponse:
    """One of the pages around a petition. `page` gives language, direction and the way back."""
    context = {"page": page, "petition": page.petition, **context}
    return TemplateResponse(request, f"petitions/{name}.html", context, status=status_code)
