"""How often somebody may try to get in from one network, counted without keeping any address."""

from datetime import timedelta

from django.http import HttpRequest

from campaigns.limits import count_within, network_of
from campaigns.requests import client_address

SPAN = timedelta(minutes=5)
MOST = 60
# Asking for a passkey makes a session, so it counts like trying one.
ALSO_ASKING = {"mfa_login_webauthn"}


def is_too_often(request: HttpRequest, name: str) -> bool:
    """Count what tries to get in, and say whether it is too much from there."""
    if request.method != "POST" and name not in ALSO_ASKING:
        return False
    return count_within(SPAN, "sign-in", network_of(client_address(request))) > MOST
