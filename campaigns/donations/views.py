"""Codes, leaflets and the short link: the same bytes for everybody, and nothing in them but what the page says."""

from collections.abc import Callable
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Site

from campaigns import views
from campaigns.causes import published_causes
from campaigns.printing.answering import pdf_response
from campaigns.printing.leaflet import Sheet
from campaigns.views import UNPROCESSABLE

from .amounts import parse_amount
from .giving import Way, find_way
from .leaflets import print_way
from .models import DonationPage

Draw = Callable[[HttpRequest, Way], HttpResponse]


def drawn(draw: Draw) -> Callable[..., HttpResponse]:
    """A view of one account's way to give; an amount nobody can transfer is answered with what is wrong with it."""

    @require_safe
    @cache_control(public=True, max_age=10)
    def view(request: HttpRequest, account: str, cause: str = "") -> HttpResponse:
        try:
            amount = parse_amount(request.GET.get("amount", ""))
            way = find_way(account, cause, get_language() or "")
            if way is None:
                raise Http404("no such account, or nobody has approved it yet")
            return draw(request, replace(way, amount=amount))
        except ValidationError as error:
            words = " ".join(error.messages)
            return HttpResponse(words, status=UNPROCESSABLE, content_type="text/plain; charset=utf-8")

    return view


@drawn
def epc(request: HttpRequest, way: Way) -> HttpResponse:
    """The EPC QR code, as PNG."""
    if not way.details.has_epc_code:
        raise Http404("this account has no EPC QR code")
    return HttpResponse(way.png, content_type="image/png")


@drawn
def bill(request: HttpRequest, way: Way) -> HttpResponse:
    """The Swiss QR-bill, as SVG."""
    if not way.details.has_swiss_bill:
        raise Http404("this account has no QR-bill")
    return HttpResponse(way.bill, content_type="image/svg+xml")


@drawn
def poster(request: HttpRequest, way: Way) -> HttpResponse:
    """A poster on A4."""
    return _leaflet(request, way, Sheet.POSTER)


@drawn
def slip(request: HttpRequest, way: Way) -> HttpResponse:
    """A slip on A6."""
    return _leaflet(request, way, Sheet.SLIP)


@require_safe
@cache_control(public=True, max_age=60)
def short(request: HttpRequest, reference: str) -> HttpResponse:
    """The short link: to a campaign's donation page in the visitor's best language, or to the campaign without one."""
    causes = published_causes(reference)
    pages = [page for cause in causes for page in DonationPage.objects.child_of(cause).live().public()]
    return views.short_link(request, pages or causes)


def _leaflet(request: HttpRequest, way: Way, sheet: Sheet) -> HttpResponse:
    site = Site.find_for_request(request)
    page = _donation_page(way) or way.cause
    title = page.title if page else (site.site_name if site else "") or way.account.title
    reference = way.cause.reference if way.cause else ""
    link = f"{request.get_host()}/d/{reference}/" if reference else request.get_host()
    name = "-".join(filter(None, [way.account.reference, reference, sheet.name.lower(), way.language]))
    organisation, text = site.site_name if site else "", page.summary if page else ""
    return pdf_response(
        lambda: print_way(way, sheet, organisation=organisation, title=title, text=text, link=link), name
    )


def _donation_page(way: Way) -> DonationPage | None:
    return DonationPage.objects.child_of(way.cause).live().public().first() if way.cause else None
