"""Creates the groups of the admin and gives them their rights; safe to run again at every update."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.access.granting import UnknownPermission, grant_roles
from cms.translation.teams import ensure_teams


class Command(BaseCommand):
    help = "Make the groups of the admin be the roles in cms/access/roles.py."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changes = grant_roles() + ensure_teams()
        except UnknownPermission as error:
            raise CommandError(f"There is no permission {error}: run `manage.py migrate` first.") from error
        if options["verbosity"] > 0:
            self.stdout.write("\n".join(changes) or "The roles are as they should be.")
