"""`manage.py after_restore 2026-11-23`: make a restored database fit to be used again."""

from datetime import date, timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns.petitions.addresses import email_key
from campaigns.petitions.models import Signature
from campaigns.petitions.sealing import SealBroken

NEXT = """
Before you start web and worker:
- Updates by mail that were going out when the backup was made start where they were then: stop those that have gone
  out since, under Mailings in the admin, before you start the worker.
- Mails that waited in the database then go out, again if they did so before: signers may get a second one.
- If this is a newer release than the one the backup is from: deploy/clarion create_roles.
Then start them, look at /readyz, and sign a petition yourself.
"""


class Command(BaseCommand):
    """The part of `deploy/restore` that any other way of restoring needs too."""

    help = (
        "After restoring a backup, whichever way: migrate, see that the keys fit, erase again what was erased since, "
        "and recount everything. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """When the backup was made."""
        parser.add_argument("since", type=date.fromisoformat, help="the day of the backup, as in 2026-05-31")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each step says by itself what it found; the first that finds something wrong ends it."""
        call_command("migrate", interactive=False, verbosity=0)
        check_keys()
        # What began before midnight and ended after it stands under the day before.
        since = options["since"] - timedelta(days=1)
        call_command("replay_erasures", since.isoformat(), stdout=self.stdout)
        call_command("verify_counts", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write(NEXT)


def check_keys() -> None:
    """The configured keys open the newest name there is, and recognise its mailbox."""
    signature = Signature.objects.exclude(sealed_person=None).exclude(email_key=None).order_by("pk").last()
    if signature is None:
        return
    try:
        person = signature.person
    except SealBroken as error:
        raise CommandError(
            "DATA_KEYS do not open the names in this database. Put in those from the time of the backup; without them "
            "names and mailboxes are lost."
        ) from error
    if person and person.email and email_key(signature.petition_id, person.email) != bytes(signature.email_key or b""):
        raise CommandError(
            "ADDRESS_KEY is not the one from the time of the backup: nobody would be recognised who signs again."
        )
