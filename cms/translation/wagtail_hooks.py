"""Hooks of translation into Wagtail."""

from django.urls import URLResolver, include, path
from wagtail import hooks

from .admin import urls
from .serving import lead_to_own_language

hooks.register("before_serve_page", lead_to_own_language)


@hooks.register("register_admin_urls")
def translation_urls() -> list[URLResolver]:
    """The translation screens."""
    return [path("translations/", include(urls))]
