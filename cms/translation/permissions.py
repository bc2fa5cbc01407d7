"""Who may read, translate and publish which translation. Every view of translations asks here, and nowhere else.

Two ways lead to a translation: membership in the team of its language, and rights on the page or snippet it makes.
Editors have the second, translators and language leads only the first.
"""

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet
from wagtail.models import DraftStateMixin, Locale, Page, TranslatableMixin
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import Translation

WORK_ON_PAGES = ["add", "change", "publish", "bulk_delete", "lock", "unlock"]

User = AbstractUser | AnonymousUser


def languages_of(user: User) -> QuerySet[Locale]:
    """The languages a person translates or leads, by membership in their teams."""
    groups = _groups(user)
    return Locale.objects.filter(Q(team__translators__in=groups) | Q(team__leads__in=groups)).distinct()


def languages_led_by(user: User) -> QuerySet[Locale]:
    """The languages a person leads."""
    return Locale.objects.filter(team__leads__in=_groups(user)).distinct()


def may_translate(user: User, translation: Translation) -> bool:
    """Whether a person may change the words of a translation."""
    return _is_in_team(user, translation.target_locale) or _may_edit(user, _target(translation))


def may_read(user: User, translation: Translation) -> bool:
    """Whether a person may see a translation and the words it is made from: whoever may write it."""
    return may_translate(user, translation)


def may_publish(user: User, translation: Translation) -> bool:
    """Whether a person may put a translation online."""
    if languages_led_by(user).filter(pk=translation.target_locale_id).exists():
        return True
    return may_publish_target(user, _target(translation))


def may_publish_target(user: User, target: TranslatableMixin | None) -> bool:
    """Whether a person may put this page or snippet online with the rights Wagtail gives them."""
    if target is None:
        return _is_admin(user)
    if isinstance(target, Page):
        return target.permissions_for_user(user).can_publish()
    action = "publish" if isinstance(target, DraftStateMixin) else "change"
    return ModelPermissionPolicy(type(target)).user_has_permission(user, action)


def may_manage(user: User, translation: Translation) -> bool:
    """Whether a person may detach a translation from its source: who may edit both as pages or snippets."""
    return _may_edit(user, _target(translation)) and _may_edit(user, _source(translation))


def may_add(user: User, source: TranslatableMixin) -> bool:
    """Whether a person may have this page or snippet translated, which shows its words to translators."""
    return user.has_perm("wagtail_localize.submit_translation") and _may_edit(user, source)


def works_on_pages(user: User) -> bool:
    """Whether a person has any right on any page."""
    return PagePermissionPolicy().user_has_any_permission(user, WORK_ON_PAGES)


def translations_for(user: User) -> QuerySet[Translation]:
    """The translations a person may work on; for whoever edits all pages, all of them."""
    translations = Translation.objects.filter(enabled=True).select_related("source", "target_locale", "source__locale")
    if not user.is_authenticated or not user.is_active:
        return translations.none()
    if _is_admin(user):
        return translations
    mine = Q(target_locale__in=languages_of(user))
    pages = Page.objects.filter(pk__in=_editable_pages(user))
    return translations.filter(
        mine
        | models.Exists(
            pages.filter(
                translation_key=models.OuterRef("source__object_id"), locale_id=models.OuterRef("target_locale_id")
            )
        )
        | Q(source__specific_content_type__in=_editable_snippet_types(user))
    )


def _groups(user: User) -> list[int]:
    if not user.is_authenticated or not user.is_active:
        return []
    return list(user.groups.values_list("pk", flat=True))


def _is_admin(user: User) -> bool:
    return user.is_active and user.is_superuser


def _is_in_team(user: User, locale: Locale) -> bool:
    return languages_of(user).filter(pk=locale.pk).exists()


def _may_edit(user: User, record: TranslatableMixin | None) -> bool:
    if record is None:
        return _is_admin(user)
    if isinstance(record, Page):
        return record.permissions_for_user(user).can_edit()
    return ModelPermissionPolicy(type(record)).user_has_permission(user, "change")


def _editable_pages(user: User) -> QuerySet[Page]:
    return PagePermissionPolicy().instances_user_has_permission_for(user, "change")


def _editable_snippet_types(user: User) -> list[ContentType]:
    models_of = [model for model in get_snippet_models() if issubclass(model, TranslatableMixin)]
    editable = [model for model in models_of if ModelPermissionPolicy(model).user_has_permission(user, "change")]
    return list(ContentType.objects.get_for_models(*editable).values())


def _target(translation: Translation) -> TranslatableMixin | None:
    """The page or snippet as what it is, or nothing if it was deleted."""
    return _instance(translation, translation.target_locale)


def _source(translation: Translation) -> TranslatableMixin | None:
    return _instance(translation, translation.source.locale)


def _instance(translation: Translation, locale: Locale) -> TranslatableMixin | None:
    return translation.source.object.get_instance_or_none(locale)
