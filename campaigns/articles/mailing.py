"""What people do with mailings: plan, pause, go on, stop. Each act is checked, done and noted in one place."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any

from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from .audience import editions_of
from .mail import trial_message
from .models import Mailing, MailingState, PauseReason, UpdatePage
from .tasks import send_mailing


class NotOnline(Exception):
    """The update cannot be read by everybody, so nobody is told of it."""


class AlreadyMailed(Exception):
    """There is a mailing of this update; nobody gets news twice."""


class NotPossible(Exception):
    """The mailing does not stand that way any more."""


def plan(page: UpdatePage, user: Any, *, starts_at: datetime | None, pace: int, in_original: bool) -> Mailing:
    """Have an update mailed, at once or at a time. Raises NotOnline, AlreadyMailed."""
    told = editions_of(page.translation_key).any_page
    if told is None:
        raise NotOnline
    mailing = Mailing(
        update_key=page.translation_key,
        page=told,
        title=told.title,
        starts_at=starts_at or timezone.now(),
        pace=pace,
        in_original=in_original,
        asked_by=user,
    )
    try:
        with transaction.atomic():
            mailing.save()
            _note("planned", mailing, user)
    except IntegrityError as error:
        raise AlreadyMailed from error
    if mailing.starts_at <= timezone.now():
        _enqueue(mailing)
    return mailing


@transaction.atomic
def pause(mailing: Mailing, user: Any) -> None:
    """Send nothing more until somebody goes on. Raises NotPossible."""
    _move(mailing, {MailingState.SENDING}, state=MailingState.PAUSED, pause_reason=PauseReason.ASKED)
    _note("paused", mailing, user)


@transaction.atomic
def resume(mailing: Mailing, user: Any) -> None:
    """Go on. Raises NotPossible."""
    _move(mailing, {MailingState.PAUSED}, state=MailingState.SENDING, pause_reason=PauseReason.NONE)
    _note("resumed", mailing, user)
    _enqueue(mailing)


@transaction.atomic
def stop(mailing: Mailing, user: Any) -> None:
    """Send nothing more, ever. Raises NotPossible."""
    origins = {MailingState.SENDING, MailingState.PAUSED}
    _move(mailing, origins, state=MailingState.STOPPED, pause_reason=PauseReason.NONE, finished_at=timezone.now())
    _note("stopped", mailing, user)
    _enqueue(mailing)


@transaction.atomic
def cancel(mailing: Mailing, user: Any) -> None:
    """Take back what has not begun, so that it can be planned anew. Raises NotPossible."""
    if not Mailing.objects.filter(pk=mailing.pk, state=MailingState.SCHEDULED).delete()[0]:
        raise NotPossible
    _note("cancelled", mailing, user)


def send_test(page: UpdatePage, language: str, address: str) -> None:
    """Send the mail as signers of a language would get it to one who wants to see it. Raises SMTPException, OSError."""
    get_connection().send_messages([trial_message(page, language, address)])


def start_due(at: datetime | None = None) -> int:
    """Hand over what is due, goes on, or was left by a dead worker, to the task queue; how many."""
    due = list(Mailing.objects.due(at or timezone.now()).values_list("pk", flat=True))
    for mailing_id in due:
        send_mailing.enqueue(mailing_id)
    return len(due)


def _move(mailing: Mailing, origins: Collection[MailingState], **values: Any) -> None:
    if not Mailing.objects.filter(pk=mailing.pk, state__in=origins).update(**values):
        raise NotPossible


def _enqueue(mailing: Mailing) -> None:
    transaction.on_commit(partial(send_mailing.enqueue, mailing.pk))


def _note(act: str, mailing: Mailing, user: Any) -> None:
    """In the history of the page, where it still exists."""
    if mailing.page:
        log(instance=mailing.page, action=f"articles.mailing_{act}", user=user)
