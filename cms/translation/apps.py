from django.apps import AppConfig


class TranslationConfig(AppConfig):
    """What wagtail-localize lacks: choosing a visitor's language, listing a page's live languages."""

    name = "cms.translation"
    label = "translation"
