"""`manage.py rotate_keys`: what petitions do with the first key of DATA_KEYS, and second factors with them."""

from typing import Any

from allauth.mfa.models import Authenticator

from campaigns.petitions.management.commands import rotate_keys
from cms.access.second_factor import reseal


class Command(rotate_keys.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        self.stdout.write(f"{reseal(Authenticator.objects.all())} secrets of second factors sealed anew.")
