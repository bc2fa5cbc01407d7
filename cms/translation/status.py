"""How far translations are: counted for many at once, in a fixed number of queries."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils.html import strip_tags
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from .models import PreviousWording
from .wording import PreviousWordings

# A character of a script written without spaces counts as a word, as translators are paid for it.
WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿豈-﫿]|[^\W぀-ヿ㐀-䶿一-鿿豈-﫿]+(?:['’-]\w+)*")


@dataclass
class Progress:
    """How far one translation is, in strings and in words of the source."""

    total: int = 0
    done: int = 0
    changed: int = 0
    words: int = 0
    words_left: int = 0
    words_changed: int = 0
    updated_at: datetime | None = None
    updated_by: str = ""

    @property
    def open(self) -> int:
        """Strings still to be translated."""
        return self.total - self.done

    @property
    def is_complete(self) -> bool:
        """Whether everything is translated as the source is now."""
        return self.done == self.total

    @property
    def is_stale(self) -> bool:
        """Whether something was translated once and the source has changed since."""
        return self.changed > 0

    @property
    def percent(self) -> int:
        """How much is translated, by words; 100 only when nothing is left."""
        if self.is_complete:
            return 100
        return min(99, 100 * (self.words - self.words_left) // self.words) if self.words else 0


def words_in(data: str) -> int:
    """The number of words of a string as wagtail-localize keeps it."""
    return len(WORD.findall(strip_tags(data.replace("<br", " <br"))))


def progress_of(translations: Iterable[Translation] | QuerySet[Translation]) -> dict[int, Progress]:
    """The progress of each translation by its primary key. Six queries, however many there are."""
    translations = list(translations)
    found = {translation.pk: Progress() for translation in translations}
    by_source: dict[int, list[Translation]] = defaultdict(list)
    for translation in translations:
        by_source[translation.source_id].append(translation)
    objects = {translation.source.object_id for translation in translations}
    done = _done(translations, objects)
    before = PreviousWordings(
        PreviousWording.objects.filter(context__object_id__in=objects).values_list(
            "context_id", "string_id", "previous_id"
        )
    )
    segments = StringSegment.objects.filter(source__in=by_source).values_list(
        "source_id", "string_id", "context_id", "string__data"
    )
    for source_id, string_id, context_id, data in segments:
        words = words_in(data)
        for translation in by_source[source_id]:
            progress = found[translation.pk]
            progress.total += 1
            progress.words += words
            mine = done[translation.target_locale_id]
            if mine.get((string_id, context_id)):
                progress.done += 1
                continue
            progress.words_left += words
            if any((former, context_id) in mine for former in before.before(context_id, string_id)):
                progress.changed += 1
                progress.words_changed += words
    _add_last_changes(found, translations, objects)
    return found


def _done(translations: list[Translation], objects: set) -> dict[int, dict[tuple[int, int | None], bool]]:
    """By locale: whether the translation of a string in a context is good; absent where there is none."""
    entries = StringTranslation.objects.filter(
        locale__in={translation.target_locale_id for translation in translations}, context__object_id__in=objects
    ).values_list("locale_id", "translation_of_id", "context_id", "has_error")
    done: dict[int, dict[tuple[int, int | None], bool]] = defaultdict(dict)
    for locale_id, string_id, context_id, has_error in entries:
        done[locale_id][string_id, context_id] = not has_error
    return done


def _add_last_changes(found: dict[int, Progress], translations: list[Translation], objects: set) -> None:
    by_place = {
        (translation.target_locale_id, translation.source.object_id): translation.pk for translation in translations
    }
    entries = StringTranslation.objects.filter(context__object_id__in=objects)
    latest = {
        (locale_id, object_id): updated_at
        for locale_id, object_id, updated_at in entries.values_list("locale_id", "context__object_id")
        .annotate(latest=Max("updated_at"))
        .order_by()
    }
    changes = entries.filter(updated_at__in=set(latest.values())).values_list(
        "locale_id",
        "context__object_id",
        "updated_at",
        "last_translated_by__first_name",
        "last_translated_by__last_name",
        "last_translated_by__username",
    )
    for locale_id, object_id, updated_at, first, last, username in changes:
        pk = by_place.get((locale_id, object_id))
        if pk is not None and latest[locale_id, object_id] == updated_at:
            found[pk].updated_at = updated_at
            found[pk].updated_by = f"{first or ''} {last or ''}".strip() or username or ""
