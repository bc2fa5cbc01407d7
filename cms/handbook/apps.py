from django.apps import AppConfig


class HandbookConfig(AppConfig):
    """The handbook in the Help menu: a page for each role, from docs/handbook/."""

    name = "cms.handbook"
    label = "handbook"
