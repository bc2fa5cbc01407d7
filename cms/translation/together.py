"""A source and its translations go online in one go, now or at a given time; and what has to happen before that."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from babel.dates import format_datetime
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.locks import ScheduledForPublishLock
from wagtail.models import Page, Revision
from wagtail_localize.models import Translation, TranslationLog

from campaigns.languages import cldr_locale

from .cascading import Outcome, Result, attempt, may_not_publish, translations_of, words_left
from .freshness import outlook, refresh
from .models import SourceState
from .permissions import may_publish
from .publishing import publish
from .status import Progress, progress_of


class Ahead(StrEnum):
    """How the words the translators have compare to those of the source's newest draft."""

    NOT = "not"  # The draft is online, and theirs.
    UNSEEN = "unseen"  # There is a draft, and they have what is online.
    PREPARED = "prepared"  # They have the draft.
    OUTDATED = "outdated"  # They have a draft, and it was edited since.
    DROPPED = "dropped"  # They have a draft that there is no more.


@dataclass(frozen=True)
class Row:
    """One language on the screen."""

    translation: Translation
    page: Page
    progress: Progress
    reason: str
    hidden_by: str

    @property
    def code(self) -> str:
        """The code of the language."""
        return self.translation.target_locale.language_code

    @property
    def is_ready(self) -> bool:
        """Whether it can go online."""
        return not self.reason

    @cached_property
    def scheduled_at(self) -> datetime | None:
        """When it goes online, if that is settled."""
        return scheduled_at(self.page)

    @property
    def scheduled_for(self) -> str:
        """The same, for people; empty if it is not settled."""
        return shown_time(self.scheduled_at) if self.scheduled_at else ""


@dataclass(frozen=True)
class Standing:
    """How a source and its translations stand."""

    page: Page
    ahead: Ahead
    unseen_words: int
    rows: list[Row]

    @property
    def has_changes(self) -> bool:
        """Whether there is something of the source to publish."""
        return _has_changes(self.page)

    @cached_property
    def scheduled_at(self) -> datetime | None:
        """When the source's newest words go online, if that is settled."""
        return scheduled_at(self.page)

    @property
    def scheduled_for(self) -> str:
        """The same, for people; empty if it is not settled."""
        return shown_time(self.scheduled_at) if self.scheduled_at else ""

    @property
    def stranded(self) -> list[Row]:
        """Languages with a time at which they go online, while the source they speak for has none."""
        if self.scheduled_at or self.ahead in {Ahead.NOT, Ahead.UNSEEN}:
            return []
        return [row for row in self.rows if row.scheduled_at]


def standing(page: Page, user: Any) -> Standing:
    """How a source and each of its translations stand, seen by whoever may publish the source."""
    page = page.specific
    translations = translations_of(page)
    ahead, unseen = _ahead(page)
    progress = progress_of(translations)
    rows = []
    for translation in translations:
        target = translation.source.object.get_instance_or_none(translation.target_locale)
        if target is not None:
            reason = _objection(user, translation, progress[translation.pk], unseen)
            rows.append(Row(translation, target, progress[translation.pk], reason, _hidden_by(target)))
    return Standing(page, ahead, unseen, rows)


def _ahead(page: Page) -> tuple[Ahead, int]:
    is_ahead = SourceState.objects.filter(
        source__object_id=page.translation_key, source__locale=page.locale_id, is_ahead=True
    ).exists()
    if not _has_changes(page):
        return (Ahead.DROPPED if is_ahead else Ahead.NOT), 0
    newest = page.get_latest_revision_as_object()
    new = outlook(newest)
    unseen = new.words or new.strings
    if not is_ahead:
        # A source never published has no other words than its draft's.
        is_known = page.first_published_at is None and not page.live and not unseen
        return (Ahead.PREPARED if is_known else Ahead.UNSEEN), unseen
    return (Ahead.OUTDATED if unseen else Ahead.PREPARED), unseen


def _has_changes(page: Page) -> bool:
    return bool(page.has_unpublished_changes or not page.live)


def _objection(user: Any, translation: Translation, progress: Progress, unseen: int) -> str:
    if not may_publish(user, translation):
        return may_not_publish()
    if unseen:
        return _("Its translators have not seen the words of the draft.")
    return "" if progress.is_complete else words_left(progress.words_left)


def _hidden_by(page: Page) -> str:
    """The title of a page above that is not online, so that nobody gets to this one."""
    above = page.get_ancestors().filter(depth__gt=1, live=False).first()
    return above.title if above else ""


def scheduled_at(page: Page) -> datetime | None:
    """When a page goes online, if that is settled."""
    revision = page.scheduled_revision
    return revision.approved_go_live_at if revision else None


def prepare(page: Page) -> None:
    """Give translators the words of the newest draft; those who may see a translation see them from now on."""
    refresh(page.specific.get_latest_revision_as_object(), is_draft=True)


