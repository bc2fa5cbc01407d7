"""What allauth asks us about signing in: nobody signs up, no network address is kept, mails go out later."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .devices import browser_name, is_known, remember
from .models import User
from .tasks import tell_of_change, tell_of_new_device, tell_password_link

# The address of nobody: allauth would store the visitor's with every session.
NOWHERE = "::"


class AccountAdapter(DefaultAccountAdapter):
    """allauth's account adapter, made discreet."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return NOWHERE

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Leave it to a task, so that neither time nor a dead mail server tells whether the account exists."""
        tell_password_link.enqueue(user.pk)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Leave it to a task, whose mail tells no network address; it goes to the one mailbox an account has."""
        tell_of_change.enqueue(user.pk, template_prefix, timezone.now().isoformat(), browser_name(self.request))

    def post_login(self, request: HttpRequest, user: User, **hints: Any) -> HttpResponse:
        """Tell people when they sign in with a browser that they have not used before."""
        response = super().post_login(request, user, **hints)
        if not is_known(request, user):
            tell_of_new_device.enqueue(user.pk, timezone.now().isoformat(), browser_name(request))
            remember(request, response, user)
        return response
