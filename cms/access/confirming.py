"""What a person must show again that it is them for: taking people's data out, erasing, and editing accounts."""

import time
from datetime import timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

PEOPLE = {
    "erase_person:index",
    "exports:add",
    "exports:download",
    "handovers:download",
    "imports:add",
    "imports:rejected",
    "sheets:scan",
    "signatures:inspect",
}
ACCOUNTS = {
    "wagtailusers_users:copy",
    *(f"wagtailusers_{kind}:{act}" for kind in ("users", "groups") for act in ("add", "delete", "edit")),
}
OWN_ACCOUNT = {
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
}
CONFIRMED = PEOPLE | ACCOUNTS | OWN_ACCOUNT


def must_confirm(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> bool:
    """Whether the view of this name asks for an identity that was shown a short time ago."""
    if not settings.CONFIRM_IDENTITY:
        return False
    if name not in CONFIRMED and not _changes_accounts(name, kwargs):
        return False
    return not has_shown_identity_within(_patience(request), request)


def has_shown_identity_within(time_span: timedelta, request: HttpRequest) -> bool:
    """Whether this session saw a password, a key or a code of its user so recently."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < time_span.total_seconds()


def _patience(request: HttpRequest) -> timedelta:
    if request.method == "POST":
        return settings.CONFIRM_IDENTITY_AT_THE_LATEST_AFTER
    return settings.CONFIRM_IDENTITY_AFTER


def _changes_accounts(name: str, kwargs: dict[str, Any]) -> bool:
    return name == "wagtail_bulk_action" and (kwargs["app_label"], kwargs["model_name"].lower()) == ("access", "user")
