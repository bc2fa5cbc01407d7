"""What happens to a source happens to its translations, if wanted: moving, unpublishing, deleting, publishing.

Each translation is a page of its own, with its own rights. One that cannot follow stays as it is and is reported, and
the others follow all the same.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from treebeard.exceptions import InvalidMoveToDescendant
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Locale, Page, ReferenceIndex
from wagtail_localize.models import Translation, TranslationSource

from . import permissions
from .freshness import outlook, refresh
from .publishing import NotComplete, SourceIsGone, SourceNotPublished, has_unpublished_words, messages_of, publish
from .status import progress_of


class Deed(StrEnum):
    """What is done to a source; the values are those of Wagtail's bulk actions."""

    MOVE = "move"
    UNPUBLISH = "unpublish"
    DELETE = "delete"
    PUBLISH = "publish"


class Result(StrEnum):
    """How it ended for one page."""

    DONE = "done"
    LEFT = "left"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of one page, in words."""

    language: str
    title: str
    result: Result
    message: str

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.result == Result.DONE


@dataclass(frozen=True)
class Follower:
    """A translation that can follow its source, or the reason why it cannot."""

    source: Page
    page: Page
    reason: str = ""

    @property
    def language(self) -> str:
        """The code of the translation's language."""
        return self.page.locale.language_code

    def outcome(self, result: Result, message: str) -> Outcome:
        """What became of it."""
        return Outcome(self.language, self.page.get_admin_display_title(), result, message)


def is_source(page: Page) -> bool:
    """Whether other pages are translations of this one, not it of another."""
    first = TranslationSource.objects.filter(object_id=page.translation_key).order_by("created_at").first()
    if first is not None:
        return first.locale_id == page.locale_id
    # Pages copied into other languages by hand have no source on record; the site's main language is taken for it.
    return page.alias_of_id is None and page.locale_id == Locale.get_default().pk


def followers(
    pages: Iterable[Page], deed: Deed, user: Any, destination: Page | None = None, *, published: bool = False
) -> list[Follower]:
    """The translations that a deed done to these pages concerns, each with what speaks against it.

    Those among `pages` themselves are left out. `published` says that the pages are online already as they are.
    """
    pages = list(pages)
    selected = {page.pk for page in pages}
    found = []
    for page in pages:
        if is_source(page):
            found += [one for one in _of_one(page, deed, user, destination, published) if one.page.pk not in selected]
    return found


def _of_one(page: Page, deed: Deed, user: Any, destination: Page | None, published: bool) -> Iterator[Follower]:
    if deed == Deed.PUBLISH:
        yield from _ready_to_publish(page, user, published)
        return
    for translation in _concerned(page, deed):
        yield Follower(page, translation, _objection(translation, deed, user, destination))


def _concerned(page: Page, deed: Deed) -> list[Page]:
    others = Page.objects.filter(translation_key=page.translation_key).exclude(locale=page.locale_id)
    if deed == Deed.UNPUBLISH:
        # Wagtail takes a mirrored page offline with the one it mirrors.
        others = others.filter(alias_of=None)
    found = [other.specific for other in others.select_related("locale").order_by("locale__language_code")]
    return [other for other in found if deed != Deed.UNPUBLISH or other.live or other.scheduled_revision]


def _objection(page: Page, deed: Deed, user: Any, destination: Page | None) -> str:
    rights = page.permissions_for_user(user)
    if deed == Deed.UNPUBLISH:
        may = rights.can_unpublish() if page.live else rights.can_unschedule()
        return "" if may else _("You may not unpublish this page.")
    if deed == Deed.DELETE:
        return _objection_to_deleting(page, rights)
    if not rights.can_move():
        return _("You may not move this page.")
    return _objection_to_place(page, rights, destination) if destination else ""


def _objection_to_deleting(page: Page, rights: Any) -> str:
    if not rights.can_delete():
        return _("You may not delete this page.")
    if ReferenceIndex.get_references_to(page).group_by_source_object().is_protected:
        return _("This page is used elsewhere and cannot be deleted.")
    return ""


def _objection_to_place(page: Page, rights: Any, destination: Page) -> str:
    parent = _in_language(destination, page.locale)
    if parent is None:
        return _("“%(title)s” does not exist in this language. The page stays where it is.") % {
            "title": destination.title
        }
    if not rights.can_move_to(parent):
        return _("This page may not be moved to “%(title)s”.") % {"title": parent.title}
    if not Page._slug_is_available(page.slug, parent, page=page):
        return _("“%(title)s” has another page with the address “%(slug)s” already.") % {
            "title": parent.title,
            "slug": page.slug,
        }
    return ""


def _in_language(destination: Page, locale: Locale) -> Page | None:
    # All languages share the root.
    return destination if destination.is_root() else destination.get_translation_or_none(locale)


