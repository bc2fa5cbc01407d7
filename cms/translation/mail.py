"""Mails to translators and language leads, in the language each of them has chosen for the admin."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django_tasks import task
from wagtail.users.models import UserProfile

from campaigns.languages import language_name

from .models import Review, ReviewState


@task()
def tell_leads(review_id: int) -> None:
    """Have the leads of a language told that a translation waits for them; each by a task of its own."""
    review = _review(review_id)
    for lead in _leads(review) if review else ():
        tell_lead.enqueue(review_id, lead.pk)


@task()
def tell_lead(review_id: int, lead_id: int) -> None:
    """Mail one of them."""
    review = _review(review_id)
    lead = _leads(review).filter(pk=lead_id).first() if review else None
    if review and lead and _wants(lead, "submitted_notifications"):
        _send("submitted", review, lead)


@task()
def tell_translator(review_id: int) -> None:
    """Mail whoever submitted a translation that it was approved, or came back with a comment."""
    review = _review(review_id)
    user = review.submitted_by if review else None
    if review is None or user is None or not user.is_active or not user.email:
        return
    if review.state == ReviewState.APPROVED and _wants(user, "approved_notifications"):
        _send("approved", review, user)
    elif review.state == ReviewState.RETURNED and _wants(user, "rejected_notifications"):
        _send("returned", review, user)


def _review(pk: int) -> Review | None:
    reviews = Review.objects.select_related("translation__source", "translation__target_locale", "submitted_by")
    return reviews.filter(pk=pk).first()


def _leads(review: Review) -> Any:
    """Those who lead the team of its language and can be written to."""
    team = getattr(review.translation.target_locale, "team", None)
    leads = team.leads.user_set if team else get_user_model()._default_manager.none()
    return leads.filter(is_active=True).exclude(email="")


def _wants(user: Any, notification: str) -> bool:
    """Whether a user left this kind of notification on in their account."""
    return getattr(UserProfile.get_for_user(user), notification)


def _send(kind: str, review: Review, user: Any) -> None:
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        context = {
            "review": review,
            "title": review.translation.source.object_repr,
            "language": language_name(review.translation.target_locale.language_code),
            "address": settings.WAGTAILADMIN_BASE_URL + reverse("translations:edit", args=[review.translation_id]),
        }
        subject = render_to_string(f"translation/mail/{kind}_subject.txt", context)
        text = render_to_string(f"translation/mail/{kind}.txt", context)
    EmailMessage(" ".join(subject.split()), text.strip() + "\n", to=[user.email]).send()
