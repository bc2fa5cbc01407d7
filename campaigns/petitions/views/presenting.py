"""Finding the page of a petition in the visitor's language, and showing the steps around it."""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from campaigns.petitions.models import PetitionPage
from campaigns.petitions.offers import Offer, offer_of
from campaigns.views import SeeOther, in_active_language


def live_pages(reference: str) -> list[PetitionPage]:
    """The pages of a petition that everybody may read, in all languages."""
    pages = PetitionPage.objects.live().public().filter(petition__reference=reference)
    return list(pages.select_related("locale", "petition"))


def find_page(reference: str) -> PetitionPage:
    """The live page of that petition in the active language, or in another one."""
    return in_active_language(live_pages(reference))


_kept: dict[tuple[str, str], tuple[float, Offer]] = {}


def kept_offer(reference: str, language: str) -> Offer | None:
    """What can be signed on the page that is live in exactly that language; in memory for as long as pages are kept.

    Whoever does not find there what a form says asks again in the database.
    """
    kept_until, offer = _kept.get((reference, language), (0.0, None))
    now = time.monotonic()
    if now < kept_until:
        return offer
    page = next((page for page in live_pages(reference) if page.locale.language_code == language), None)
    offer = offer_of(page) if page else None
    if offer and settings.PAGE_CACHE_SECONDS:
        _kept[reference, language] = (now + settings.PAGE_CACHE_SECONDS, offer)
    return offer


def see_step(name: str, reference: str) -> SeeOther:
    return SeeOther(reverse(f"petitions:{name}", args=[reference]))


def render_step(
    request: HttpRequest, page: PetitionPage, name: str, status_code: int = 200, **context: Any
) -> HttpResponse:
    """One of the pages around a petition. `page` gives language, direction and the way back."""
    context = {"page": page, "petition": page.petition, **context}
    return TemplateResponse(request, f"petitions/{name}.html", context, status=status_code)
