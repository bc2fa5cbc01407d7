"""Ending the news on a petition, by a link or by the button that mail programs show (RFC 8058)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Page, Site

from campaigns.languages import in_language_of, locale_of
from campaigns.petitions import signing
from campaigns.petitions.models import Signature
from campaigns.petitions.tokens import InvalidToken, Purpose, make_token, read_token

from .presenting import find_page


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """GET shows one button; POST ends the news, answers without a redirect, and may come again and again."""
    try:
        public_id = read_token(Purpose.UNSUBSCRIBE, token)
    except InvalidToken:
        return _answer(request, reference, 404, status="invalid")
    if request.method == "POST":
        signing.choose_updates(public_id, wants_updates=False)
    is_wanted = Signature.objects.filter(public_id=public_id, wants_updates=True).exists()
    my_url = reverse("petitions:my", args=[reference, make_token(Purpose.MANAGE, public_id)])
    return _answer(request, reference, status="ask" if is_wanted else "done", my_url=my_url)


def _answer(request: HttpRequest, reference: str, status_code: int = 200, **context: str) -> HttpResponse:
    """Around the petition's page; around the home page where the petition is online no more: leaving always works."""
    try:
        page: Page = find_page(reference)
    except Http404:
        page = _home(request)
    return TemplateResponse(request, "petitions/unsubscribe.html", {"page": page, **context}, status=status_code)


def _home(request: HttpRequest) -> Page:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return in_language_of(site.root_page, locale_of(None)).specific
