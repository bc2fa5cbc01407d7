"""Tells wagtail-localize which words are translations of which, so that translators can go on from there."""

import json
from collections import defaultdict
from itertools import zip_longest

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from wagtail.models import TranslatableMixin
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationLog,
    TranslationSource,
)
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments


def record_translation(original: TranslatableMixin, translated: TranslatableMixin) -> None:
    """Record what was written in another language as the finished translation of the original."""
    source, _created = TranslationSource.update_or_create_from_instance(original)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=translated.locale)
    segments = extract_segments(translated)
    _record_strings(translation, [segment for segment in segments if isinstance(segment, StringSegmentValue)])
    _record_choices(translation, [segment for segment in segments if isinstance(segment, OverridableSegmentValue)])
    # Only pages have revisions here.
    revision = getattr(translated, "latest_revision", None)
    TranslationLog.objects.create(source=source, locale=translated.locale, revision=revision)
    Translation.objects.filter(pk=translation.pk).update(
        translations_last_updated_at=timezone.now(), destination_last_updated_at=timezone.now()
    )


def _record_strings(translation: Translation, translated: list[StringSegmentValue]) -> None:
    """Pairs strings by the place they stand in: a field, or a block, which has the same identifier in both pages."""
    by_place: dict[str, list[str]] = defaultdict(list)
    for value in translated:
        by_place[value.path].append(value.string.data)
    originals: dict[str, list[StringSegment]] = defaultdict(list)
    for segment in StringSegment.objects.filter(source=translation.source).select_related("context").order_by("order"):
        originals[segment.context.path].append(segment)
    for place, segments in originals.items():
        for segment, words in zip_longest(segments, by_place[place][: len(segments)]):
            if words:
                StringTranslation.objects.get_or_create(
                    translation_of_id=segment.string_id,
                    locale=translation.target_locale,
                    context=segment.context,
                    defaults={"data": words, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
                )


def _record_choices(translation: Translation, translated: list[OverridableSegmentValue]) -> None:
    """Pictures and pages that were chosen differently in the translation."""
    by_place = {value.path: json.dumps(value.data, cls=DjangoJSONEncoder) for value in translated}
    for segment in OverridableSegment.objects.filter(source=translation.source).select_related("context"):
        chosen = by_place.get(segment.context.path, segment.data_json)
        if chosen != segment.data_json:
            SegmentOverride.objects.get_or_create(
                locale=translation.target_locale, context=segment.context, defaults={"data_json": chosen}
            )
