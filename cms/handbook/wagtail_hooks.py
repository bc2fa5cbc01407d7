"""Registers the handbook and its place in the Help menu."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import urls


@hooks.register("register_admin_urls")
def handbook_urls() -> list[URLResolver]:
    """The pages and their pictures; Wagtail asks everybody there to log in."""
    return [path("handbook/", include(urls))]


@hooks.register("register_help_menu_item")
def handbook_item() -> MenuItem:
    """First in the Help menu."""
    return MenuItem(_("Handbook"), reverse("handbook:start"), name="handbook", icon_name="openquote", order=100)
