"""`manage.py review_held`: look at held signatures by risk, then let them count or not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from campaigns.petitions.models import Petition, Risk
from campaigns.petitions.signing import Act, review


class Command(BaseCommand):
    help = "Show how many confirmed mailboxes wait for review, by risk; release or invalidate all of one risk."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference")
        parser.add_argument("--risk", choices=[risk.value for risk in Risk if risk])
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--release", action="store_const", const=Act.RELEASE, dest="act", help="let them count")
        act.add_argument(
            "--invalidate",
            action="store_const",
            const=Act.INVALIDATE,
            dest="act",
            help="leave them out; undoable for 30 days",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        petition = Petition.objects.filter(reference=options["reference"]).first()
        if petition is None:
            raise CommandError(f"There is no petition {options['reference']!r}.")
        held = petition.signatures.held()
        if options["risk"]:
            held = held.filter(risk=options["risk"])
        if not options["act"]:
            for row in held.order_by().values("risk").annotate(number=Count("pk")):
                self.stdout.write(f"{row['risk']}: {row['number']} held")
            return
        public_ids = list(held.values_list("public_id", flat=True))
        for public_id in public_ids:
            review(public_id, options["act"])
        self.stdout.write(f"{len(public_ids)} signatures: {options['act']}")
