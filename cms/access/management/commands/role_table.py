"""Prints the page of the documentation on roles, so that it never says anything but the code."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.access.role_table import role_table


class Command(BaseCommand):
    """Prints docs/roles.md."""

    help = "Print who may do what, in Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the table to the standard output."""
        self.stdout.write(role_table(), ending="")