def take_back(page: Page) -> None:
    """Give translators what is online again, after a draft was dropped."""
    if page.live:
        refresh(page.specific, is_draft=False)


def publish_together(page: Page, codes: Collection[str], user: Any, at: datetime | None = None) -> list[Outcome]:
    """Publish the newest revision of a source and its translations in these languages, or settle when.

    Nothing happens to the translations unless it works for the source; one of them failing does not stop the others.
    """
    page = page.specific
    chosen = [one for one in translations_of(page) if one.target_locale.language_code in codes]
    source = attempt(
        lambda: _publish_source(page, user, at),
        lambda result, message: Outcome(page.locale.language_code, page.get_admin_display_title(), result, message),
    )
    if not source.ok:
        reason = _("Left as it is, because its source was not published.")
        return [source, *(_outcome(one)(Result.LEFT, reason) for one in chosen)]
    return [source, *(_publish_one(one, user, at) for one in chosen)]


def _publish_source(page: Page, user: Any, at: datetime | None) -> str:
    if not page.permissions_for_user(user).can_publish():
        raise PermissionDenied
    if not _has_changes(page):
        return _("Is online as it is.")
    _check_lock(page, user)
    newest = page.get_latest_revision_as_object()
    if newest.expire_at and newest.expire_at <= (at or timezone.now()):
        raise ValidationError(_("The page is set to go offline before that."))
    # From here on the translations speak for what goes online now.
    refresh(newest, is_draft=True)
    if at and page.live and page.live_revision_id is None:
        _keep_online(page, user)
        newest.live_revision = page.live_revision
    newest.go_live_at = at
    revision = newest.save_revision(user=user, changed=False)
    revision.publish(user=user, changed=page.has_unpublished_changes)
    return _with_hiding_page(page, done_message(at))


def _check_lock(page: Page, user: Any) -> None:
    lock = page.get_lock()
    # A page with a time to go online is locked against editing; it may still get another time.
    if lock and not isinstance(lock, ScheduledForPublishLock) and lock.for_user(user):
        raise ValidationError(_("The page is locked."))


def _keep_online(page: Page, user: Any) -> None:
    """Wagtail takes a page offline until its time comes if no revision is recorded as the one that is online."""
    page.live_revision = page.save_revision(user=user, changed=False, clean=False)
    page.save(update_fields=["live_revision"], clean=False)


def done_message(at: datetime | None) -> str:
    """What is said of a page that went online or will."""
    if at is None:
        return _("Published.")
    return _("Goes online on %(time)s.") % {"time": shown_time(at)}


def shown_time(at: datetime) -> str:
    """A time in the language and time zone in use."""
    locale = cldr_locale(get_language() or "en")
    return format_datetime(at, "long", tzinfo=timezone.get_current_timezone(), locale=locale)


def _with_hiding_page(page: Page, message: str) -> str:
    hidden_by = _hidden_by(page)
    if not hidden_by:
        return message
    return _("%(message)s But “%(title)s” above it is not online, so visitors do not find it.") % {
        "message": message,
        "title": hidden_by,
    }


def _outcome(translation: Translation) -> Callable[[Result, str], Outcome]:
    target = translation.source.object.get_instance_or_none(translation.target_locale)
    title = target.get_admin_display_title() if target else translation.source.object_repr
    return lambda result, message: Outcome(translation.target_locale.language_code, title, result, message)


def _publish_one(translation: Translation, user: Any, at: datetime | None) -> Outcome:
    outcome = _outcome(translation)
    # Read anew: publishing the source may have changed what there is to translate.
    translation = Translation.objects.select_related("source__locale", "target_locale").get(pk=translation.pk)
    if not may_publish(user, translation):
        return outcome(Result.REFUSED, may_not_publish())
    progress = progress_of([translation])[translation.pk]
    if not progress.is_complete:
        return outcome(Result.REFUSED, words_left(progress.words_left))

    def publish_it() -> str:
        target = publish(translation, user, at=at, together=True)
        message = done_message(at)
        return _with_hiding_page(target, message) if isinstance(target, Page) else message

    return attempt(publish_it, outcome)


def unschedule(page: Page, user: Any) -> list[Outcome]:
    """Take back the times at which the translations of a source were to go online."""
    outcomes = []
    for row in standing(page, user).rows:
        revision = row.page.scheduled_revision
        if revision is None:
            continue
        outcome = _outcome(row.translation)
        if not may_publish(user, row.translation):
            outcomes.append(outcome(Result.LEFT, may_not_publish()))
            continue
        _unschedule(revision, user)
        outcomes.append(outcome(Result.DONE, _("No longer scheduled.")))
    return outcomes


def _unschedule(revision: Revision, user: Any) -> None:
    revision.approved_go_live_at = None
    revision.save(user=user, update_fields=["approved_go_live_at"])
    # It never went online, so its words are news again.
    TranslationLog.objects.filter(revision=revision).delete()
