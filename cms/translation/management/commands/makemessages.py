"""Django's makemessages as this project uses it, so that the same sources make the same catalogues everywhere.

Without options it updates the catalogues of all the interface's languages and makes those that are missing.
"""

import re
from pathlib import Path
from typing import Any

from babel import Locale
from django.conf import settings
from django.core.management.commands import makemessages
from django.utils.translation import to_language, to_locale

from cms.translation.catalogues import plural_forms, translated_languages

# Sources that hold no words of the interface.
IGNORED = ["var", "tests", "bench"]
# What xgettext notes of the moment; every run would change it.
MOMENT = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)

NEW_CATALOGUE = """\
# Clarion in {name}.
# This file is distributed under the same license as Clarion.
#
msgid ""
msgstr ""
"Project-Id-Version: Clarion\\n"
"Report-Msgid-Bugs-To: \\n"
"Language-Team: {name}\\n"
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"
"""


class Command(makemessages.Command):
    # A guess from a similar sentence is wrong more often than it helps, and has to be found and removed.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["locale"] and not options["exclude"] and not options["all"]:
            options["locale"] = [to_locale(language) for language in translated_languages()]
        options["ignore_patterns"] = [*options["ignore_patterns"], *IGNORED]
        # Where a line is broken depends on the version of gettext, where a word stands on every change around it.
        options.update(no_wrap=True, no_obsolete=True, add_location=options["add_location"] or "file")
        super().handle(*args, **options)

    def write_po_file(self, potfile: str, locale: str) -> None:
        """Django's own, with a header of ours for a new catalogue and without the moment it was made."""
        path = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            language = to_language(locale)
            path.write_text(
                NEW_CATALOGUE.format(
                    name=Locale.parse(locale).get_display_name(settings.LANGUAGE_CODE),
                    locale=locale,
                    plural_forms=plural_forms(language),
                )
            )
        super().write_po_file(potfile, locale)
        path.write_text(MOMENT.sub("", path.read_text()))
