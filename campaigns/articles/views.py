"""The short link printed on leaflets: to a campaign in the visitor's language, without remembering them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaigns import views

from .models import CampaignPage


@require_safe
@cache_control(public=True, max_age=60)
def short_link(request: HttpRequest, reference: str) -> HttpResponse:
    """To the campaign with this reference."""
    campaigns = CampaignPage.objects.filter(reference=reference.lower()).visible().select_related("locale")
    return views.short_link(request, campaigns)
