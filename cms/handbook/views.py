"""The handbook in the admin, at the addresses its files have in docs/handbook/: their links lead on here, too."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from .pages import FOLDER, LANGUAGES, PAGES, language_for, pages_of, read, titles


def start(request: HttpRequest) -> HttpResponse:
    """Lead to the page about somebody's first role, in their language."""
    own = pages_of(request.user)
    return redirect("handbook:page", language_for(get_language()), own[0] if own else PAGES[0])


class HandbookView(WagtailAdminTemplateMixin, TemplateView):
    """A page, and the list of all pages with those about somebody's own roles first."""

    template_name = "handbook/page.html"
    header_icon = "help"
    page_title = _("Handbook")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page as HTML, and the other pages."""
        language, name = kwargs["language"], kwargs["role"]
        if language not in LANGUAGES or name not in PAGES:
            raise Http404
        own = pages_of(self.request.user)
        return super().get_context_data(
            page=read(language, name),
            own=titles(language, own),
            others=titles(language, [other for other in PAGES if other not in own]),
            languages=[(code, code == language) for code in LANGUAGES],
            **kwargs,
        )


def picture(_request: HttpRequest, picture: str) -> FileResponse:
    """A picture of the handbook. Its name has neither dots nor slashes, so no other folder can be meant."""
    path = FOLDER / "pictures" / f"{picture}.png"
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")
