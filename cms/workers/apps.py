from django.apps import AppConfig


class WorkersConfig(AppConfig):
    """Processes that do what nobody waits for, and the queue they take it from (ADR 0034)."""

    name = "cms.workers"
    label = "workers"
