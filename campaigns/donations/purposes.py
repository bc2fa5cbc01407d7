"""The purpose of a transfer: one string for the page, the code and paper, in characters every bank passes on."""

from dataclasses import dataclass

from django.utils.translation import override, pgettext

from campaigns.causes import Cause

from .sepa import LONGEST_PURPOSE, sepa_text


@dataclass(frozen=True)
class Purpose:
    """`text` is what donors write; `wish` what the editor entered; they differ where banks would not pass it on."""

    text: str
    wish: str

    @property
    def is_rewritten(self) -> bool:
        """Whether the editor's words had to be changed."""
        return self.text != self.wish


def purpose_for(cause: Cause | None, language: str) -> Purpose:
    """What a gift for a cause, or simply for the organisation, is marked with in a language."""
    words = (cause.payment_purpose if cause else "") or default_words(language)
    reference = cause.reference if cause else ""
    wish = f"{words} {reference}".strip()
    room = LONGEST_PURPOSE - len(reference) - 1
    return Purpose(f"{sepa_text(words, language)[:room].strip('/ ')} {reference}".strip(), wish)


def default_words(language: str) -> str:
    """“Donation” in a language; in Latin letters, whatever the language is written in."""
    with override(language):
        return pgettext("words on a bank transfer, in Latin letters only", "Donation")
