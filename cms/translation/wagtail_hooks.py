"""Hooks of translation into Wagtail."""

from wagtail import hooks

from .serving import lead_to_own_language

hooks.register("before_serve_page", lead_to_own_language)
