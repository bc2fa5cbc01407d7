"""Finishing a letter: every request brings all the words, and nothing of them stays here when it is answered."""

import uuid
from collections.abc import Callable, Sequence

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from campaigns.letters.composing import FinishedLetter
from campaigns.letters.forms import SentForm, WriteForm
from campaigns.letters.models import AppealLetterPage, Postage
from campaigns.letters.printable import try_to_print
from campaigns.requests import is_from_our_page
from campaigns.views import FORBIDDEN, TOO_LARGE, UNPROCESSABLE
from campaigns.wording import clean_letter

from .presenting import find_page, render_step

View = Callable[[HttpRequest, str], HttpResponse]


def answers_the_form(view: View) -> View:
    """A view that gets what somebody typed: nobody keeps its answer, and no report of an error quotes it."""
    view = sensitive_post_parameters()(sensitive_variables()(view))
    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(never_cache(view)))


@answers_the_form
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """The finished letter, with every way to send it; GET leads back to the form."""
    page = find_page(reference)
    form, refusal = _read(request, page)
    if form is None or refusal:
        return refusal or _back_to_form(request, page)
    if request.POST.get("action") == "change":
        return _show_page(request, page, form, 200)
    letters = form.finished(timezone.localdate())
    return render_step(
        request,
        page,
        "preview",
        form=form,
        letters=letters,
        printable=try_to_print(letters, page.title, page.letter.layout),
        is_unchanged=form.as_written.says_the_same_as(form.wording),
        own_wording=page.own_wording,
        postage=_postage(letters),
        sent_form=SentForm(
            letter=page.letter, initial={"country": form.cleaned_data["country"], "once": uuid.uuid4().hex}
        ),
    )


@answers_the_form
def pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The finished letters as a PDF, each on a page of its own."""
    page = find_page(reference)
    form, refusal = _read(request, page)
    if form is None or refusal:
        return refusal or _back_to_form(request, page)
    printable = try_to_print(form.finished(timezone.localdate()), page.title, page.letter.layout)
    if printable.pdf is None:
        form.add_error("text", printable.complaint)
        return _show_page(request, page, form, UNPROCESSABLE)
    return _file(printable.pdf, "application/pdf", f"{reference}.pdf")


@answers_the_form
def plain(request: HttpRequest, reference: str) -> HttpResponse:
    """The finished letters as text."""
    page = find_page(reference)
    form, refusal = _read(request, page)
    if form is None or refusal:
        return refusal or _back_to_form(request, page)
    text = "\n\n\n".join(letter.plain_text for letter in form.finished(timezone.localdate()))
    return _file(text.encode(), "text/plain; charset=utf-8", f"{reference}.txt")


def _read(request: HttpRequest, page: AppealLetterPage) -> tuple[WriteForm | None, HttpResponse | None]:
    """The form as it was sent, and the answer if something is to be mended first; neither where nothing was sent."""
    if request.method != "POST":
        return None, None
    try:
        data = request.POST
    except RequestDataTooBig:
        return None, _refuse_size(request, page)
    wording = page.wording_in(data.get("language", ""))
    if wording is None or not page.is_writable:
        return None, _show_page(request, page, None, UNPROCESSABLE, typed=clean_letter(data.get("text", "")))
    form = WriteForm(data, page=page, wording=wording)
    if not form.is_valid():
        return form, _show_page(request, page, form, UNPROCESSABLE)
    if not is_from_our_page(request):
        form.add_error(
            None, _("Your browser says that this form was sent from another site. Send it from here once more, please.")
        )
        return form, _show_page(request, page, form, FORBIDDEN)
    return form, None


def _refuse_size(request: HttpRequest, page: AppealLetterPage) -> HttpResponse:
    """What is longer than any letter is not read at all; it is still in the browser, one page back."""
    return render_step(request, page, "too_large", TOO_LARGE)


def _back_to_form(request: HttpRequest, page: AppealLetterPage) -> HttpResponse:
    return HttpResponseRedirect(f"{page.get_url(request)}#write")


def _show_page(
    request: HttpRequest, page: AppealLetterPage, form: WriteForm | None, status: int, typed: str = ""
) -> HttpResponse:
    """The letter's page itself, with the form as it was filled in; where there is no form any more, with the words."""
    context = {**page.get_context(request), "bound_form": form, "typed": typed}
    return TemplateResponse(request, page.get_template(request), context, status=status)


def _postage(letters: Sequence[FinishedLetter]) -> tuple[Postage, str] | None:
    """What a stamp costs from where the letters are posted, if that is known and the same for all of them."""
    country = letters[0].writer.country
    price = Postage.objects.current(country)
    prices = (
        {price.price_to(letter.addressee.country) for letter in letters if letter.addressee.address} if price else set()
    )
    return (price, prices.pop()) if price and len(prices) == 1 and prices != {""} else None


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
