"""Making a page or snippet in another language out of its source and what was translated, without saving it."""

import json
from collections.abc import Collection
from typing import Any

from wagtail.models import Locale
from wagtail_localize.models import StringSegment, TranslationSource
from wagtail_localize.segments import StringSegmentValue

from .labels import place_of


class AssembledSource(TranslationSource):
    """A source that never mixes languages within one field or block.

    Where wagtail-localize would put single untranslated strings of the source between translated ones, this puts the
    whole field or block in the source language, so that it can be marked as such.
    """

    class Meta:
        proxy = True

    def foreign_places(self, locale: Locale) -> list[str]:
        """The fields and blocks that have something untranslated, or badly translated, in them."""
        missing = (
            StringSegment.objects.filter(source=self)
            .annotate_translation(locale)
            .filter(translation=None)
            .values_list("context__path", flat=True)
        )
        return sorted({place_of(path) for path in missing})

    def _get_segments_for_translation(self, locale: Locale, fallback: bool = False) -> list[Any]:
        segments = super()._get_segments_for_translation(locale, fallback=fallback)
        places = self.foreign_places(locale) if fallback else []
        return self._in_source_language(segments, places) if places else segments

    def _in_source_language(self, segments: list[Any], places: Collection[str]) -> list[Any]:
        originals = {
            segment.order: segment for segment in StringSegment.objects.filter(source=self).select_related("string")
        }
        return [
            StringSegmentValue(
                segment.path,
                originals[segment.order].string.as_value(),
                attrs=json.loads(originals[segment.order].attrs) if originals[segment.order].attrs else None,
                order=segment.order,
            )
            if isinstance(segment, StringSegmentValue) and place_of(segment.path) in places
            else segment
            for segment in segments
        ]
