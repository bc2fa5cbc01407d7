"""Finding the page of a letter in the visitor's language, and showing the steps around it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from campaigns.letters.models import AppealLetterPage
from campaigns.views import in_active_language


def live_pages(reference: str) -> list[AppealLetterPage]:
    """The pages of a letter that everybody may read, in all languages."""
    pages = AppealLetterPage.objects.live().public().filter(letter__reference=reference)
    return list(pages.select_related("locale", "letter"))


def find_page(reference: str) -> AppealLetterPage:
    """The live page of that letter in the active language, or in another one."""
    return in_active_language(live_pages(reference))


def render_step(
    request: HttpRequest, page: AppealLetterPage, name: str, status_code: int = 200, **context: Any
) -> HttpResponse:
    """One of the pages around a letter. `page` gives language, direction and the way back."""
    context = {"page": page, "letter": page.letter, **context}
    return TemplateResponse(request, f"letters/{name}.html", context, status=status_code)
