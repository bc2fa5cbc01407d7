"""`make run`: brings the local database up to date, loads the demo once, and serves it."""

import os
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands.runserver import Command as ServeCommand
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from wagtail.models import Site

# `create_demo_users` sets it; this package may not import that one.
DEMO_PASSWORD = "clarion-demo"  # noqa: S105 - made to be known
ANYWHERE = ("0.0.0.0", "[::]", "::")  # noqa: S104 - recognised, not listened on


class Command(ServeCommand):
    addr: str
    port: str
    help = "Prepare the local database and serve the demo; in development only."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--prepare-only", action="store_true", help="do not serve")

    def execute(self, *args: Any, **options: Any) -> str | None:
        if not settings.DEBUG:
            raise CommandError("This serves a demo with known passwords: for development only.")
        if not options["prepare_only"]:
            return super().execute(*args, **options)
        self.prepare()
        return None

    def run(self, **options: Any) -> None:
        # The reloader starts this command a second time, in a child that serves.
        if os.environ.get("RUN_MAIN") != "true":
            self.prepare()
            self.point_site_here()
        # Links in mails lead to the port we serve on this time.
        settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = f"http://{self.visible_host}:{self.port}"
        super().run(**options)

    def prepare(self) -> None:
        """Everything a fresh clone lacks; what is there already stays as it is."""
        call_command("migrate", verbosity=0, interactive=False)
        call_command("create_roles", verbosity=0)
        call_command("load_demo")
        # The translator and the lead belong to a language, which comes with the demo.
        call_command("create_demo_users")

    @property
    def visible_host(self) -> str:
        """A name under which a browser on this machine finds us."""
        return "127.0.0.1" if self.addr in ANYWHERE else self.addr

    def point_site_here(self) -> None:
        """Full addresses of pages lead to the port we serve on this time."""
        site = Site.objects.filter(is_default_site=True).first()
        if site and (site.hostname, site.port) != (self.visible_host, int(self.port)):
            site.hostname, site.port = self.visible_host, int(self.port)
            site.save()

    def on_bind(self, server_port: int) -> None:
        """Greets once the port is really ours; again after every change of the code."""
        address = f"http://{self.visible_host}:{server_port}"
        lines = [
            "",
            "Clarion is ready.",
            f"  Site    {address}/",
            f"  Admin   {address}/admin/    login: admin    password: {DEMO_PASSWORD}",
            "          (editor, publisher, officer, translator and lead have the same password and fewer rights)",
            f"  Mails   {address}/mails/    and as files in {settings.MAILBOX_DIR}",
            "  Stop with Ctrl+C.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
