"""After writing: saying that it was sent, thanks, a reminder, and the short link."""

import uuid
from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import views
from campaigns.letters.calendars import AFTER, reminder
from campaigns.letters.forms import SentForm
from campaigns.letters.reporting import report_sent
from campaigns.requests import client_address, is_from_our_page
from campaigns.views import UNPROCESSABLE, SeeOther

from .presenting import find_page, live_pages, render_step


@require_safe
@cache_control(public=True, max_age=60)
def short(request: HttpRequest, reference: str) -> HttpResponse:
    """The short link: to the letter in the visitor's best language."""
    return views.short_link(request, live_pages(reference))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """Count a letter that somebody says they have sent; everybody gets the same answer. GET asks."""
    page = find_page(reference)
    if request.method != "POST":
        form = SentForm(letter=page.letter, initial={"once": uuid.uuid4().hex})
        return render_step(request, page, "sent", form=form)
    form = SentForm(request.POST, letter=page.letter)
    if not form.is_valid():
        return render_step(request, page, "sent", UNPROCESSABLE, form=form)
    if form.is_by_a_person and is_from_our_page(request):
        report_sent(
            page.letter,
            country=form.cleaned_data["country"],
            language=page.locale.language_code,
            client_address=client_address(request),
            once=form.cleaned_data["once"],
        )
    return SeeOther(reverse("letters:thanks", args=[reference]))


@require_safe
@cache_control(public=True, max_age=10)
def thanks(request: HttpRequest, reference: str) -> HttpResponse:
    """Thanks, the reminder, and the next thing to do."""
    page = find_page(reference)
    return render_step(request, page, "thanks", next_steps=page.next_pages, weeks=AFTER.days // 7)


@require_safe
@cache_control(public=True, max_age=3600)
def follow_up(request: HttpRequest, reference: str) -> HttpResponse:
    """A calendar file that reminds the writer to ask for an answer; the same for everybody on one day."""
    page = find_page(reference)
    today = timezone.localdate()
    address = page.get_full_url(request) or ""
    text = reminder(
        uid=f"{page.letter.reference}-{today:%Y%m%d}@{request.get_host()}",
        on=today + AFTER,
        stamp=datetime.combine(today, time.min),
        title=_("Has there been an answer to my letter?"),
        text="\n".join([page.title, _("No answer yet? Write once more, and say when you wrote first."), address]),
        url=address,
    )
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.letter.reference}.ics"'
    return response
