"""The second factor: who needs one, whether this session has shown it, and how its secrets are kept."""

import base64
import secrets
from collections.abc import Iterable

import segno
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import clear_authentication_records, record_authentication
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.http import HttpRequest
from wagtail.permission_policies.pages import PagePermissionPolicy

from campaigns.keys import data_keys
from cms.translation.permissions import languages_led_by

from .models import User
from .roles import NEED_SECOND_FACTOR

PURPOSE = "second-factor"
# Recovery codes help out; they are no factor of their own.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def needs_second_factor(user: User) -> bool:
    """Whether a person publishes, sees personal data, approves bank details or edits accounts."""
    if any(user.has_perm(name) for name in NEED_SECOND_FACTOR):
        return True
    return PagePermissionPolicy().user_has_permission(user, "publish") or languages_led_by(user).exists()


def has_shown_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed since, with a code or a key."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def way_to_second_factor(user: User) -> str:
    """The name of the page where a person shows their second factor, or gets one."""
    kinds = set(Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).values_list("type", flat=True))
    if Authenticator.Type.TOTP in kinds:
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn" if kinds else "mfa_index"


def connect() -> None:
    """Follow what happens to factors, from now on that there are models."""
    signals.authenticator_added.connect(count_as_shown)
    signals.authenticator_removed.connect(count_as_lost)


def count_as_shown(request: HttpRequest, user: User, authenticator: Authenticator, **_signal: object) -> None:
    """Whoever has just set up a factor has shown that they have it."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def count_as_lost(request: HttpRequest, user: User, **_signal: object) -> None:
    """With the last factor goes what the session has shown by it."""
    if not Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists():
        clear_authentication_records(request)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seals the secrets with the keys that seal people's data, and draws the code without another library's help."""

    def encrypt(self, text: str) -> str:
        number = data_keys().current
        return f"{number}:{_box(number).encrypt(text.encode()).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; something random, which no code fits, if the key it was sealed with is gone."""
        number, _, sealed = encrypted_text.partition(":")
        try:
            return _box(int(number)).decrypt(sealed).decode()
        except (InvalidToken, KeyError, ValueError):
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def build_totp_svg(self, url: str) -> str:
        return segno.make(url, error="m").svg_inline(scale=5, border=4, light="#fff")

    def get_totp_label(self, user: User) -> str:
        return user.get_username()


def reseal(authenticators: Iterable[Authenticator]) -> int:
    """Seal the secrets anew with the first key; how many there were."""
    adapter, count = SecondFactorAdapter(), 0
    for authenticator in authenticators:
        for name in {"secret", "seed"} & set(authenticator.data):
            authenticator.data[name] = adapter.encrypt(adapter.decrypt(authenticator.data[name]))
            authenticator.save(update_fields=["data"])
            count += 1
    return count


def _box(number: int) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(data_keys().derive(number, PURPOSE)))
