"""A PDF as the answer to a request."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from .fonts import UnprintableText

UNPROCESSABLE = 422


def pdf_response(make: Callable[[], bytes], name: str) -> HttpResponse:
    """What `make` makes, to be looked at in the browser; where no font has its words, which characters are missing."""
    try:
        content = make()
    except UnprintableText as error:
        words = _("This cannot be printed: no font has these characters: %(characters)s.") % {
            "characters": " ".join(error.characters[:20])
        }
        return HttpResponse(words, status=UNPROCESSABLE, content_type="text/plain; charset=utf-8")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
