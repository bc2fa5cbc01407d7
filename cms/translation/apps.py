from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register


class TranslationConfig(AppConfig):
    """What wagtail-localize lacks: choosing a visitor's language, keeping translations fresh, who may do what."""

    name = "cms.translation"
    label = "translation"

    def ready(self) -> None:
        """Follow whoever publishes a source or adds a language, from now on that there are models."""
        import_module("cms.translation.following").connect()
        register(import_module("cms.translation.suggesting.configuration").check)
