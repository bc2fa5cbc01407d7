"""Which string of a source stands where another stood before the source was changed."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Self
from uuid import UUID

from wagtail_localize.models import StringSegment, TranslationSource

from .models import PreviousWording

# How alike two strings must be, from 0 to 1, for the one to be taken as a new wording of the other.
LIKENESS = 0.4

Wording = dict[int, list[tuple[int, str]]]


class PreviousWordings:
    """The earlier wordings of one object's strings."""

    def __init__(self, pairs: Iterable[tuple[int, int, int]]) -> None:
        self._previous = {(context, string): previous for context, string, previous in pairs}

    @classmethod
    def of(cls, object_id: UUID) -> Self:
        """All that is known about an object's strings."""
        found = PreviousWording.objects.filter(context__object_id=object_id)
        return cls(found.values_list("context_id", "string_id", "previous_id"))

    def before(self, context_id: int, string_id: int) -> Iterator[int]:
        """What a string said before, the latest first."""
        seen = {string_id}
        previous = self._previous.get((context_id, string_id))
        while previous is not None and previous not in seen:
            yield previous
            seen.add(previous)
            previous = self._previous.get((context_id, previous))


def wording_of(source: TranslationSource) -> Wording:
    """The strings of a source: for each context, in their order, primary key and text."""
    wording: Wording = defaultdict(list)
    for segment in StringSegment.objects.filter(source=source).select_related("string").order_by("order"):
        wording[segment.context_id].append((segment.string_id, segment.string.data))
    return wording


def rewordings(old: Wording, new: Wording) -> Iterator[tuple[int, int, int]]:
    """Context, new string and old string, for each string that took the place of another."""
    for context_id, strings in new.items():
        for new_id, old_id in _pairs(old.get(context_id, []), strings):
            yield context_id, new_id, old_id


def _pairs(old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    matcher = difflib.SequenceMatcher(None, [key for key, _text in old], [key for key, _text in new], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "replace":
            continue
        if b - a == d - c:
            yield from ((fresh[0], former[0]) for former, fresh in zip(old[a:b], new[c:d], strict=True))
        else:
            yield from _most_alike(old[a:b], new[c:d])


def _most_alike(old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    left = list(old)
    for key, text in new:
        ranked = [(difflib.SequenceMatcher(None, former[1], text).ratio(), former) for former in left]
        likeness, former = max(ranked, default=(0.0, (0, "")))
        if likeness >= LIKENESS:
            left.remove(former)
            yield key, former[0]
