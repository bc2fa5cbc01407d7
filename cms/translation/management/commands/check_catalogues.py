"""Says what is wrong with the catalogues of translated words, and how far each language is."""

from collections.abc import Iterator
from typing import Any

import polib
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.translation.catalogues import Missing, Problem, catalogue_path, plural_forms, problems, translated_languages

SHOWN_MISSING = 5


class Command(BaseCommand):
    help = "Check that every word of the interface is translated, in every language, without losing anything."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("languages", nargs="*", help="which languages, as in “fr zh-hans”; all if none is named")

    def handle(self, *args: Any, **options: Any) -> None:
        faulty = []
        for language in options["languages"] or translated_languages():
            found = list(self.check_language(language))
            missing = [problem for problem in found if isinstance(problem, Missing)]
            for problem in found:
                if not isinstance(problem, Missing):
                    self.stderr.write(f"{language}: {problem}")
            # All of them for somebody who works on a language, a few to know it by for everybody else.
            shown = missing if options["languages"] else missing[:SHOWN_MISSING]
            for problem in shown:
                self.stderr.write(f"{language}: {problem}")
            if len(missing) > len(shown):
                self.stderr.write(f"{language}: and {len(missing) - len(shown)} more not translated")
            if found:
                faulty.append(language)
        if faulty:
            raise CommandError(
                f"Incomplete or wrong: {', '.join(faulty)}. See CONTRIBUTING.md, Translating the interface."
            )

    def check_language(self, language: str) -> Iterator[Problem]:
        """What is wrong with the catalogue of a language, after a line on how far it is."""
        path = catalogue_path(language)
        if not path.exists():
            yield Problem(str(path), "no catalogue")
            return
        catalogue = polib.pofile(str(path))
        done, wanted = len(catalogue.translated_entries()), len([entry for entry in catalogue if not entry.obsolete])
        self.stdout.write(f"{language}: {done} of {wanted} translated")
        yield from problems(catalogue, plural_forms(language))
