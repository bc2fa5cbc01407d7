"""Hooks of translation into Wagtail."""

from django.urls import URLResolver, include, path
from wagtail import hooks

from .admin import cascades, urls
from .admin.dashboard import add_languages_panel
from .admin.explorer import pages_viewset
from .admin.looking import lead_to_editor
from .admin.menu import only_what_opens
from .admin.notices import look_ahead, tell_editor
from .admin.report import admin_css, only_our_report, report_menu_item, team_menu_item
from .serving import lead_to_own_language

hooks.register("before_serve_page", lead_to_own_language)
# Before wagtail-localize's hooks of the same name, which would show its own editor.
hooks.register("before_edit_page", lead_to_editor, order=-1)
hooks.register("before_edit_snippet", lead_to_editor, order=-1)
hooks.register("before_edit_page", cascades.warn_of_stranded)
hooks.register("after_move_page", cascades.after_move)
hooks.register("after_unpublish_page", cascades.after_unpublish)
hooks.register("after_delete_page", cascades.after_delete)
hooks.register("before_bulk_action", cascades.before_bulk)
hooks.register("after_bulk_action", cascades.after_bulk)
hooks.register("register_page_header_buttons", cascades.header_buttons)
hooks.register("register_page_listing_more_buttons", cascades.listing_buttons)
hooks.register("insert_global_admin_css", cascades.style)

hooks.register("insert_global_admin_css", admin_css)
hooks.register("register_reports_menu_item", report_menu_item)
hooks.register("register_admin_menu_item", team_menu_item)
hooks.register("construct_reports_menu", only_our_report)
hooks.register("construct_main_menu", only_what_opens)
hooks.register("construct_homepage_panels", add_languages_panel)
hooks.register("register_admin_viewset", lambda: pages_viewset)
hooks.register("before_publish_page", look_ahead)
hooks.register("after_publish_page", tell_editor)


@hooks.register("register_admin_urls")
def translation_urls() -> list[URLResolver]:
    """The translation screens."""
    return [path("translations/", include(urls))]
