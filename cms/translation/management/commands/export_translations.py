"""`manage.py export_translations`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from cms.translation.exchange.exporting import ENDINGS, chosen, file_name, sections_of, write


class Command(BaseCommand):
    """Writes what there is to translate into a language as a PO or XLIFF file."""

    help = "Write what there is to translate into a language as a PO or XLIFF file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to export, how, and where to."""
        parser.add_argument("language", help="for example ar or zh-hans")
        parser.add_argument("--page", type=int, help="the id of a page: only this one and all below it")
        parser.add_argument("--only-open", action="store_true", help="only what is still to be translated")
        parser.add_argument("--format", choices=sorted(ENDINGS), default="po")
        parser.add_argument(
            "--output", type=Path, help="the file to write; a name with the language and day if not given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        locale = Locale.objects.filter(language_code=options["language"]).first()
        page = Page.objects.filter(pk=options["page"]).first() if options["page"] else None
        if locale is None:
            raise CommandError(f"There is no language {options['language']} on this site.")
        if options["page"] and page is None:
            raise CommandError(f"There is no page {options['page']}.")
        kind, at = options["format"], timezone.now()
        found = chosen(
            Translation.objects.filter(enabled=True).select_related(
                "source__locale", "source__object", "target_locale"
            ),
            locale,
            page=page,
        )
        sections = sections_of(found, only_open=options["only_open"])
        if not sections:
            raise CommandError("There is nothing to translate.")
        path = options["output"] or Path(file_name(locale.language_code, kind, at))
        path.write_bytes(write(sections, locale.language_code, kind, at))
        self.stdout.write(f"{path}: {sum(len(section.entries) for section in sections)} texts")
