"""The short link printed on leaflets: to a campaign in the visitor's language, without remembering them."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaigns.languages import best_page

from .models import CampaignPage


@require_safe
@cache_control(public=True, max_age=60)
def short_link(request: HttpRequest, reference: str) -> HttpResponse:
    """To the campaign with this reference."""
    campaigns = CampaignPage.objects.filter(reference=reference.lower()).visible().select_related("locale")
    campaign = best_page(campaigns, request.headers.get("Accept-Language", ""))
    address = campaign.get_url(request) if campaign else None
    if not address:
        raise Http404("no published campaign has this reference")
    response = HttpResponseRedirect(address)
    patch_vary_headers(response, ["Accept-Language"])
    return response
