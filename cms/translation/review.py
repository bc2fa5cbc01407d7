"""From the translator to the language lead and back: submitting, returning, and telling people about it."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from .mail import tell_leads, tell_translator
from .models import Review, ReviewState
from .publishing import NotComplete
from .status import progress_of


class AlreadySubmitted(Exception):
    """The translation waits for review already."""


def open_review(translation: Translation) -> Review | None:
    """The review a translation waits for."""
    return Review.objects.open().filter(translation=translation).select_related("submitted_by").first()


def last_review(translation: Translation) -> Review | None:
    """The newest review, whatever became of it."""
    return Review.objects.filter(translation=translation).select_related("submitted_by", "decided_by").first()


def submit(translation: Translation, user: Any, message: str = "") -> Review:
    """Hand a finished translation to the leads of its language. Raises NotComplete, AlreadySubmitted."""
    if not progress_of([translation])[translation.pk].is_complete:
        raise NotComplete
    try:
        with transaction.atomic():
            review = Review.objects.create(translation=translation, submitted_by=user, message=message)
    except IntegrityError as error:
        raise AlreadySubmitted from error
    transaction.on_commit(partial(tell_leads.enqueue, review.pk))
    return review


@transaction.atomic
def return_to_translator(review: Review, user: Any, comment: str) -> None:
    """Give a translation back with what is to be done. Raises ValidationError without a comment."""
    if not comment.strip():
        raise ValidationError(_("Say what should be changed, so that the translator can go on."))
    decided = Review.objects.filter(pk=review.pk, state=ReviewState.OPEN).update(
        state=ReviewState.RETURNED, comment=comment.strip(), decided_by=user, decided_at=timezone.now()
    )
    if decided:
        transaction.on_commit(partial(tell_translator.enqueue, review.pk))
