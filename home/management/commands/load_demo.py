"""Loads the demo into an empty site; what is there already stays as it is."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Site

from home.demo.loader import load_demo
from home.demo.reset import empty_site


class Command(BaseCommand):
    help = "Load the demo campaign into an empty site. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset",
            action="store_true",
            help="first throw away all pages, petitions, signatures and pictures; in development only",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None:
            raise CommandError("There is no default site: run `manage.py migrate`, or make one in the admin.")
        if options["reset"]:
            if not settings.DEBUG:
                raise CommandError("--reset throws everything away: it works in development only.")
            empty_site(site)
        is_loaded = load_demo(site)
        if is_loaded and options["verbosity"] > 0:
            self.stdout.write("The demo campaign is loaded.")
        elif options["verbosity"] > 1:
            self.stdout.write("There is content already: nothing was loaded.")
