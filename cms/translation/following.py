"""Receivers that set translations on their way, whoever publishes and from wherever."""

from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail.models.i18n import get_translatable_models
from wagtail.signals import page_published

from .models import LanguageTeam, PartialTranslation, SourceState
from .tasks import refresh_translations
from .teams import make_team_of_new_language, remove_groups_of_team


def connect() -> None:
    """Connect all receivers of this app."""
    page_published.connect(follow_page, dispatch_uid="translation.follow_page")
    for model in get_translatable_models():
        if not issubclass(model, Page):
            uid = f"translation.follow_{model._meta.label_lower}"
            post_save.connect(follow_snippet, sender=model, dispatch_uid=uid)
    post_save.connect(make_team_of_new_language, sender=Locale, dispatch_uid="translation.make_team")
    post_delete.connect(remove_groups_of_team, sender=LanguageTeam, dispatch_uid="translation.remove_groups")


def follow_page(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Receiver of page_published: the translations of a page learn that it says something else now.

    Wagtail sends the signal also for a page that was never online and is only scheduled: that one says nothing yet.
    """
    if not instance.live:
        return
    SourceState.objects.filter(source__object_id=instance.translation_key, source__locale=instance.locale).update(
        is_ahead=False
    )
    # What goes online now replaces what was online in part; `publishing.publish` says anew what is missing.
    PartialTranslation.objects.filter(
        translation__source__object_id=instance.translation_key, translation__target_locale=instance.locale
    ).delete()
    _enqueue(instance)


def follow_snippet(sender: type[models.Model], instance: models.Model, created: bool, **kwargs: Any) -> None:
    """Receiver of post_save of translatable snippets, which are online as soon as they are saved."""
    if isinstance(instance, TranslatableMixin) and not created:
        _enqueue(instance)


def _enqueue(instance: TranslatableMixin) -> None:
    transaction.on_commit(partial(refresh_translations.enqueue, instance._meta.label, instance.pk))
