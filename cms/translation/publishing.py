"""Putting translations online: complete, or knowingly in part; now, or at a given time."""

from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.models import SegmentOverride, SourceDeletedError, StringTranslation, Translation, TranslationLog

from .assembling import AssembledSource
from .mail import tell_translator
from .models import PartialTranslation, Review, ReviewState, SourceState
from .status import progress_of

TREE_ROOT_DEPTH = 2


class NotComplete(Exception):
    """Something is not translated yet, and nobody said that this does not matter."""


class SourceNotPublished(Exception):
    """The words were taken from a draft of the source, and go online together with it."""


class SourceIsGone(Exception):
    """The page or snippet the words came from was deleted."""


def assemble(translation: Translation) -> Any:
    """The page or snippet as the translation has it now, not saved; what is not translated is in the source language.

    What belongs to the language alone is taken from its newest draft. Raises SourceIsGone.
    """
    source = AssembledSource.objects.get(pk=translation.source_id)
    try:
        current = source.get_translated_instance(translation.target_locale)
        instance = source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    except (ObjectDoesNotExist, SourceDeletedError) as error:
        raise SourceIsGone from error
    if isinstance(instance, Page):
        newest = current.get_latest_revision_as_object() if current.latest_revision else current
        for field in getattr(instance, "local_fields", ()):
            setattr(instance, field, getattr(newest, field))
        if instance.depth == TREE_ROOT_DEPTH:
            # A home page's slug is no part of any address, but no two pages below the root may share one.
            instance.slug = current.slug
        instance.draft_title = instance.title
    return instance


@transaction.atomic
def publish(
    translation: Translation, user: Any, *, partly: bool = False, at: datetime | None = None, together: bool = False
) -> TranslatableMixin:
    """Put a translation online as it is now, or at a time to come; returns the page or snippet.

    Whether the user may is for the caller to ask (`permissions.may_publish`): language leads have no rights on pages.

    Raises NotComplete unless everything is translated or `partly` says that it need not be; SourceNotPublished where
    the words come from a draft, unless they go online `together` with it; ValidationError where the page cannot be
    saved like this. Nothing is changed then.
    """
    is_complete = progress_of([translation])[translation.pk].is_complete
    if not is_complete and not partly:
        raise NotComplete
    if not together and is_ahead_of_source(translation):
        raise SourceNotPublished
    instance = assemble(translation)
    if isinstance(instance, Page):
        _publish_page(instance, user, at)
    else:
        instance.full_clean()
        instance.save()
    if at is None:
        _note_what_is_missing(translation)
    TranslationLog.objects.create(
        source=translation.source,
        locale=translation.target_locale,
        revision=getattr(instance, "latest_revision", None),
    )
    _approve(translation, user)
    return instance


def _approve(translation: Translation, user: Any) -> None:
    """What was waiting for review is decided; whoever submitted it is told, unless they published it themselves."""
    for review in Review.objects.open().filter(translation=translation):
        review.state, review.decided_by, review.decided_at = ReviewState.APPROVED, user, timezone.now()
        review.save()
        if user != review.submitted_by:
            transaction.on_commit(partial(tell_translator.enqueue, review.pk))


def is_ahead_of_source(translation: Translation) -> bool:
    """Whether the words of a translation are those of a draft that is not online."""
    if SourceState.objects.filter(source=translation.source, is_ahead=True).exists():
        return True
    source = Page.objects.filter(
        translation_key=translation.source.object_id, locale=translation.source.locale_id
    ).first()
    # A source that was online once and was taken down says nothing new.
    return bool(source and not source.live and source.first_published_at is None)


def _publish_page(page: Page, user: Any, at: datetime | None) -> None:
    page.go_live_at = at
    revision = page.save_revision(user=user, changed=True)
    revision.publish(user=user, skip_permission_checks=True)
    page.refresh_from_db(fields=["live", "latest_revision", "live_revision"])


def _note_what_is_missing(translation: Translation) -> None:
    source = AssembledSource.objects.get(pk=translation.source_id)
    places = source.foreign_places(translation.target_locale)
    if places:
        PartialTranslation.objects.update_or_create(translation=translation, defaults={"places": places})
    else:
        PartialTranslation.objects.filter(translation=translation).delete()


def has_unpublished_words(translation: Translation) -> bool:
    """Whether somebody translated something since the translation was last put online."""
    last = (
        TranslationLog.objects.filter(source=translation.source, locale=translation.target_locale)
        .order_by("-created_at")
        .values_list("created_at", flat=True)
        .first()
    )
    if last is None:
        return True
    belongs = {"context__object_id": translation.source.object_id, "locale": translation.target_locale}
    return any(
        model.objects.filter(**belongs, updated_at__gt=last).exists() for model in (StringTranslation, SegmentOverride)
    )


def messages_of(error: ValidationError) -> list[str]:
    """What is wrong, with the field it is wrong with."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [f"{field}: {' '.join(entry.messages)}" for field, entries in error.error_dict.items() for entry in entries]
