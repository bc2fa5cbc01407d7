"""Mails about accounts, sent after the answer: what a task does is safe to do twice."""

from datetime import datetime

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django_tasks import task

from .mail import send
from .models import User

PASSWORD_CHANGED = "account/email/password_changed"  # noqa: S105 - the name of a change
APP_REMOVED, KEY_REMOVED = "mfa/email/totp_deactivated", "mfa/email/webauthn_removed"


@task()
def tell_of_new_device(user_id: int, at: str, browser: str) -> None:
    """Tell a person that their account was used with a browser that is new to it."""
    user = _with_mailbox(user_id)
    if user:
        sessions = settings.BASE_URL + reverse("usersessions_list")
        send("new_device", user, {"at": datetime.fromisoformat(at), "browser": browser, "address": sessions})


@task()
def tell_of_change(user_id: int, change: str, at: str, browser: str = "") -> None:
    """Tell a person that the password or a second factor of their account has changed.

    `change` is allauth's name of the change, below which it has a title and a sentence in our languages.
    """
    user = _with_mailbox(user_id)
    if user:
        words = {"title": f"{change}_subject.txt", "sentence": f"{change}_message.txt"}
        sessions = settings.BASE_URL + reverse("usersessions_list")
        send("change", user, {**words, "at": datetime.fromisoformat(at), "browser": browser, "address": sessions})


@task()
def tell_password_link(user_id: int) -> None:
    """Mail a link for a new password. It is made here, so that no queue stores it."""
    user = _with_mailbox(user_id)
    if user:
        key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        send("password", user, {"address": settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=key)})


def _with_mailbox(user_id: int) -> User | None:
    return User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
