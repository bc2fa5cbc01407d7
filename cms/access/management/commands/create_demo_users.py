"""Makes logins for trying Clarion out; in development only."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError

from cms.access.roles import DATA_OFFICERS, EDITORS, PUBLISHERS
from cms.translation.models import LanguageTeam

PASSWORD = "clarion-demo"  # noqa: S105 - printed on the screen, and refused outside development
ROLE_OF_LOGIN = {"editor": EDITORS, "publisher": PUBLISHERS, "officer": DATA_OFFICERS}
# The language of the demo's translator and language lead: written from right to left.
TEAM_LANGUAGE = "ar"


class Command(BaseCommand):
    help = (
        "Make the logins admin, editor, publisher and officer, and where there is Arabic also translator and lead, "
        "with a known password; in development only."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Logins with a known password are for development only.")
        users = get_user_model().objects
        if not users.filter(username="admin").exists():
            users.create_superuser("admin", "admin@example.org", PASSWORD)
        for login, group in _groups().items():
            if not users.filter(username=login).exists():
                users.create_user(login, f"{login}@example.org", PASSWORD).groups.set([group])


def _groups() -> dict[str, Group]:
    """The group of every login; languages have theirs once the demo is loaded."""
    groups = {login: Group.objects.get(name=role.name) for login, role in ROLE_OF_LOGIN.items()}
    team = LanguageTeam.objects.filter(locale__language_code=TEAM_LANGUAGE).first()
    return groups | {"translator": team.translators, "lead": team.leads} if team else groups
