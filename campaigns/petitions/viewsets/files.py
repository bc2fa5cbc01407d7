"""Sealed files as answers, and pages that wait for a worker."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.cache import add_never_cache_headers
from wagtail.admin.views.generic import InspectView

from campaigns.petitions.models import PrivateFile, Work


def file_response(file: PrivateFile | None) -> HttpResponse | StreamingHttpResponse:
    """A sealed file, opened piece by piece on its way; kept by no cache. 404 once it is gone.

    Pictures are shown in the browser, everything else is downloaded.
    """
    if file is None:
        raise Http404
    pieces = file.pieces()
    try:
        first = next(pieces)
    except FileNotFoundError as error:
        raise Http404 from error
    response = StreamingHttpResponse(_after(first, pieces), content_type=file.content_type)
    way = "inline" if file.content_type.startswith("image/") else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(file.name)}"
    response["Content-Length"] = str(file.size)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["X-Content-Type-Options"] = "nosniff"
    add_never_cache_headers(response)
    return response


def _after(first: bytes, rest: Any) -> Any:
    yield first
    yield from rest


class WorkView(InspectView):
    """The page of a piece of work. While a worker has it, a script asks how far it is: `?progress`."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        work: Work = self.object
        if "progress" in request.GET:
            return JsonResponse({"done": work.progress, "is_working": work.is_working})
        return super().get(request, *args, **kwargs)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return "–" if value in {None, ""} else value
