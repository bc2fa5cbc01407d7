"""Finds published pages of one language by words."""

import unicodedata

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Locale, Page, get_page_models
from wagtail.search.models import IndexEntry

LONGEST_QUERY = 200
# Nobody reads further; it also bounds what one request can cost.
MOST_RESULTS = 500
# Where the index keeps text as it was written, by database.
TEXT_COLUMNS = {"postgresql": "body_text", "sqlite": "body"}


def cleaned(query: str) -> str:
    """The query without what no text holds (control characters, surrogates), cut to a sensible length."""
    start = query[: 2 * LONGEST_QUERY]
    kept = "".join(" " if unicodedata.category(character) in {"Cc", "Cs"} else character for character in start)
    return " ".join(kept.split())[:LONGEST_QUERY].strip()


def find_pages(query: str, locale: Locale) -> list[int]:
    """Ids of the pages in one language that everybody may read and that match, the most fitting first."""
    published = Page.objects.live().public().filter(locale=locale, depth__gt=1)
    # Wagtail's index on SQLite takes a quotation mark for the beginning of a phrase and fails if none ends it.
    words = query.replace('"', " ")
    found = [page.pk for page in published.search(words, operator="and")[:MOST_RESULTS]] if words.strip() else []
    if found:
        return found
    return list(published.filter(pk__in=_containing(query)).values_list("pk", flat=True)[:MOST_RESULTS])


def _containing(query: str) -> list[int]:
    """Ids of pages that have the query anywhere, even inside a word.

    The database's index splits text at spaces, so languages written without them are found no other way.
    """
    in_titles = Page.objects.filter(title__icontains=query).values_list("pk", flat=True)[:MOST_RESULTS]
    column = TEXT_COLUMNS.get(connection.vendor)
    if column is None:
        return list(in_titles)
    page_types = ContentType.objects.get_for_models(*get_page_models()).values()
    entries = IndexEntry.objects.filter(content_type__in=page_types, **{f"{column}__icontains": query})
    return [*in_titles, *map(int, entries.values_list("object_id", flat=True)[:MOST_RESULTS])]