def _ready_to_publish(page: Page, user: Any, published: bool) -> Iterator[Follower]:
    """The translations that are not online as they are."""
    translations = [
        (translation, target)
        for translation in translations_of(page)
        if (target := translation.source.object.get_instance_or_none(translation.target_locale))
        and (not target.live or has_unpublished_words(translation))
    ]
    if not translations:
        return
    fresh = 0 if published else outlook(page.get_latest_revision_as_object()).words
    progress = progress_of([translation for translation, _target in translations])
    for translation, target in translations:
        words = fresh or progress[translation.pk].words_left
        reason = "" if not words and progress[translation.pk].is_complete else words_left(words)
        if not permissions.may_publish(user, translation):
            reason = may_not_publish()
        yield Follower(page, target, reason)


def translations_of(page: Page) -> list[Translation]:
    """The translations of a source that are kept up with it, by language."""
    return list(
        Translation.objects.filter(source__object_id=page.translation_key, source__locale=page.locale_id, enabled=True)
        .select_related("source__locale", "target_locale")
        .order_by("target_locale__language_code")
    )


def words_left(count: int) -> str:
    """Why a translation that is not complete is not published."""
    return ngettext(
        "Not complete: %(count)s word is not translated yet.",
        "Not complete: %(count)s words are not translated yet.",
        count,
    ) % {"count": count}


def may_not_publish() -> str:
    """Why a translation is left alone that somebody else is responsible for."""
    return _("You may not publish in this language.")


def cascade(
    deed: Deed,
    pages: Iterable[Page],
    languages: Collection[str],
    user: Any,
    *,
    destination: Page | None = None,
    include_descendants: bool = False,
) -> list[Outcome]:
    """Do to the translations of these pages, in these languages, what was done to the pages themselves."""
    pages = list(pages)
    if deed == Deed.PUBLISH:
        for page in pages:
            refresh(page.specific_class.objects.get(pk=page.pk))
    found = followers(pages, deed, user, destination, published=True)
    outcomes = []
    for one in found:
        if one.language in languages:
            outcomes.append(_follow(one, deed, user, destination, include_descendants))
        else:
            outcomes.append(one.outcome(Result.LEFT, one.reason or _("Left as it is.")))
    return outcomes


def _follow(follower: Follower, deed: Deed, user: Any, destination: Page | None, include_descendants: bool) -> Outcome:
    page, outcome = follower.page, follower.outcome
    if follower.reason:
        return outcome(Result.REFUSED, follower.reason)
    deeds: dict[Deed, Callable[[], str]] = {
        Deed.MOVE: lambda: _move(page, destination, user),
        Deed.UNPUBLISH: lambda: _unpublish(page, user, include_descendants),
        Deed.DELETE: lambda: _delete(page, user),
        Deed.PUBLISH: lambda: _publish(follower, user),
    }
    return attempt(deeds[deed], outcome)


def attempt(do: Callable[[], str], outcome: Callable[[Result, str], Outcome]) -> Outcome:
    """Do something to one page; what goes wrong undoes this alone and is said in words."""
    try:
        with transaction.atomic():
            return outcome(Result.DONE, do())
    except NotComplete:
        reason = _("Not complete.")
    except SourceNotPublished:
        reason = _("Its source is not published yet.")
    except SourceIsGone:
        reason = _("Its source was deleted.")
    except ValidationError as error:
        reason = " ".join(messages_of(error))
    except PermissionDenied:
        reason = _("You may not do this.")
    except (models.ProtectedError, models.RestrictedError):
        reason = _("This page is used elsewhere and cannot be deleted.")
    except (InvalidMoveToDescendant, DatabaseError) as error:
        reason = str(error)
    return outcome(Result.REFUSED, reason)


def _move(page: Page, destination: Page | None, user: Any) -> str:
    # Read anew: the page before it may have changed the place of both in the tree.
    page = Page.objects.get(pk=page.pk)
    parent = _in_language(Page.objects.get(pk=destination.pk), page.locale) if destination else None
    if parent is None or page.is_child_of(parent):
        return _("Is there already.")
    MovePageAction(page, parent, pos="last-child", user=user).execute()
    return _("Moved to “%(title)s”.") % {"title": parent.title}


def _unpublish(page: Page, user: Any, include_descendants: bool) -> str:
    was_live = page.live
    if was_live:
        UnpublishPageAction(page, user=user, include_descendants=include_descendants).execute()
    for revision in page.revisions.filter(approved_go_live_at__isnull=False):
        revision.approved_go_live_at = None
        revision.save(user=user, update_fields=["approved_go_live_at"])
    return _("Unpublished.") if was_live else _("No longer scheduled.")


def _delete(page: Page, user: Any) -> str:
    fresh = Page.objects.filter(pk=page.pk).first()
    if fresh is not None:
        DeletePageAction(fresh.specific, user=user).execute()
    return _("Deleted.")


def _publish(follower: Follower, user: Any) -> str:
    translation = next(
        one for one in translations_of(follower.source) if one.target_locale_id == follower.page.locale_id
    )
    publish(translation, user)
    return _("Published.")
