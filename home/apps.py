from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The home page, plain pages, and what the whole site shares: organisation, texts, pictures."""

    name = "home"
    verbose_name = _("Home")
