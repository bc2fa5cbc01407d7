"""Who changes a password or takes a second factor away does not do so unnoticed."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as configured
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.access.models import User
from cms.access.tasks import APP_REMOVED, KEY_REMOVED, PASSWORD_CHANGED, tell_of_change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root_page")]

PASSWORD, OTHER = "a long password", "another long password"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ACCOUNT = {"username": "person", "email": "person@example.org", "first_name": "Per", "last_name": "Son"}


@pytest.fixture
def person() -> User:
    return User.objects.create_user("person", "person@example.org", PASSWORD)


@pytest.fixture
def at_home(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def subjects() -> list[str]:
    assert {address for message in mail.outbox for address in message.to} <= {"person@example.org"}
    return [message.subject for message in mail.outbox]


def test_a_new_password_is_told_with_browser_and_without_network_address(at_home: Client) -> None:
    values = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    at_home.post(reverse("account_change_password"), values, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="198.51.100.7")
    assert subjects() == ["Clarion: Password Changed"]
    message = mail.outbox[0]
    for text in (message.body, message.alternatives[0].content):
        assert "Your password has been changed." in text
        assert "Firefox, Linux" in text
        assert reverse("usersessions_list") in text
        assert "198.51.100.7" not in text
        assert OTHER not in text


def test_a_wrong_password_changes_and_tells_nothing(at_home: Client) -> None:
    at_home.post(reverse("account_change_password"), {"oldpassword": "x", "password1": OTHER, "password2": OTHER})
    assert subjects() == []


def test_the_app_taken_away_is_told(at_home: Client, person: User) -> None:
    TOTP.activate(person, generate_totp_secret())
    at_home.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert subjects() == ["Clarion: Authenticator App Deactivated"]


def test_what_an_operator_takes_away_is_told_by_kind(person: User) -> None:
    TOTP.activate(person, generate_totp_secret())
    for kind in (Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=person, type=kind, data={})
    call_command("remove_second_factor", "person")
    assert sorted(subjects()) == ["Clarion: Authenticator App Deactivated", "Clarion: Security Key Removed"]


@pytest.mark.parametrize(("password", "told"), [(OTHER, ["Clarion: Password Changed"]), ("", [])])
def test_a_password_an_administrator_gives_is_told_and_nothing_else(
    admin_client: Client, person: User, password: str, told: list[str]
) -> None:
    values = {**ACCOUNT, "is_active": "on", "password1": password, "password2": password}
    assert admin_client.post(reverse("wagtailusers_users:edit", args=[person.pk]), values).status_code == 302
    person.refresh_from_db()
    assert person.check_password(password or PASSWORD)
    assert subjects() == told


@pytest.mark.parametrize("language", [code for code, _name in configured.INTERFACE_LANGUAGES if code != "en"])
def test_every_part_is_in_the_language_of_the_person(person: User, language: str) -> None:
    UserProfile.objects.create(user=person, preferred_language=language)
    for change in (PASSWORD_CHANGED, APP_REMOVED, KEY_REMOVED):
        tell_of_change.enqueue(person.pk, change, timezone.now().isoformat())
    for message in mail.outbox:
        words = re.sub(r"https?://\S+|Clarion|person|Europe/Berlin|CES?T", "", message.subject + message.body)
        assert not re.search(r"\b(password|changed|security|removed|deactivated|the|was|you)\b", words, re.IGNORECASE)
        assert f'lang="{language}"' in message.alternatives[0].content
