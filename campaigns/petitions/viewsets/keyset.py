"""Long lists, a page at a time by the place of their first and last row: as quick at the end as at the beginning.

Rows that come in meanwhile move nothing: no row is shown twice or missed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

SIZE = 50
LONGEST_NUMBER = 18


@dataclass
class KeysetPage:
    """Rows, the latest first, and the ways to others as queries of an address; empty where there is none."""

    rows: list[Any]
    has_newer: bool
    has_older: bool
    filters: Mapping[str, str]

    @property
    def first(self) -> str:
        """To the latest rows."""
        return self._query() if self.has_newer else ""

    @property
    def newer(self) -> str:
        return self._query(after=self.rows[0].pk) if self.has_newer else ""

    @property
    def older(self) -> str:
        return self._query(before=self.rows[-1].pk) if self.has_older else ""

    @property
    def last(self) -> str:
        """To the earliest rows."""
        return self._query(last=1) if self.has_older else ""

    def _query(self, **place: Any) -> str:
        return "?" + urlencode({**self.filters, **place})


def page_of(rows: QuerySet[Any], wish: Mapping[str, str], filters: Mapping[str, str], size: int = SIZE) -> KeysetPage:
    """The page that `before`, `after` or `last` in a query asks for; the first where they ask for nothing there is."""
    after, before = key_of(wish.get("after")), key_of(wish.get("before"))
    if "last" in wish:
        found, more = _take(rows.order_by("pk"), size)
        return KeysetPage(found[::-1], has_newer=more, has_older=False, filters=filters)
    if after:
        found, more = _take(rows.filter(pk__gt=after).order_by("pk"), size)
        if more:
            return KeysetPage(found[::-1], has_newer=True, has_older=True, filters=filters)
    if before:
        found, more = _take(rows.filter(pk__lt=before).order_by("-pk"), size)
        if found:
            return KeysetPage(found, has_newer=True, has_older=more, filters=filters)
    found, more = _take(rows.order_by("-pk"), size)
    return KeysetPage(found, has_newer=False, has_older=more, filters=filters)


def _take(rows: QuerySet[Any], size: int) -> tuple[list[Any], bool]:
    """So many rows, and whether there are more."""
    found = list(rows[: size + 1])
    return found[:size], len(found) > size


def key_of(text: str | None) -> int:
    """The primary key that a text says; 0 where it says none that could be."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
