"""The groups of a language, made when the language is."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Locale

from campaigns.languages import cldr_locale
from cms.access.granting import permissions_named
from cms.access.roles import ENTER

from .models import LanguageTeam


@transaction.atomic
def ensure_team(locale: Locale) -> LanguageTeam:
    """The team of a language with its two groups; made if it is not there, its rights made what they must be."""
    team = LanguageTeam.objects.filter(locale=locale).select_related("translators", "leads").first()
    if team is None:
        name = cldr_locale(locale.language_code).get_display_name("en") or locale.language_code
        team = LanguageTeam.objects.create(
            locale=locale,
            translators=_group(f"Translators: {name} ({locale.language_code})"),
            leads=_group(f"Language leads: {name} ({locale.language_code})"),
        )
    for group in (team.translators, team.leads):
        group.permissions.set(permissions_named(ENTER))
    return team


def ensure_teams() -> list[str]:
    """Teams for all languages. Returns one sentence for every language that had none."""
    without = list(Locale.objects.filter(team=None))
    for locale in Locale.objects.all():
        ensure_team(locale)
    return [f"made the groups of {locale.language_code}" for locale in without]


def _group(name: str) -> Group:
    return Group.objects.get_or_create(name=name)[0]


def make_team_of_new_language(sender: type[Locale], instance: Locale, raw: bool = False, **kwargs: Any) -> None:
    """Receiver of post_save: whoever adds a language, in the admin or by code, can give it to people at once."""
    if not raw:
        ensure_team(instance)


def remove_groups_of_team(sender: type[LanguageTeam], instance: LanguageTeam, **kwargs: Any) -> None:
    """Receiver of post_delete: without the language its groups mean nothing."""
    Group.objects.filter(pk__in=[instance.translators_id, instance.leads_id]).delete()
