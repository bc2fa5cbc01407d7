"""The consent wording as one visitor of one petition reads it: placeholders filled, language known."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext, override
from wagtail.rich_text import expand_db_html

from .models import ConsentText, HandoverMode, PetitionPage

HANDOVER_PROMISES = {
    HandoverMode.NUMBER: _("The addressee receives only the number of signatures, no names."),
    HandoverMode.NAMES: _("The addressee receives the names and countries of those who signed, no e-mail addresses."),
    HandoverMode.NAMES_AND_PLACES: _(
        "The addressee receives the names, places and countries of those who signed, no e-mail addresses."
    ),
}

# Where an editor has written none.
PAPER_PRIVACY = _(
    "{organisation} uses what you write here for this petition only. {handover} {months} after the petition ends, the "
    "sheets are destroyed; the number stays."
)


@dataclass(frozen=True)
class ConsentWording:
    """A consent text ready to be shown."""

    text: ConsentText
    statement: SafeString
    privacy: SafeString
    paper_privacy: SafeString

    @property
    def language(self) -> str:
        """The language it is written in: not always the page's."""
        return self.text.locale.language_code


def consent_wording(text: ConsentText, page: PetitionPage) -> ConsentWording:
    """Fill the placeholders of a consent text for a petition page. An unknown placeholder stays as it was typed."""
    petition = page.record
    site = page.get_site()
    months = petition.retention_months
    # In the text's language, not the page's: it is the source language where the page's has no consent text yet.
    with override(text.locale.language_code):
        values = {
            "organisation": site.site_name if site and site.site_name else settings.WAGTAIL_SITE_NAME,
            "addressee": page.addressee or page.title,
            "handover": str(HANDOVER_PROMISES[HandoverMode(petition.handover_mode)]),
            # Translators: goes into a sentence an editor wrote: “Names are erased {months} after the end.”
            "months": npgettext("time names are kept", "%(months)d month", "%(months)d months", months)
            % {"months": months},
        }
        on_paper = text.paper_privacy or escape(str(PAPER_PRIVACY))
    return ConsentWording(
        text, _filled(text.statement, values), _filled(text.privacy, values), _filled(on_paper, values)
    )


def _filled(rich_text: str, values: Mapping[str, object]) -> SafeString:
    html = expand_db_html(rich_text)
    for name, value in values.items():
        html = html.replace("{" + name + "}", escape(str(value)))
    return mark_safe(html)  # noqa: S308 - an editor's rich text, cleaned on input, and escaped values
