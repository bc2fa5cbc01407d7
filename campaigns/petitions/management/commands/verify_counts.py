"""`manage.py verify_counts`: prove that the numbers shown equal the signatures and counted sheets."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns.petitions.counting import correct, correct_shares, verify, verify_shares
from campaigns.petitions.models import Petition

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Recount every petition from signatures and sheets and report any difference; exit status 1 if there is one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", nargs="?", help="one petition only")
        parser.add_argument("--fix", action="store_true", help="append what is missing so that the numbers agree again")

    def handle(self, *args: Any, **options: Any) -> None:
        petition = None
        if options["reference"]:
            petition = Petition.objects.filter(reference=options["reference"]).first()
            if petition is None:
                raise CommandError(f"There is no petition {options['reference']!r}.")
        cells, shares = verify(petition), verify_shares(petition)
        differences = [*cells, *shares]
        for difference in differences:
            cell = " ".join(str(part) for part in difference.cell)
            self.stderr.write(f"{cell}: shown {difference.shown}, counted {difference.counted}")
        if differences and options["fix"]:
            correct(cells)
            correct_shares(shares)
            logger.warning(
                "Numbers of %d cells did not agree with signatures and sheets, and were mended.", len(differences)
            )
            self.stdout.write(f"{len(differences)} cells corrected.")
        elif differences:
            raise CommandError(f"{len(differences)} cells differ. Look into the cause, then run with --fix.")
        else:
            self.stdout.write("The numbers agree with signatures and sheets.")
