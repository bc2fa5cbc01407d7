"""What a sign form offers: a petition in one language, and the wordings that whoever sends it may have read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from .models import ConsentText, Petition, PetitionPage, PetitionText


@dataclass(frozen=True)
class Offer:
    """What the form on `page` asks today, and what else may come in from pages that were open for hours."""

    page: PetitionPage
    consent: ConsentText

    @property
    def petition(self) -> Petition:
        """What all languages share."""
        return self.page.record

    @property
    def text(self) -> PetitionText | None:
        """The version of the petition text that is online now; None for a page that never was."""
        return self.page.text

    @cached_property
    def consents(self) -> Mapping[int, ConsentText]:
        """All consent texts there are, by key."""
        return ConsentText.objects.only("pk").in_bulk()

    @cached_property
    def texts(self) -> Mapping[int, PetitionText]:
        """All versions of the petition text in the page's language, by key."""
        return {text.pk: text for text in self.page.texts}


def offer_of(page: PetitionPage) -> Offer | None:
    """What can be signed on that page; None as long as nobody has written a consent text."""
    return Offer(page, page.consent_text) if page.consent_text else None
