"""`manage.py export_signatures`: a file of signatures, streamed."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns.petitions.exchange.exporting import COLUMNS, FILTERS, NumbersOnly, log_export, rows_of
from campaigns.petitions.models import Export, ExportFormat, ExportPurpose, Petition
from campaigns.tables.writing import write_table


class Command(BaseCommand):
    help = "Write signatures of a petition to a file. Purpose and reason stand in the history of the petition."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference")
        parser.add_argument("--format", choices=ExportFormat.values, default=ExportFormat.CSV)
        parser.add_argument(
            "--output", type=Path, help="a new file, readable for its owner only; standard output otherwise"
        )
        parser.add_argument("--purpose", choices=ExportPurpose.values, default=ExportPurpose.NUMBERS)
        parser.add_argument("--reason", required=True, help="why it is needed")
        for name in FILTERS:
            parser.add_argument(f"--{name}", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        petition = Petition.objects.filter(reference=options["reference"]).first()
        if petition is None:
            raise CommandError(f"There is no petition {options['reference']!r}.")
        filters = {name: options[name] for name in FILTERS if options[name]}
        purpose = ExportPurpose(options["purpose"])
        export = Export(
            petition=petition, purpose=purpose, format=options["format"], filters=filters, reason=options["reason"]
        )
        try:
            rows = rows_of(petition, purpose, filters)
        except NumbersOnly as error:
            raise CommandError("The petition is sensitive: only numbers can be exported.") from error
        log_export(export)
        if options["output"] is None:
            write_table(options["format"], COLUMNS[purpose], rows, sys.stdout.buffer)
            return
        try:
            options["output"].touch(mode=0o600, exist_ok=False)
        except OSError as error:
            raise CommandError(f"The file cannot be made: {error.strerror}.") from error
        with options["output"].open("wb") as out:
            number = write_table(options["format"], COLUMNS[purpose], rows, out)
        self.stderr.write(f"{number} rows written.")
