"""Sealed files as answers."""

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.cache import add_never_cache_headers

from campaigns.petitions.models import PrivateFile


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
