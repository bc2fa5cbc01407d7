"""`manage.py import_signatures`: what the admin's import does, from the shell."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from campaigns.petitions.exchange.importing import SameFile, add, begin, discard, look_through
from campaigns.petitions.models import ConsentBasis, Import, ImportState, Petition
from campaigns.tables.refusing import Unreadable, explain


class Command(BaseCommand):
    help = (
        "Add signatures from a CSV, XLSX or ODS file: all rows that can be added, or nothing. The same file twice adds "
        "nothing. With --dry-run only says what would be added."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="look through the file only")
        parser.add_argument("--basis", choices=ConsentBasis.values, default=ConsentBasis.PAPER)
        parser.add_argument("--note", required=True, help="where it can be proved that they agreed")
        parser.add_argument("--country", default="", help="for rows without one, as in DE")
        parser.add_argument("--language", default="en", help="for rows without one, as in de")
        parser.add_argument("--count-namesakes", action="store_true", help="people of the same name are different")

    def handle(self, *args: Any, **options: Any) -> None:
        petition = Petition.objects.filter(reference=options["reference"]).first()
        if petition is None:
            raise CommandError(f"There is no petition {options['reference']!r}.")
        brought = Import(
            petition=petition,
            file_name=options["file"].name,
            basis=options["basis"],
            basis_note=options["note"],
            country=options["country"].upper(),
            language=options["language"],
            counts_namesakes=options["count_namesakes"],
        )
        try:
            with options["file"].open("rb") as content:
                begin(brought, content, None)
        except OSError as error:
            raise CommandError(f"The file cannot be opened: {error.strerror}.") from error
        except Unreadable as error:
            raise CommandError(explain(error)) from error
        except SameFile as error:
            self.stdout.write(f"This file was added on {error.earlier.finished_at:%Y-%m-%d}. Nothing to add.")
            return
        with transaction.atomic():
            look_through(brought)
        self._say(brought)
        if brought.state == ImportState.REFUSED:
            raise CommandError(str(brought.why_refused))
        if options["dry_run"] or not brought.numbers.get("to_add"):
            discard(brought, None)
            self.stdout.write("Nothing was added.")
            return
        with transaction.atomic():
            add(brought)
        self.stdout.write(f"{brought.numbers['added']} signatures added.")

    def _say(self, brought: Import) -> None:
        """What becomes of the rows. Values stay out of it: shells keep what they show."""
        columns = ", ".join(f"{header} → {field or '–'}" for header, field in brought.columns)
        self.stdout.write(f"Encoding {brought.encoding or '–'}, delimiter {brought.delimiter or '–'}; {columns}")
        for what in ("rows", "to_add", "in_web", "in_paper", "in_file", "unwanted", "no_line", "rejected"):
            self.stdout.write(f"{what}: {brought.numbers.get(what, 0)}")
        for row, column, _value, advice in brought.problems[:20]:
            self.stdout.write(f"row {row}, {column}: {advice}")
