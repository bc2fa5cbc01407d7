"""Mails to translators and language leads, in the language each of them has chosen for the admin."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from wagtail.users.models import UserProfile

from campaigns.languages import language_name

from .models import Review, ReviewState


def send_submitted(review: Review) -> None:
    """To the leads of the language: a translation waits for review."""
    team = getattr(review.translation.target_locale, "team", None)
    if team is None:
        return
    leads = team.leads.user_set.filter(is_active=True).exclude(email="")
    _send("submitted", review, [lead for lead in leads if _wants(lead, "submitted_notifications")])


def send_returned(review: Review) -> None:
    """To the translator: the translation was approved, or came back with a comment."""
    user = review.submitted_by
    if user is None or not user.is_active or not user.email:
        return
    if review.state == ReviewState.APPROVED and _wants(user, "approved_notifications"):
        _send("approved", review, [user])
    elif review.state == ReviewState.RETURNED and _wants(user, "rejected_notifications"):
        _send("returned", review, [user])


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
