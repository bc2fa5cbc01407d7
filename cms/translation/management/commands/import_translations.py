"""`manage.py import_translations`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail_localize.models import Translation

from cms.translation.exchange.applying import Outcome, apply, dry_run
from cms.translation.exchange.entries import Unreadable
from cms.translation.exchange.reading import read

SILENT = {Outcome.APPLIED, Outcome.UNCHANGED, Outcome.EMPTY}


class Command(BaseCommand):
    """Takes translations over from a PO or XLIFF file that was exported here."""

    help = "Take translations over from a PO or XLIFF file that was exported here, and say what was not taken and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            parsed = read(options["file"].read_bytes())
        except (OSError, Unreadable) as error:
            raise CommandError(str(error)) from error
        report = dry_run(parsed, _everything) if options["dry_run"] else apply(parsed, _everything, None)
        for result in report.results:
            if result.outcome not in SILENT:
                place = " › ".join(part for part in (result.page, result.label) if part)
                self.stdout.write(f"{result.outcome}: {place}: {result.reason or 'marked as uncertain in the file'}")
        self.stdout.write(", ".join(f"{count} {outcome}" for outcome, count in report.counts.items()))


def _everything(translation: Translation) -> bool:
    """Whoever has a shell may translate all there is."""
    return True
