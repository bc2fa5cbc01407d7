"""Keeping translations up with their source, so that nothing is out of date without anybody knowing."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from .models import PreviousWording, SourceState
from .publishing import NotComplete, SourceIsGone, SourceNotPublished, has_unpublished_words, publish
from .status import progress_of, words_in
from .wording import Wording, rewordings, wording_of

logger = logging.getLogger(__name__)


@dataclass
class Refreshed:
    """What became of the translations of a source: which must be worked on, which are online again as they were."""

    source: TranslationSource
    stale: list[Translation] = field(default_factory=list)
    renewed: list[Translation] = field(default_factory=list)


@transaction.atomic
def refresh(instance: TranslatableMixin, *, is_draft: bool = False) -> Refreshed | None:
    """Take the words of a source anew; None for what is not the source of any translation.

    Translations that are online and still complete get the new layout, pictures and dates at once. The others stay
    online as they are until they are complete again. With `is_draft` the words are those of a draft: everything is
    made ready, nothing goes online before the source does.
    """
    source = _source_of(instance)
    if source is None:
        return None
    # Whoever publishes the same page at the same time waits here.
    source = TranslationSource.objects.select_for_update().get(pk=source.pk)
    translations = list(source.translations.filter(enabled=True).select_related("source", "target_locale"))
    settled = [translation for translation in translations if _may_be_renewed(translation)]
    old = wording_of(source)
    source, _created = TranslationSource.update_or_create_from_instance(instance)
    SourceState.objects.update_or_create(source=source, defaults={"is_ahead": is_draft})
    new = wording_of(source)
    _remember(rewordings(old, new))
    _carry_over(source, old, new)
    for translation in translations:
        translation.source = source
    progress = progress_of(translations)
    refreshed = Refreshed(source, stale=[one for one in translations if not progress[one.pk].is_complete])
    if not is_draft:
        renewable = [one for one in settled if progress[one.pk].is_complete]
        refreshed.renewed = [one for one in renewable if _renew(one)]
    return refreshed


def _source_of(instance: TranslatableMixin) -> TranslationSource | None:
    source = TranslationSource.objects.get_for_instance_or_none(instance)
    return source if source and source.translations.filter(enabled=True).exists() else None


def _may_be_renewed(translation: Translation) -> bool:
    """Whether a translation is online, nobody is at work on it, and it does not go online by itself just now."""
    target = translation.source.object.get_instance_or_none(translation.target_locale)
    if not target or not getattr(target, "live", True) or _is_due(target):
        return False
    return not has_unpublished_words(translation)


def _is_due(target: TranslatableMixin) -> bool:
    return isinstance(target, Page) and target.revisions.filter(approved_go_live_at__lte=timezone.now()).exists()


def _renew(translation: Translation) -> bool:
    try:
        with transaction.atomic():
            publish(translation, None)
    except (NotComplete, SourceIsGone, SourceNotPublished):
        return False
    except ValidationError as error:
        # Shown as out of date in the report; the page stays online as it was.
        logger.warning("translation %s was not renewed: %s", translation.pk, sorted(getattr(error, "error_dict", {})))
        return False
    return True


def _remember(changes: Iterable[tuple[int, int, int]]) -> None:
    for context_id, string_id, previous_id in changes:
        PreviousWording.objects.update_or_create(
            context_id=context_id, string_id=string_id, defaults={"previous_id": previous_id}
        )


def _carry_over(source: TranslationSource, old: Wording, new: Wording) -> None:
    """Keep translations of what says the same as before: in another block, or with other spaces."""
    places = _same_words(old)
    for context_id, strings in new.items():
        for string_id, text in strings:
            known = places.get(_essence(text), set()) - {(context_id, string_id)}
            if (string_id, context_id) in {(key, context_id) for key, _text in old.get(context_id, [])} or not known:
                continue
            for former_context, former_string in sorted(known):
                for entry in StringTranslation.objects.filter(
                    translation_of_id=former_string, context_id=former_context, has_error=False
                ):
                    StringTranslation.objects.get_or_create(
                        translation_of_id=string_id,
                        context_id=context_id,
                        locale_id=entry.locale_id,
                        defaults={
                            "data": entry.data,
                            "translation_type": entry.translation_type,
                            "tool_name": entry.tool_name,
                            "last_translated_by_id": entry.last_translated_by_id,
                        },
                    )


def _same_words(wording: Wording) -> dict[str, set[tuple[int, int]]]:
    places: dict[str, set[tuple[int, int]]] = {}
    for context_id, strings in wording.items():
        for string_id, text in strings:
            places.setdefault(_essence(text), set()).add((context_id, string_id))
    return places


def _essence(text: str) -> str:
    """A text without what only lays it out."""
    return " ".join(text.replace(" ", " ").replace("<br/>", " ").split())


def overlooked() -> Iterator[Page]:
    """Pages that were published after their words were last taken: a worker was killed, or there was none."""
    sources = TranslationSource.objects.filter(translations__enabled=True).distinct()
    behind = sources.filter(
        Exists(
            Page.objects.filter(
                translation_key=OuterRef("object_id"),
                locale=OuterRef("locale_id"),
                live=True,
                last_published_at__gt=OuterRef("last_updated_at"),
            )
        )
    )
    for source in behind:
        yield source.get_source_instance()


@dataclass(frozen=True)
class Outlook:
    """What publishing a page as it is would do to its translations."""

    translations: list[Translation]
    strings: int
    words: int


def outlook(instance: TranslatableMixin) -> Outlook:
    """How many strings and words of a page are not as its translators last saw them."""
    source = _source_of(instance)
    if source is None:
        return Outlook([], 0, 0)
    known = {_essence(text) for strings in wording_of(source).values() for _key, text in strings}
    fresh = [
        value.string.data
        for value in extract_segments(instance)
        if isinstance(value, StringSegmentValue) and _essence(value.string.data) not in known
    ]
    translations = list(source.translations.filter(enabled=True).select_related("target_locale"))
    return Outlook(translations, len(fresh), sum(words_in(strip_tags(text)) for text in fresh))
