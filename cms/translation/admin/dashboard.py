"""The panel on the dashboard: what somebody's languages wait for."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.models import Locale
from wagtail_localize.models import Translation

from cms.translation.matrix import sees_translations
from cms.translation.permissions import User, languages_led_by, languages_of, translations_for
from cms.translation.standing import Standing, State, standings

FIRST_ITEMS = 5
# What readers see wrongly comes first; what only a lead can do is listed apart.
URGENCY = [State.STALE, State.PARTIAL, State.IN_TRANSLATION, State.READY, State.NOT_STARTED]


@dataclass(frozen=True)
class MyLanguage:
    """What is to be done in a language by the person who looks at the dashboard."""

    locale: Locale
    open: list[Standing]
    reviews: list[Standing]
    returned: list[Standing]

    @property
    def to_do(self) -> list[Standing]:
        """What somebody has to work on, what came back first."""
        return [*self.returned, *self.open]

    @property
    def words_left(self) -> int:
        """The words left in all its translations."""
        return sum(standing.progress.words_left for standing in self.to_do)

    @property
    def first(self) -> list[Standing]:
        """The most urgent ones."""
        return self.open[:FIRST_ITEMS]


def my_languages(user: User) -> list[MyLanguage]:
    """The languages whose teams a person belongs to, each with what it waits for."""
    locales = list(languages_of(user).order_by("language_code"))
    led = set(languages_led_by(user).values_list("pk", flat=True))
    by_locale = _by_locale(translations_for(user).filter(target_locale__in=locales))
    return [_language(locale, by_locale[locale.pk], leads=locale.pk in led) for locale in locales]


def all_languages(user: User) -> list[MyLanguage]:
    """For people who edit sources: the languages with something left to translate."""
    by_locale = _by_locale(translations_for(user))
    languages = [
        _language(locale, by_locale[locale.pk], leads=False)
        for locale in Locale.objects.filter(pk__in=by_locale).order_by("language_code")
    ]
    return [language for language in languages if language.words_left]


def _by_locale(translations: QuerySet[Translation]) -> dict[int, list[Standing]]:
    found: dict[int, list[Standing]] = defaultdict(list)
    for standing in standings(translations).values():
        found[standing.translation.target_locale_id].append(standing)
    return found


def _language(locale: Locale, found: list[Standing], *, leads: bool) -> MyLanguage:
    returned = [standing for standing in found if standing.is_returned]
    still_open = [one for one in found if one.is_open and one.state in URGENCY and not one.is_returned]
    # What is complete waits for whoever may publish it.
    mine = [one for one in still_open if leads or one.state != State.READY]
    return MyLanguage(
        locale,
        open=sorted(mine, key=_urgency),
        reviews=sorted((one for one in found if leads and one.state == State.IN_REVIEW), key=_submitted_at),
        returned=sorted(returned, key=_urgency),
    )


def _urgency(standing: Standing) -> tuple[int, int, str]:
    return (
        URGENCY.index(standing.state),
        -standing.progress.words_changed,
        standing.translation.source.object_repr.casefold(),
    )


def _submitted_at(standing: Standing) -> datetime:
    assert standing.review is not None  # noqa: S101 - only those in review are asked
    return standing.review.submitted_at


class LanguagesPanel(Component):
    """The panel “My languages” for teams, and a line for each language with something open for editors."""

    name = "translations"
    order = 90

    def __init__(self, user: User) -> None:
        self.languages = my_languages(user)
        self.is_mine = bool(self.languages)
        if not self.is_mine:
            self.languages = all_languages(user)

    @property
    def template_name(self) -> str:
        """The whole panel, or the short one."""
        return "translation/dashboard/my_languages.html" if self.is_mine else "translation/dashboard/languages.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """The languages."""
        return {
            "languages": self.languages,
            "has_any": any(one.open or one.reviews or one.returned for one in self.languages),
        }


def add_languages_panel(request: HttpRequest, panels: list[Component]) -> None:
    """For those who have something to do with it, and at least one language to say something about."""
    if not sees_translations(request.user):
        return
    panel = LanguagesPanel(request.user)
    if panel.languages:
        panels.append(panel)
