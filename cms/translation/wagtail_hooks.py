"""Hooks of translation into Wagtail."""

from django.urls import URLResolver, include, path
from wagtail import hooks

from .admin import urls
from .admin.looking import lead_to_editor
from .serving import lead_to_own_language

hooks.register("before_serve_page", lead_to_own_language)
# Before wagtail-localize's hooks of the same name, which would show its own editor.
hooks.register("before_edit_page", lead_to_editor, order=-1)
hooks.register("before_edit_snippet", lead_to_editor, order=-1)


@hooks.register("register_admin_urls")
def translation_urls() -> list[URLResolver]:
    """The translation screens."""
    return [path("translations/", include(urls))]
