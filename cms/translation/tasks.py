"""Work that nobody has to wait for: taking a source's words anew, and mails about reviews."""

from django.apps import apps
from django_tasks import task

from .freshness import refresh
from .mail import send_returned, send_submitted
from .models import Review


@task()
def refresh_translations(label: str, pk: int) -> None:
    """Take the words of the page or snippet `pk` of the model `label` ("app.model") for its translations."""
    instance = apps.get_model(label).objects.filter(pk=pk).first()
    if instance is not None:
        refresh(instance)


@task()
def tell_leads(review_id: int) -> None:
    """Mail the leads of a language that a translation waits for them."""
    review = Review.objects.filter(pk=review_id).select_related("translation__target_locale", "submitted_by").first()
    if review is not None:
        send_submitted(review)


@task()
def tell_translator(review_id: int) -> None:
    """Mail whoever submitted a translation that it came back, or that it is online."""
    review = Review.objects.filter(pk=review_id).select_related("translation__target_locale", "submitted_by").first()
    if review is not None:
        send_returned(review)
