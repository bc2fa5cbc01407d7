"""`manage.py purge`: delete and anonymise what is due; `--dry-run` only counts."""

import datetime
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from campaigns.petitions.models import PrivateFile
from campaigns.petitions.retention import count_due, erase_due


class Command(BaseCommand):
    help = (
        "Delete what was never confirmed, erase what was invalidated for good, and anonymise petitions whose time is "
        "over. `housekeeping` does the same every minute. Safe to interrupt and repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = count_due() if options["dry_run"] else erase_due()
        if not options["dry_run"]:
            PrivateFile.objects.sweep(timezone.now() - datetime.timedelta(days=1))
        for what, number in asdict(numbers).items():
            self.stdout.write(f"{what}: {number}")
