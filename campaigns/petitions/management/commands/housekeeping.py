"""`manage.py housekeeping`: the regular chores, to be run every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from campaigns.petitions.background import resume
from campaigns.petitions.counting import roll_up
from campaigns.petitions.journal import write_journal
from campaigns.petitions.outbox import send_due
from campaigns.petitions.retention import erase_due


class Command(BaseCommand):
    help = (
        "Roll up the numbers, send mails and take up work that stayed behind, and erase what is due. "
        "Run it every minute; any number of runs at once is safe."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        erased = erase_due()
        write_journal()
        resume()
        self.stdout.write(
            f"{roll_up()} entries rolled up, {send_due()} mails sent, {erased.unconfirmed} unconfirmed deleted, "
            f"{erased.invalidated} invalidated erased, {erased.anonymised} anonymised"
        )
