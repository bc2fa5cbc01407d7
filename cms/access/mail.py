"""Mails about accounts: in the language a person has chosen for the admin, as text and HTML, with nothing remote."""

import logging
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, override
from wagtail.users.models import UserProfile

from .models import User

logger = logging.getLogger(__name__)


def send(kind: str, user: User, context: dict[str, Any]) -> bool:
    """Send the mail of a kind to a person; False if the mail server did not take it."""
    language = UserProfile.get_for_user(user).get_preferred_language()
    with override(language):
        context = context | {"login": user.get_username(), "language": language, "is_rtl": get_language_bidi()}
        message = EmailMultiAlternatives(
            subject=" ".join(render_to_string(f"access/mail/{kind}_subject.txt", context).split()),
            body=render_to_string(f"access/mail/{kind}.txt", context).strip() + "\n",
            to=[user.email],
            headers={"Auto-Submitted": "auto-generated", "Content-Language": language},
        )
        message.attach_alternative(render_to_string(f"access/mail/{kind}.html", context), "text/html")
    try:
        message.send()
    except (SMTPException, OSError) as error:
        # The error's text may hold the address.
        logger.warning("A mail about an account was not taken (%s)", type(error).__name__)
        return False
    return True
