"""Prints fresh secret keys, ready to be put into the environment."""

import base64
import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

KEY_BYTES = 32
LAST_NUMBER = 255


class Command(BaseCommand):
    help = "Print fresh keys: all of them for a new installation, or one more for DATA_KEYS."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--data-key",
            action="store_true",
            help="only a new DATA_KEYS line: a fresh key before the ones in use, which go on opening what they sealed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["data_key"]:
            self.stdout.write(f"DATA_KEYS={','.join([self.next_data_key(), *settings.DATA_KEYS])}")
            return
        self.stdout.write(f"SECRET_KEY={secrets.token_urlsafe(50)}")
        self.stdout.write(f"DATA_KEYS={data_key(1)}")
        self.stdout.write(f"ADDRESS_KEY={secrets.token_urlsafe(32)}")

    def next_data_key(self) -> str:
        """A key with the number after the highest in use."""
        number = max((int(entry.split(":")[0]) for entry in settings.DATA_KEYS), default=0) + 1
        if number > LAST_NUMBER:
            raise CommandError(f"Keys are numbered 1 to {LAST_NUMBER}: take a free number by hand.")
        return data_key(number)


def data_key(number: int) -> str:
    """A random 32-byte key in the form that DATA_KEYS takes: `number:base64`."""
    return f"{number}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"
