from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The dashboard of the admin: whether the machinery runs, and what a new site still needs."""

    name = "cms.desk"
    label = "desk"
