from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The dashboard of the admin: whether the machinery runs, and what a new site still needs."""

    name = "cms.desk"
    label = "desk"

    def ready(self) -> None:
        """Let pages be made anew when something is published, from now on that there are models."""
        import_module("cms.pagecache").connect()
