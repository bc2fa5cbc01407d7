"""`manage.py replay_erasures`: after restoring a backup, erase again what was erased since."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from campaigns.petitions.counting import roll_up
from campaigns.petitions.retention import bring_up_to_date, erase_due


class Command(BaseCommand):
    help = (
        "Bring a restored database up to date: erase once more everybody who has withdrawn since the day of the "
        "backup, as the journal in the private storage says, and apply retention. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("since", type=datetime.date.fromisoformat, help="the day of the backup, as in 2026-05-31")

    def handle(self, *args: Any, **options: Any) -> None:
        again = bring_up_to_date(options["since"])
        due = erase_due()
        roll_up()
        self.stdout.write(f"{again} signatures erased again, {due.anonymised} anonymised")
