"""Logins for trying Clarion out."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from wagtail.models import Locale

from cms.access.granting import grant_roles
from cms.access.models import User
from cms.translation.permissions import languages_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root_page")]


def test_development_gets_an_administrator_and_three_roles(settings: Settings) -> None:
    settings.DEBUG = True
    grant_roles()
    call_command("create_demo_users")
    assert User.objects.get(username="admin").is_superuser
    assert User.objects.get(username="admin").check_password("clarion-demo")
    assert not User.objects.get(username="editor").is_superuser
    assert User.objects.get(username="officer").has_perm("petitions.view_signature")


def test_arabic_gets_a_translator_and_a_lead_who_have_no_rights_on_pages(settings: Settings) -> None:
    settings.DEBUG = True
    grant_roles()
    arabic = Locale.objects.create(language_code="ar")
    Locale.objects.create(language_code="ko")
    call_command("create_demo_users")
    translator, lead = User.objects.get(username="translator"), User.objects.get(username="lead")
    assert translator.groups.get().translators_of == arabic.team
    assert lead.groups.get().leads_of == arabic.team
    for person in (translator, lead):
        assert person.has_perm("wagtailadmin.access_admin")
        assert list(languages_of(person)) == [arabic]
        assert not person.groups.filter(page_permissions__isnull=False).exists()


def test_without_arabic_there_is_nobody_to_translate_it_until_it_is_there(settings: Settings) -> None:
    settings.DEBUG = True
    grant_roles()
    call_command("create_demo_users")
    assert not User.objects.filter(username__in=["translator", "lead"]).exists()
    Locale.objects.create(language_code="ar")
    call_command("create_demo_users")
    assert User.objects.filter(username__in=["translator", "lead"]).count() == 2


def test_a_changed_password_stays_changed(settings: Settings) -> None:
    settings.DEBUG = True
    grant_roles()
    call_command("create_demo_users")
    admin = User.objects.get(username="admin")
    admin.set_password("mine")
    admin.save()
    call_command("create_demo_users")
    assert User.objects.get(username="admin").check_password("mine")


def test_production_gets_none(settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="development"):
        call_command("create_demo_users")
    assert not User.objects.exists()
