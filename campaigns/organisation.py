"""The organisation behind a site, as far as campaigns have to know it: a model of the site names it, by setting."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest


def organisation_of(request: HttpRequest) -> Any:
    """The settings of the organisation whose site is asked: `name`, `sheets_address`, `country_name` and more."""
    return apps.get_model(settings.ORGANISATION_MODEL).for_request(request)


def sheets_address(request: HttpRequest) -> tuple[str, ...]:
    """The lines of the envelope in which signed sheets come back."""
    return tuple(filter(None, map(str.strip, organisation_of(request).sheets_address.splitlines())))
