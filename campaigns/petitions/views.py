"""The visitor's way: sign, confirm, and what a signer may do afterwards. Thin: values in, use case, page out."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.languages import best_page

from . import signing
from .forms import ResendForm, SignForm, UpdatesForm, WithdrawForm
from .models import ConsentText, Person, Petition, PetitionPage, Signature, count_signatures
from .requests import client_address, is_from_our_page
from .signing import Confirmation
from .tokens import InvalidToken, Purpose, read_token

UNPROCESSABLE = 422
FORBIDDEN = 403
GONE = 410


class SeeOther(HttpResponseRedirect):
    """After a POST: fetch the next page with GET."""

    status_code = 303


def _live_pages(reference: str) -> list[PetitionPage]:
    pages = PetitionPage.objects.live().public().filter(petition__reference=reference)
    return list(pages.select_related("locale", "petition"))


def _page(reference: str) -> PetitionPage:
    """The live page of that petition in the active language."""
    for page in _live_pages(reference):
        if page.locale.language_code == get_language():
            return page
    raise Http404


def _to(name: str, reference: str) -> SeeOther:
    return SeeOther(reverse(f"petitions:{name}", args=[reference]))


def _render(
    request: HttpRequest, page: PetitionPage, name: str, status_code: int = 200, **context: Any
) -> HttpResponse:
    """One of the pages around a petition. `page` gives language, direction and the way back."""
    context = {"page": page, "petition": page.petition, **context}
    return TemplateResponse(request, f"petitions/{name}.html", context, status=status_code)


@require_safe
@cache_control(public=True, max_age=60)
def short(request: HttpRequest, reference: str) -> HttpResponse:
    """The short link: to the petition in the visitor's best language."""
    page = best_page(_live_pages(reference), request.headers.get("Accept-Language", ""))
    if page is None:
        raise Http404
    response = HttpResponseRedirect(page.get_url(request))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a signature; every address gets the same answer. GET leads back to the form."""
    page = _page(reference)
    if request.method != "POST":
        return HttpResponseRedirect(page.get_url(request) + "#sign")
    consent_text = ConsentText.objects.current(page.locale.language_code)
    if consent_text is None or not page.petition.is_signable():
        return _show_page(request, page, UNPROCESSABLE)
    form = SignForm(request.POST, petition=page.petition, consent_text=consent_text)
    if not form.is_valid():
        return _show_page(request, page, UNPROCESSABLE, form)
    if not is_from_our_page(request):
        form.add_error(
            None, _("Your browser says that this form was sent from another site. Sign here once more, please.")
        )
        return _show_page(request, page, FORBIDDEN, form)
    data = form.cleaned_data
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
        )
    except signing.PetitionNotOpen:
        return _show_page(request, page, UNPROCESSABLE)
    return _to("sent", reference)


def _show_page(request: HttpRequest, page: PetitionPage, status: int, form: SignForm | None = None) -> HttpResponse:
    """The petition page itself, with the form as it was filled in."""
    context = {**page.get_context(request), "bound_form": form}
    return TemplateResponse(request, page.get_template(request), context, status=status)


@require_safe
@cache_control(public=True, max_age=60)
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """One step left: look at your mail. Knows nothing about who is looking."""
    return _show_sent(request, _page(reference), ResendForm())


def _show_sent(request: HttpRequest, page: PetitionPage, form: ResendForm, status: int = 200) -> HttpResponse:
    return _render(
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
    page = _page(reference)
    if request.method != "POST":
        return _to("sent", reference)
    form = ResendForm(request.POST)
    if not form.is_valid() or not is_from_our_page(request):
        return _show_sent(request, page, form, UNPROCESSABLE)
    signing.resend(page.petition, form.cleaned_data["email"])
    return _to("sent", reference)


@require_safe
@cache_control(public=True, max_age=10)
def thanks(request: HttpRequest, reference: str) -> HttpResponse:
    """Thanks, the number, and the next thing to do."""
    page = _page(reference)
    return _render(request, page, "thanks", count=page.count, next_steps=page.next_pages)


def _public_id(purpose: Purpose, token: str) -> UUID | None:
    try:
        return read_token(purpose, token)
    except InvalidToken:
        return None


def _signature(page: PetitionPage, public_id: UUID | None) -> Signature | None:
    if public_id is None:
        return None
    return (
        Signature.objects.select_related("petition", "consent")
        .filter(public_id=public_id, petition=page.petition)
        .first()
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """GET shows one button, POST counts. Works again and again; mail scanners that open links change nothing."""
    page = _page(reference)
    public_id = _public_id(Purpose.CONFIRM, token)
    if public_id is None:
        return _render(request, page, "confirm", 404, status="invalid")
    if request.method == "POST":
        standing = signing.confirm(public_id)
        if standing in {Confirmation.DONE, Confirmation.ALREADY}:
            return _to("thanks", reference)
    else:
        standing = signing.confirmation_standing(_signature(page, public_id))
    status_code = GONE if standing in {Confirmation.EXPIRED, Confirmation.LATE} else 200
    return _render(request, page, "confirm", status_code, status=_CONFIRM_STATUS[standing])


_CONFIRM_STATUS = {
    Confirmation.DONE: "pending",
    Confirmation.ALREADY: "confirmed",
    Confirmation.EXPIRED: "expired",
    Confirmation.LATE: "late",
}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def deny(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Act on “I did not sign this”: GET asks, POST deletes."""
    page = _page(reference)
    public_id = _public_id(Purpose.DENY, token)
    if public_id is None:
        return _render(request, page, "deny", 404, status="invalid")
    if request.method == "POST":
        signing.deny(public_id)
    is_there = _signature_stands(page, public_id)
    return _render(request, page, "deny", status="ask" if is_there else "done")


