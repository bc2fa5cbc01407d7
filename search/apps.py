from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class SearchConfig(AppConfig):
    """Search over what is published, per language."""

    name = "search"
    verbose_name = pgettext_lazy("noun", "Search")
