"""Where translations stand: how far they are, what readers see of them, and who has to do something next.

Everything is counted for many translations at once, in a number of queries that does not depend on how many.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Max, QuerySet
from django.utils.translation import pgettext_lazy
from wagtail.models import Page, Revision
from wagtail_localize.models import SegmentOverride, Translation, TranslationLog

from .models import PartialTranslation, Review, ReviewState, SourceState
from .status import Progress, progress_of

Place = tuple[UUID, int]


class State(models.TextChoices):
    """What is to be done about a translation, in the order in which it usually goes through them."""

    NOT_STARTED = "not_started", pgettext_lazy("state of a translation", "Not started")
    IN_TRANSLATION = "in_translation", pgettext_lazy("state of a translation", "In translation")
    IN_REVIEW = "in_review", pgettext_lazy("state of a translation", "Waiting for review")
    READY = "ready", pgettext_lazy("state of a translation", "Ready to publish")
    LIVE = "live", pgettext_lazy("state of a translation", "Live")
    STALE = "stale", pgettext_lazy("state of a translation", "Live, out of date")
    PARTIAL = "partial", pgettext_lazy("state of a translation", "Live in part")


# A shape for every state, so that nobody needs to tell colours apart.
ICONS = {
    State.NOT_STARTED: "radio-empty",
    State.IN_TRANSLATION: "edit",
    State.IN_REVIEW: "view",
    State.READY: "upload",
    State.LIVE: "check",
    State.STALE: "warning",
    State.PARTIAL: "minus",
}


@dataclass(frozen=True)
class Standing:
    """Where one translation stands.

    `goes_live_at` is set where a version waits for its time; `review` is the newest review, whatever became of it, and
    `is_returned` says that a lead gave it back and that nobody has submitted or published it since.
    """

    translation: Translation
    state: State
    progress: Progress
    is_live: bool = False
    is_ahead: bool = False
    goes_live_at: datetime | None = None
    review: Review | None = None
    is_returned: bool = False

    @property
    def icon(self) -> str:
        """The name of the sign that goes with the word."""
        return ICONS[self.state]

    @property
    def says_live(self) -> bool:
        """Whether the word for the state says already that readers see the translation."""
        return self.state in {State.LIVE, State.STALE, State.PARTIAL}

    @property
    def is_open(self) -> bool:
        """Whether somebody has to do something."""
        return self.state != State.LIVE and not (self.state == State.READY and self.goes_live_at)


@dataclass(frozen=True)
class _Target:
    pk: int
    is_live: bool
    is_page: bool = False


def standings(translations: Iterable[Translation] | QuerySet[Translation]) -> dict[int, Standing]:
    """The standing of each translation by its primary key.

    Pass them with `source` and `target_locale` selected, as `permissions.translations_for` does.
    """
    translations = list(translations)
    progress = progress_of(translations)
    targets = _targets(translations)
    published = _last_published(translations)
    overridden = _last_overridden(translations)
    reviews = _reviews(translations)
    waiting = _waiting(targets)
    partial = set(
        PartialTranslation.objects.filter(translation__in=translations).values_list("translation_id", flat=True)
    )
    ahead = set(
        SourceState.objects.filter(source__translations__in=translations, is_ahead=True).values_list(
            "source_id", flat=True
        )
    )
    found = {}
    for translation in translations:
        place = _place(translation)
        target = targets.get(place)
        last = published.get((translation.source_id, translation.target_locale_id))
        words_at = _latest(progress[translation.pk].updated_at, overridden.get(place))
        review = reviews.get(translation.pk)
        is_returned = _is_returned(review, last)
        found[translation.pk] = Standing(
            translation,
            _state(
                progress[translation.pk],
                is_live=bool(target and target.is_live),
                is_partial=translation.pk in partial,
                is_ahead=translation.source_id in ahead,
                in_review=review is not None and review.state == ReviewState.OPEN,
                is_returned=is_returned,
                has_news=last is None or (words_at is not None and words_at > last),
            ),
            progress[translation.pk],
            is_live=bool(target and target.is_live),
            is_ahead=translation.source_id in ahead,
            goes_live_at=waiting.get(place),
            review=review,
            is_returned=is_returned,
        )
    return found


def _state(
    progress: Progress,
    *,
    is_live: bool,
    is_partial: bool,
    is_ahead: bool,
    in_review: bool,
    is_returned: bool,
    has_news: bool,
) -> State:
    if in_review:
        return State.IN_REVIEW
    if progress.is_complete:
        if is_live and not has_news:
            return State.LIVE
        return State.IN_TRANSLATION if is_returned else State.READY
    if is_live and not is_ahead:
        return State.PARTIAL if is_partial and not progress.is_stale else State.STALE
    # Words taken from a draft of the source make nothing out of date that is online.
    return State.IN_TRANSLATION if progress.done or progress.is_stale else State.NOT_STARTED


def _is_returned(review: Review | None, last_published: datetime | None) -> bool:
    if review is None or review.state != ReviewState.RETURNED or review.decided_at is None:
        return False
    return last_published is None or review.decided_at > last_published


def _place(translation: Translation) -> Place:
    return translation.source.object_id, translation.target_locale_id


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)


def _targets(translations: list[Translation]) -> dict[Place, _Target]:
    """The pages and snippets that translations make. One query for all pages, one for each model of snippets."""
    keys: dict[int, set[UUID]] = defaultdict(set)
    for translation in translations:
        keys[translation.source.specific_content_type_id].add(translation.source.object_id)
    page_keys: set[UUID] = set()
    found: dict[Place, _Target] = {}
    for content_type_id, of_type in keys.items():
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        if model is None:
            continue
        if issubclass(model, Page):
            page_keys |= of_type
            continue
        has_drafts = any(field.name == "live" for field in model._meta.get_fields())
        rows = model._default_manager.filter(translation_key__in=of_type).values_list(
            "pk", "translation_key", "locale_id", *(["live"] if has_drafts else [])
        )
        found.update({(key, locale): _Target(pk, all(live)) for pk, key, locale, *live in rows})
    pages = Page.objects.filter(translation_key__in=page_keys).values_list("pk", "translation_key", "locale_id", "live")
    found.update({(key, locale): _Target(pk, live, is_page=True) for pk, key, locale, live in pages})
    return found


def _last_published(translations: list[Translation]) -> dict[tuple[int, int], datetime]:
    logs = (
        TranslationLog.objects.filter(source__in={translation.source_id for translation in translations})
        .order_by()
        .values_list("source_id", "locale_id")
        .annotate(last=Max("created_at"))
    )
    return {(source_id, locale_id): last for source_id, locale_id, last in logs}


def _last_overridden(translations: list[Translation]) -> dict[Place, datetime]:
    overrides = (
        SegmentOverride.objects.filter(
            context__object_id__in={translation.source.object_id for translation in translations}
        )
        .order_by()
        .values_list("context__object_id", "locale_id")
        .annotate(last=Max("updated_at"))
    )
    return {(object_id, locale_id): last for object_id, locale_id, last in overrides}


def _reviews(translations: list[Translation]) -> dict[int, Review]:
    reviews = (
        Review.objects.filter(translation__in=translations)
        .select_related("submitted_by", "decided_by")
        .order_by("submitted_at", "pk")
    )
    return {review.translation_id: review for review in reviews}


def _waiting(targets: dict[Place, _Target]) -> dict[Place, datetime]:
    """Versions of pages that go online at a time to come."""
    scheduled = (
        Revision.objects.page_revisions()
        .filter(approved_go_live_at__isnull=False)
        .values_list("object_id", "approved_go_live_at")
    )
    times = {int(pk): moment for pk, moment in scheduled}
    return {place: times[target.pk] for place, target in targets.items() if target.is_page and target.pk in times}
