"""What people signed before a petition was worded anew, and how many they are."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.core.cache import cache
from django.db import models

from .signature import Signature
from .text import PetitionText

# Seconds. Counting a million takes a moment, and the number of those who signed a former text hardly moves any more.
COUNTS_KEPT = 600


@dataclass(frozen=True)
class FormerText:
    """A version that is not online any more, how many signed it, and when it was changed."""

    text: PetitionText
    changed_at: datetime
    signatures: int


def former_texts(texts: list[PetitionText]) -> list[FormerText]:
    """Of the versions in a language, the newest first, those that people have signed and that were changed since."""
    if len(texts) < 2:
        return []
    # By its newest version, so that what was counted before it came does not stand for it.
    key = f"petition-texts-{texts[0].pk}"
    numbers: dict[int, int] = cache.get_or_set(key, lambda: _signatures_of(texts[1:]), COUNTS_KEPT) or {}
    return [FormerText(old, new.since, numbers[old.pk]) for new, old in pairwise(texts) if numbers.get(old.pk)]


def _signatures_of(texts: list[PetitionText]) -> dict[int, int]:
    rows = Signature.objects.counted().filter(text__in=texts).order_by().values("text")
    return dict(rows.annotate(number=models.Count("pk")).values_list("text", "number"))
