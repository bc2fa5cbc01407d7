"""Leaves the note of a backup that the dashboard shows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.desk.backups import note_backup


class Command(BaseCommand):
    """To be called at the end of a backup that went well."""

    help = "Note that a backup has just been made, for the dashboard."

    def add_arguments(self, parser: CommandParser) -> None:
        """What was backed up, in a few words."""
        parser.add_argument("of", help="what was backed up, for example “database and media”")

    def handle(self, *args: Any, **options: Any) -> None:
        """Leave the note."""
        note_backup(options["of"])
