"""The stylesheet that carries an organisation's colour."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home.colours import check_accent, day_shades, night_shades

# The colour is in the address, so what the address answers never changes.
ONE_YEAR = 365 * 24 * 60 * 60
STYLESHEET = """:root {{ --accent: {day.accent}; --on-accent: {day.on_accent}; }}
@media (prefers-color-scheme: dark) {{ :root {{ --accent: {night.accent}; --on-accent: {night.on_accent}; }} }}
"""


@require_safe
@cache_control(public=True, max_age=ONE_YEAR, immutable=True)
def theme(request: HttpRequest, colour: str) -> HttpResponse:
    """Custom properties for one accent colour, given as six hexadecimal digits."""
    accent = f"#{colour}"
    try:
        check_accent(accent)
    except ValidationError as error:
        raise Http404("no readable colour") from error
    return HttpResponse(
        STYLESHEET.format(day=day_shades(accent), night=night_shades(accent)), content_type="text/css; charset=utf-8"
    )
