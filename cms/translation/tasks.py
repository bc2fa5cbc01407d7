"""Work that whoever publishes a source does not wait for."""

from django.apps import apps
from django_tasks import task

from .freshness import refresh


@task()
def refresh_translations(label: str, pk: int) -> None:
    """Take the words of the page or snippet `pk` of the model `label` ("app.model") for its translations."""
    instance = apps.get_model(label).objects.filter(pk=pk).first()
    if instance is not None:
        refresh(instance)
