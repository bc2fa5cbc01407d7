from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who may do what: users, roles, and later the second factor."""

    name = "cms.access"
    label = "access"
