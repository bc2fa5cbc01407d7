"""What a sign form offers: a petition in one language, and the wordings that whoever sends it may have read."""

from collections.abc import Mapping
from dataclasses import dataclass

from .models import ConsentText, Petition, PetitionPage, PetitionText


@dataclass(frozen=True)
class Offer:
    """`consent` is the newest consent text.

    A form may come from a page that was open for hours: `consents` holds all consent texts and `texts` all versions
    of the petition text in its language, by key, the newest first.
    """

    page: PetitionPage
    consent: ConsentText
    consents: Mapping[int, ConsentText]
    texts: Mapping[int, PetitionText]

    @property
    def petition(self) -> Petition:
        """What all languages share."""
        return self.page.record

    @property
    def text(self) -> PetitionText | None:
        """The version of the petition text that is online now; None for a page that never was."""
        return next(iter(self.texts.values()), None)


def offer_of(page: PetitionPage) -> Offer | None:
    """What can be signed on that page; None as long as nobody has written a consent text."""
    language = page.locale.language_code
    consent = ConsentText.objects.current(language)
    if consent is None:
        return None
    texts = PetitionText.objects.of(page.petition, language) if page.petition_id else PetitionText.objects.none()
    return Offer(page, consent, ConsentText.objects.only("pk").in_bulk(), {text.pk: text for text in texts})
