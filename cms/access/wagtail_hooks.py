"""Leads from the account page of the admin to what allauth keeps: password, second factor, sessions.

And tells people of what administrators change about their accounts.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks

from .models import User
from .tasks import PASSWORD_CHANGED, tell_of_change


@hooks.register("register_account_menu_item")
def change_password(request: HttpRequest) -> dict[str, Any]:
    return {"url": reverse("account_change_password"), "label": _("Change password"), "help_text": ""}


@hooks.register("register_account_menu_item")
def second_factor(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor"),
        "help_text": _("Authenticator app, passkeys and recovery codes."),
    }


@hooks.register("register_account_menu_item")
def sessions(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("usersessions_list"),
        "label": _("Sessions"),
        "help_text": _("See where you are signed in, and sign out everywhere else."),
    }


@hooks.register("after_edit_user")
def tell_of_password(request: HttpRequest, user: User) -> None:
    """An administrator who gives somebody a new password does not do so unnoticed."""
    if request.POST.get("password1"):
        tell_of_change.enqueue(user.pk, PASSWORD_CHANGED, timezone.now().isoformat())
