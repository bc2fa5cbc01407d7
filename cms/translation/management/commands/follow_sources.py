"""Takes up what no task took up: sources that were published and whose translations have not heard of it."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.translation.freshness import overlooked, refresh


class Command(BaseCommand):
    help = "Let translations follow sources that were published while no worker ran."

    def handle(self, *args: Any, **options: Any) -> None:
        for instance in overlooked():
            refreshed = refresh(instance)
            if refreshed and options["verbosity"] > 0:
                self.stdout.write(f"{refreshed.source.object_id}: {len(refreshed.stale)} out of date")
