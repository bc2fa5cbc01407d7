"""Finding the page of a petition in the visitor's language, and showing the steps around it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language

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
    """The live page of that petition in the active language."""
    for page in live_pages(reference):
        if page.locale.language_code == get_language():
            return page
    raise Http404


def see_step(name: str, reference: str) -> SeeOther:
    return SeeOther(reverse(f"petitions:{name}", args=[reference]))


def render_step(
    request: HttpRequest, page: PetitionPage, name: str, status_code: int = 200, **context: Any
) -> HttpResponse:
    """One of the pages around a petition. `page` gives language, direction and the way back."""
    context = {"page": page, "petition": page.petition, **context}
    return TemplateResponse(request, f"petitions/{name}.html", context, status=status_code)
