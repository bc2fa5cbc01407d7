"""Mails to translators and language leads, in the language each of them has chosen for the admin."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django_tasks import task
from wagtail.users.models import UserProfile

from campaigns.languages import language_name

from .models import Review, ReviewState


@task()
def tell_leads(review_id: int) -> None:
    """Mail the leads of a language that a translation waits for them."""
    review = _review(review_id)
    if review is None:
        return
    team = getattr(review.translation.target_locale, "team", None)
    if team is None:
        return
    leads = team.leads.user_set.filter(is_active=True).exclude(email="")
    _send("submitted", review, [lead for lead in leads if _wants(lead, "submitted_notifications")])


@task()
def tell_translator(review_id: int) -> None:
    """Mail whoever submitted a translation that it was approved, or came back with a comment."""
    review = _review(review_id)
    user = review.submitted_by if review else None
    if review is None or user is None or not user.is_active or not user.email:
        return
    if review.state == ReviewState.APPROVED and _wants(user, "approved_notifications"):
        _send("approved", review, [user])
    elif review.state == ReviewState.RETURNED and _wants(user, "rejected_notifications"):
        _send("returned", review, [user])


def _review(pk: int) -> Review | None:
    reviews = Review.objects.select_related("translation__source", "translation__target_locale", "submitted_by")
    return reviews.filter(pk=pk).first()


def _wants(user: Any, notification: str) -> bool:
    """Whether a user left this kind of notification on in their account."""
    return getattr(UserProfile.get_for_user(user), notification)


def _send(kind: str, review: Review, users: list[Any]) -> None:
    messages = []
    for user in users:
        with override(UserProfile.get_for_user(user).get_preferred_language()):
            context = {
                "review": review,
                "title": review.translation.source.object_repr,
                "language": language_name(review.translation.target_locale.language_code),
                "address": settings.WAGTAILADMIN_BASE_URL + reverse("translations:edit", args=[review.translation_id]),
            }
            subject = render_to_string(f"translation/mail/{kind}_subject.txt", context)
            text = render_to_string(f"translation/mail/{kind}.txt", context)
        messages.append(EmailMessage(" ".join(subject.split()), text.strip() + "\n", to=[user.email]))
    if messages:
        get_connection().send_messages(messages)
