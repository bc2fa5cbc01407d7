"""For whom an update is: its pages by language, the petitions of its campaign, and how many asked for news on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q
from wagtail.models import Page

from campaigns.petitions.models import PetitionPage
from campaigns.petitions.subscribers import count_by_language

from .models import CampaignPage, UpdatePage


@dataclass(frozen=True)
class Editions:
    """The pages of an update that everybody may read, by language; the original is the one written first."""

    by_language: Mapping[str, UpdatePage]
    original: UpdatePage | None

    @property
    def any_page(self) -> UpdatePage | None:
        """The original, or where that is not online another one; None where nothing is."""
        return self.original or next(iter(self.by_language.values()), None)

    def page_for(self, language: str, *, in_original: bool) -> UpdatePage | None:
        """What a signer of this language gets; None if that is nothing."""
        return self.by_language.get(language) or (self.original if in_original else None)


def editions_of(update_key: UUID) -> Editions:
    """The editions of an update as they are now. Mirrors of another language's page are no translations."""
    pages = UpdatePage.objects.visible().filter(translation_key=update_key, alias_of=None).select_related("locale")
    first = Page.objects.filter(translation_key=update_key).order_by("pk").values_list("pk", flat=True).first()
    by_language = {page.locale.language_code: page for page in pages.order_by("pk")}
    original = next((page for page in by_language.values() if page.pk == first), None)
    return Editions(by_language, original)


def petitions_for(page: UpdatePage) -> list[int]:
    """The petitions of the campaign the update is news of, in all its languages."""
    campaign = page.campaign
    if campaign is None:
        return []
    articles = CampaignPage.objects.filter(translation_key=campaign.translation_key)
    below = reduce(or_, (Q(path__startswith=path) for path in articles.values_list("path", flat=True)))
    return sorted(set(PetitionPage.objects.filter(below).values_list("petition", flat=True)))


@dataclass(frozen=True)
class Readers:
    """How many signers of one language there are, and whether the update is online in it."""

    language: str
    number: int
    is_translated: bool


def readers_of(page: UpdatePage, editions: Editions) -> list[Readers]:
    """By language how many asked for news, most first. Who signed several petitions is counted for each."""
    numbers = count_by_language(petitions_for(page))
    by_size = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return [Readers(language, number, language in editions.by_language) for language, number in by_size]
