"""`manage.py send_mailings`: the regular chore behind mailings, to be run every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from campaigns.articles.mailing import start_due


class Command(BaseCommand):
    help = (
        "Hand over mailings to signers that are due, or go on at their pace, or were left by a dead worker. "
        "Run it every minute; any number of runs at once is safe."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{start_due()} mailings handed over")
