"""Compiles locale/*/LC_MESSAGES/*.po without GNU gettext, the same bytes for the same words everywhere.

The compiled catalogues are part of the tree, so that a checkout speaks all its languages at once.
"""

from pathlib import Path
from typing import Any

import polib
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.translation.catalogues import catalogues


class Command(BaseCommand):
    help = "Compile the catalogues of translated words."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if a catalogue is not compiled")

    def handle(self, *args: Any, **options: Any) -> None:
        outdated = []
        for source in catalogues():
            target = source.with_suffix(".mo")
            compiled = compile_catalogue(source)
            if target.exists() and target.read_bytes() == compiled:
                continue
            outdated.append(str(source))
            if not options["check"]:
                target.write_bytes(compiled)
                self.stdout.write(f"compiled {source}")
        if options["check"] and outdated:
            raise CommandError(f"Not compiled: {', '.join(outdated)}. Run `make catalogues`.")


def compile_catalogue(source: Path) -> bytes:
    """The .mo file for a .po file; fuzzy and obsolete entries are left out."""
    return polib.pofile(str(source)).to_binary()
