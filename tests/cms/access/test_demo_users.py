"""Logins for trying Clarion out."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from cms.access.granting import grant_roles
from cms.access.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root_page")]


def test_development_gets_an_administrator_and_three_roles(settings: Settings) -> None:
    settings.DEBUG = True
    grant_roles()
    call_command("create_demo_users")
    assert User.objects.get(username="admin").is_superuser
    assert User.objects.get(username="admin").check_password("clarion-demo")
    assert not User.objects.get(username="editor").is_superuser
    assert User.objects.get(username="officer").has_perm("petitions.view_signature")


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