def _signature_stands(page: PetitionPage, public_id: UUID) -> bool:
    signature = _signature(page, public_id)
    return signature is not None and signature.person is not None


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def my(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """The signer's own page: what is stored, the choice about updates, taking it back."""
    page = _page(reference)
    signature = _signature(page, _public_id(Purpose.MANAGE, token))
    if signature is None:
        return _render(request, page, "my", 404, signature=None)
    withdraw_form = WithdrawForm()
    done = request.GET.get("done", "")
    if request.method == "POST":
        if request.POST.get("action") == "withdraw":
            withdraw_form = WithdrawForm(request.POST)
            if withdraw_form.is_valid():
                signing.withdraw(signature.public_id)
                return SeeOther(f"{request.path}?done=withdrawn")
        else:
            wants_updates = UpdatesForm(request.POST)
            wants_updates.is_valid()
            signing.choose_updates(signature.public_id, wants_updates=wants_updates.cleaned_data["wants_updates"])
            return SeeOther(f"{request.path}?done=updates_saved")
    return _render(
        request,
        page,
        "my",
        UNPROCESSABLE if withdraw_form.errors else 200,
        signature=signature,
        person=signature.person,
        form=UpdatesForm(initial={"wants_updates": signature.wants_updates}),
        withdraw_form=withdraw_form,
        done=done,
        download_url=reverse("petitions:my_download", args=[reference, token]),
    )


@require_safe
@never_cache
def my_download(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Everything stored about a signature, for its signer, as JSON."""
    page = _page(reference)
    signature = _signature(page, _public_id(Purpose.MANAGE, token))
    if signature is None or signature.person is None:
        raise Http404
    person, consent = signature.person, signature.consent
    response = JsonResponse(
        {
            "petition": page.petition.reference,
            "title": page.title,
            "name": person.name,
            "email": person.email,
            "place": person.place,
            "comment": person.comment,
            "country": signature.country,
            "language": signature.language,
            "source": signature.source,
            "status": signature.status,
            "signed_at": signature.signed_at,
            "confirmed_at": signature.confirmed_at,
            "wants_updates": signature.wants_updates,
            "consent_version": consent.version if consent else None,
        },
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = f'attachment; filename="{page.petition.reference}.json"'
    return response


@require_safe
@cache_control(public=True, max_age=10)
def count(request: HttpRequest, reference: str) -> HttpResponse:
    """The petition's numbers for machines."""
    petition = get_object_or_404(Petition.objects.filter(pages__live=True).distinct(), reference=reference)
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
