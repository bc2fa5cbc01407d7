"""What editors of a source are told of its translations: while they write, and when they have published."""

from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import Translation, TranslationSource

from campaigns.languages import cldr_locale, language_name, written_number
from cms.translation.freshness import Outlook, outlook
from cms.translation.permissions import User, translations_for
from cms.translation.status import progress_of

OUTLOOK = "translation_outlook"


@dataclass(frozen=True)
class NoticedLanguage:
    """A language a source is translated into; `translation_id` where this person may open the translation."""

    locale: Locale
    words_left: int
    translation_id: int | None


@dataclass(frozen=True)
class Notice:
    """What publishing a source means for its translations."""

    languages: list[NoticedLanguage]
    new_words: int
    new_strings: int
    is_page: bool


def notice_of(user: User, record: TranslatableMixin) -> Notice | None:
    """What the editor of a source is to know; None for what is not translated."""
    source = TranslationSource.objects.get_for_instance_or_none(record)
    if source is None:
        return None
    translations = _translations_of(source)
    if not translations:
        return None
    progress = progress_of(translations)
    mine = set(translations_for(user).filter(source=source).values_list("pk", flat=True))
    ahead = outlook(record)
    return Notice(
        [
            NoticedLanguage(one.target_locale, progress[one.pk].words_left, one.pk if one.pk in mine else None)
            for one in translations
        ],
        new_words=ahead.words,
        new_strings=ahead.strings,
        is_page=isinstance(record, Page),
    )


def look_ahead(request: HttpRequest, page: Page) -> None:
    """Before a page is published: count what will be new, as long as it can be told from what was there."""
    is_scheduled = page.go_live_at is not None and page.go_live_at > timezone.now()
    setattr(request, OUTLOOK, (outlook(page), is_scheduled))


def tell_editor(request: HttpRequest, page: Page) -> None:
    """After a page was published: say what that did to its translations.

    Depending on the queue, they know of it already or will in a moment; what is said here holds for both, because the
    new words were counted before.
    """
    found: tuple[Outlook, bool] | None = getattr(request, OUTLOOK, None)
    source = TranslationSource.objects.get_for_instance_or_none(page)
    if found is None or source is None:
        return
    translations = _translations_of(source)
    if translations:
        ahead, is_scheduled = found
        sentence, is_warning = what_happened(translations, ahead, is_scheduled=is_scheduled)
        (messages.warning if is_warning else messages.info)(request, sentence)


def what_happened(translations: list[Translation], found: Outlook, *, is_scheduled: bool) -> tuple[str, bool]:
    """The sentence, and whether somebody has to do something."""
    if found.strings:
        return _new_words(translations, found, is_scheduled=is_scheduled), True
    progress = progress_of(translations)
    behind = [one for one in translations if not progress[one.pk].is_complete]
    if behind:
        return (
            ngettext(
                "No words are new. One language still has words to translate: %(languages)s.",
                "No words are new. %(count)s languages still have words to translate: %(languages)s.",
                len(behind),
            )
            % {"count": written_number(len(behind)), "languages": _names(behind)}
        ), True
    return _("No words are new, so nothing is to be translated: the translations take over the layout."), False


def _new_words(translations: list[Translation], found: Outlook, *, is_scheduled: bool) -> str:
    count = len(translations)
    if is_scheduled:
        start = ngettext(
            "One language will be out of date when this goes online: %(languages)s.",
            "%(count)s languages will be out of date when this goes online: %(languages)s.",
            count,
        )
    else:
        start = ngettext(
            "One language is out of date now: %(languages)s.",
            "%(count)s languages are out of date now: %(languages)s.",
            count,
        )
    words = ngettext(
        "%(count)s word is to be translated. What is online in other languages stays as it is until then.",
        "%(count)s words are to be translated. What is online in other languages stays as it is until then.",
        found.words,
    )
    return format_html(
        "{}<br>{}",
        start % {"count": written_number(count), "languages": _names(translations)},
        words % {"count": written_number(found.words)},
    )


def _translations_of(source: TranslationSource) -> list[Translation]:
    translations = source.translations.filter(enabled=True).select_related("source", "target_locale")
    return list(translations.order_by("target_locale__language_code"))


def _names(translations: list[Translation]) -> str:
    names = [language_name(one.target_locale.language_code) for one in translations]
    return format_list(names, locale=cldr_locale(get_language() or "en"))


def notice_context(context: dict[str, Any]) -> dict[str, Any]:
    """For the editor's template: nothing where a page is not saved yet."""
    record = context.get("page") or context.get("instance") or context.get("object")
    if not isinstance(record, TranslatableMixin) or record.pk is None:
        return {"notice": None}
    return {"notice": notice_of(context["request"].user, record)}
