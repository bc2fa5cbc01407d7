"""What one signer sees by a link in a mail: confirming, denying, their own page."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.countries import country_name
from campaigns.petitions import signing
from campaigns.petitions.forms.visitors import UpdatesForm, WithdrawForm
from campaigns.petitions.models import PetitionPage, Signature
from campaigns.petitions.signing import Confirmation
from campaigns.petitions.tokens import InvalidToken, Purpose, make_token, read_token
from campaigns.views import GONE, UNPROCESSABLE, SeeOther

from .presenting import find_page, render_step, see_step


def _public_id(purpose: Purpose, token: str) -> UUID | None:
    try:
        return read_token(purpose, token)
    except InvalidToken:
        return None


def _signature(page: PetitionPage, public_id: UUID | None) -> Signature | None:
    if public_id is None:
        return None
    return (
        Signature.objects.select_related("petition", "consent", "text")
        .filter(public_id=public_id, petition=page.petition)
        .first()
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """GET shows one button, POST counts. Works again and again; mail scanners that open links change nothing."""
    page = find_page(reference)
    public_id = _public_id(Purpose.CONFIRM, token)
    if public_id is None:
        return render_step(request, page, "confirm", 404, status="invalid")
    if request.method == "POST":
        standing = signing.confirm(public_id)
        if standing in {Confirmation.DONE, Confirmation.ALREADY}:
            return see_step("thanks", reference)
    else:
        standing = signing.confirmation_standing(_signature(page, public_id))
    status_code = GONE if standing in {Confirmation.EXPIRED, Confirmation.LATE} else 200
    deny_url = reverse("petitions:deny", args=[reference, make_token(Purpose.DENY, public_id)])
    return render_step(request, page, "confirm", status_code, status=_CONFIRM_STATUS[standing], deny_url=deny_url)


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
    page = find_page(reference)
    public_id = _public_id(Purpose.DENY, token)
    if public_id is None:
        return render_step(request, page, "deny", 404, status="invalid")
    if request.method == "POST":
        signing.deny(public_id)
    is_there = _signature_stands(page, public_id)
    return render_step(request, page, "deny", status="ask" if is_there else "done")


def _signature_stands(page: PetitionPage, public_id: UUID) -> bool:
    signature = _signature(page, public_id)
    return signature is not None and signature.person is not None


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def my(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """The signer's own page: what is stored, the choice about updates, taking it back."""
    page = find_page(reference)
    signature = _signature(page, _public_id(Purpose.MANAGE, token))
    if signature is None:
        return render_step(request, page, "my", 404, signature=None)
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
    return render_step(
        request,
        page,
        "my",
        UNPROCESSABLE if withdraw_form.errors else 200,
        signature=signature,
        person=signature.person,
        country_name=country_name(signature.country, page.locale.language_code),
        form=UpdatesForm(initial={"wants_updates": signature.wants_updates}),
        withdraw_form=withdraw_form,
        done=done,
        download_url=reverse("petitions:my_download", args=[reference, token]),
    )


@require_safe
@never_cache
def my_download(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Everything stored about a signature, for its signer, as JSON."""
    page = find_page(reference)
    signature = _signature(page, _public_id(Purpose.MANAGE, token))
    if signature is None or signature.person is None:
        raise Http404
    person, consent, text = signature.person, signature.consent, signature.text
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
            "share_tag": signature.share_tag,
            "status": str(signature.status_for_signer),
            "signed_at": signature.signed_at,
            "confirmed_at": signature.confirmed_at,
            "wants_updates": signature.wants_updates,
            "consent_version": consent.version if consent else None,
            "text": {"version": text.number, "since": text.since, "title": text.title} if text else None,
        },
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = f'attachment; filename="{page.petition.reference}.json"'
    return response
