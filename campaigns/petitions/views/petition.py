"""What everybody sees of a petition: its short link, form, the steps after it, and its number."""

from enum import StrEnum
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.organisation import sheets_address
from campaigns.petitions import signing
from campaigns.petitions.forms.visitors import ResendForm, SignForm
from campaigns.petitions.models import Person, Petition, PetitionPage, count_signatures
from campaigns.petitions.offers import offer_of
from campaigns.petitions.printable import print_form
from campaigns.petitions.tagging import tag_in
from campaigns.printing.answering import pdf_response
from campaigns.printing.letter import Paper
from campaigns.printing.sheet import Layout
from campaigns.requests import client_address, is_from_our_page
from campaigns.views import FORBIDDEN, UNPROCESSABLE, short_link

from .presenting import find_page, kept_offer, live_pages, render_step, see_step

Choice = TypeVar("Choice", bound=StrEnum)

# How long an answer with numbers in it is kept on the way; together with what lies behind it five seconds at most.
NUMBERS_SECONDS = 2


@require_safe
@cache_control(public=True, max_age=60)
def short(request: HttpRequest, reference: str) -> HttpResponse:
    """The short link: to the petition in the visitor's best language."""
    return short_link(request, live_pages(reference))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a signature; every address gets the same answer. GET leads back to the form."""
    page = find_page(reference)
    if request.method != "POST":
        return HttpResponseRedirect(page.get_url(request) + "#sign")
    offer = offer_of(page)
    if offer is None or not page.petition.is_signable():
        return _show_page(request, page, UNPROCESSABLE)
    form = SignForm(request.POST, offer=offer)
    if not form.is_valid():
        return _show_page(request, page, UNPROCESSABLE, form)
    if not is_from_our_page(request):
        form.add_error(
            None, _("Your browser says that this form was sent from another site. Sign here once more, please.")
        )
        return _show_page(request, page, FORBIDDEN, form)
    if not _take(request, form):
        return _show_page(request, page, UNPROCESSABLE)
    return see_step("sent", reference)


def sign_at_once(request: HttpRequest, reference: str, language: str) -> HttpResponse | None:
    """Take what was sent to `sign`, where nothing is to be said about it; None leaves it to `sign`."""
    offer = kept_offer(reference, language)
    if offer is None:
        return None
    with override(language):
        form = SignForm(request.POST, offer=offer)
        if not (form.is_valid() and is_from_our_page(request) and _take(request, form)):
            return None
        answer = see_step("sent", reference)
    add_never_cache_headers(answer)
    return answer


def _take(request: HttpRequest, form: SignForm) -> bool:
    """Store what was filled in without an error; False if the petition takes no signatures at this moment."""
    data, page = form.cleaned_data, form.offer.page
    try:
        signing.sign(
            page.petition,
            Person(data["name"], data["email"], data.get("place", ""), data.get("comment", "")),
            country=data["country"],
            language=page.locale.language_code,
            consent=data["consent"],
            wants_updates=data["wants_updates"],
            is_trapped=bool(data["website"]),
            client_address=client_address(request),
            text=data["text"] or form.offer.text,
            share_tag=_tag(request, page),
        )
    except signing.PetitionNotOpen:
        return False
    return True


def _tag(request: HttpRequest, page: PetitionPage) -> str:
    """By which link the visitor came."""
    return tag_in(page.petition, request.headers.get("Referer", ""), request.POST.get("share_tag", ""))


def _show_page(request: HttpRequest, page: PetitionPage, status: int, form: SignForm | None = None) -> HttpResponse:
    """The petition page itself, with the form as it was filled in."""
    context = {**page.get_context(request), "bound_form": form, "share_tag": _tag(request, page)}
    return TemplateResponse(request, page.get_template(request), context, status=status)


@require_safe
@cache_control(public=True, max_age=60)
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """One step left: look at your mail. Knows nothing about who is looking."""
    return _show_sent(request, find_page(reference), ResendForm())


def _show_sent(request: HttpRequest, page: PetitionPage, form: ResendForm, status: int = 200) -> HttpResponse:
    return render_step(
        request,
        page,
        "sent",
        status,
        resend_form=form,
        from_email=settings.DEFAULT_FROM_EMAIL,
        expiry_days=signing.UNCONFIRMED_KEPT.days,
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def resend(request: HttpRequest, reference: str) -> HttpResponse:
    """Write once more; the answer is the same whether the address has signed or not."""
    page = find_page(reference)
    if request.method != "POST":
        return see_step("sent", reference)
    form = ResendForm(request.POST)
    if not form.is_valid() or not is_from_our_page(request):
        return _show_sent(request, page, form, UNPROCESSABLE)
    signing.resend(page.petition, form.cleaned_data["email"])
    return see_step("sent", reference)


@require_safe
@cache_control(public=True, max_age=NUMBERS_SECONDS)
def thanks(request: HttpRequest, reference: str) -> HttpResponse:
    """Thanks, the number, and the next thing to do."""
    page = find_page(reference)
    return render_step(
        request,
        page,
        "thanks",
        count=page.count,
        next_steps=page.next_pages,
        is_signable=page.petition.is_signable(),
    )


@require_safe
@cache_control(public=True, max_age=NUMBERS_SECONDS)
def count(request: HttpRequest, reference: str) -> HttpResponse:
    """The petition's numbers for machines."""
    petition: Petition = get_object_or_404(Petition.objects.filter(pages__live=True).distinct(), reference=reference)
    numbers = count_signatures(petition)
    return JsonResponse(
        {
            "reference": petition.reference,
            "confirmed": numbers.confirmed,
            "web": numbers.web,
            "paper": numbers.paper,
            "goal": numbers.goal,
            "as_of": numbers.as_of.replace(microsecond=0).isoformat(),
        }
    )


@require_safe
@cache_control(public=True, max_age=60)
def form(request: HttpRequest, reference: str) -> HttpResponse:
    """The form for signatures on paper. `?layout=landscape|cards` and `?paper=us-letter` for others than A4 upright."""
    page = find_page(reference)
    layout, paper = _chosen(Layout, request.GET.get("layout")), _chosen(Paper, request.GET.get("paper"))
    short_link = request.build_absolute_uri(reverse("petition_short_link", args=[reference]))
    return pdf_response(
        lambda: print_form(page, layout, paper, address=sheets_address(request), short_link=short_link),
        f"{reference}-{layout}-{page.locale.language_code}",
    )


def _chosen(choices: type[Choice], wish: str | None) -> Choice:
    """The choice of that name, else the first one."""
    return choices(wish) if wish in list(choices) else next(iter(choices))
