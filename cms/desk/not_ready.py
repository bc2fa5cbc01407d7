"""What somebody sees who tried to publish a page that is not ready, from a list or by approving it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.checks import NotReady


def explain(request: HttpRequest, error: NotReady) -> HttpResponse:
    """Lead to the page's form, where its findings stand; nothing of what was tried has happened."""
    title = error.page.get_admin_display_title()
    reasons = " ".join(error.messages)
    messages.error(request, _("Nothing was published. “%(title)s”: %(reasons)s") % {"title": title, "reasons": reasons})
    address = reverse("wagtailadmin_pages:edit", args=[error.page.pk])
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        # Wagtail's dialogues follow such an answer.
        return JsonResponse({"step": "success", "redirect": address})
    return HttpResponseRedirect(address)
