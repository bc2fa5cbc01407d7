"""A small site in English with a page in translation."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.access.models import User
from cms.translation.units import save_unit, units_of
from home.models import HomePage, StandardPage
from tests.factories import StandardPageFactory

BODY = [
    {"type": "paragraph", "value": "<p>They fled. <b>Let them stay.</b></p><p>Nobody is sent back.</p>", "id": "a" * 8},
    {"type": "heading", "value": {"text": "What the law says"}, "id": "b" * 8},
]


@pytest.fixture
def arabic(english: Locale) -> Locale:
    return Locale.objects.get_or_create(language_code="ar")[0]


@pytest.fixture
def source(home_page: HomePage) -> StandardPage:
    """An English page that is online."""
    page: StandardPage = StandardPageFactory(
        parent=home_page, title="The right to stay", slug="right", summary="In short.", body=BODY
    )
    page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


@pytest.fixture
def user_named(db: None) -> Callable[..., User]:
    """Makes a user who may enter the admin, in the groups given."""

    def make(name: str, *groups: Group, **fields: Any) -> User:
        user = User.objects.create_user(name, email=f"{name}@example.org", password="a long password", **fields)
        user.groups.set(groups)
        return user

    return make


def start_translation(page: Page, locale: Locale) -> Translation:
    """Have a page translated into a language, with its parents."""
    for parent in page.get_ancestors().filter(depth__gt=1):
        translate_object(parent.specific, [locale])
    translate_object(page, [locale])
    return Translation.objects.get(source__object_id=page.translation_key, target_locale=locale)


def translate_all(translation: Translation, prefix: str = "de: ") -> None:
    """Translate every open unit, by putting something before it."""
    for unit in units_of(translation):
        if unit.is_open:
            save_unit(translation, unit, f"{prefix}{unit.source}", None)


def edit(page: Page, **changes: Any) -> None:
    """Change a page and put it online, as an editor does."""
    page = page.specific_class.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
