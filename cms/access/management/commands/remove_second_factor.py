"""`manage.py remove_second_factor LOGIN`: for somebody who has lost phone, key and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.access.models import User
from cms.access.tasks import APP_REMOVED, KEY_REMOVED, tell_of_change

CHANGES = {Authenticator.Type.TOTP.value: APP_REMOVED, Authenticator.Type.WEBAUTHN.value: KEY_REMOVED}


class Command(BaseCommand):
    help = (
        "Take app, keys and recovery codes away from a person, and end their sessions. They set up a new factor when "
        "they sign in next: make sure first that it is them who ask."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["login"]).first()
        if user is None:
            raise CommandError("There is no such login.")
        factors = Authenticator.objects.filter(user=user)
        kinds = set(factors.values_list("type", flat=True))
        removed, _per_model = factors.delete()
        for session in UserSession.objects.filter(user=user):
            session.end()
        for kind in kinds & CHANGES.keys():
            tell_of_change.enqueue(user.pk, CHANGES[kind], timezone.now().isoformat())
        self.stdout.write(f"{removed} removed.")
