"""The organisation behind a site, as far as campaigns have to know it: a model of the site names it, by setting."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Site


def organisation_of(request: HttpRequest) -> Any:
    """The settings of the organisation whose site is asked: `name`, `sheets_address`, `country_name` and more."""
    return apps.get_model(settings.ORGANISATION_MODEL).for_request(request)


def organisation_of_site(site: Site | None) -> Any:
    """The same for work that no request asked for; the default site's where a page has none."""
    model = apps.get_model(settings.ORGANISATION_MODEL)
    return model.for_site(site or Site.objects.get(is_default_site=True))


def sheets_address(request: HttpRequest) -> tuple[str, ...]:
    """The lines of the envelope in which signed sheets come back."""
    return tuple(filter(None, map(str.strip, organisation_of(request).sheets_address.splitlines())))
