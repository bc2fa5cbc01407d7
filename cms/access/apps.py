from importlib import import_module

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who may do what: users, roles, signing in, the second factor."""

    name = "cms.access"
    label = "access"

    def ready(self) -> None:
        """Learn when a session begins and a second factor comes or goes, and check the settings."""
        import_module("cms.access.second_factor").connect()
        import_module("cms.access.sessions").connect()
        import_module("cms.access.checks")
