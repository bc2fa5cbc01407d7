from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class HomeConfig(AppConfig):
    """The home page, plain pages, and what the whole site shares: organisation, texts, pictures."""

    name = "home"
    verbose_name = pgettext_lazy("first page of the site", "Home")
