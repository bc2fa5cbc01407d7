"""The second factor: who needs one, and that nothing of the admin opens before it was shown."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import Group, Permission
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import Locale

from cms.access.confirming import CONFIRMED
from cms.access.granting import grant_roles
from cms.access.models import User
from cms.access.roles import NEED_SECOND_FACTOR, ROLES
from cms.access.second_factor import needs_second_factor
from tests.cms.translation.matrix_site import admin_views

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root_page")]

PASSWORD = "a long password"
NEEDED = {"Publishers", "Data officers", "Data protection officers", "administrator", "lead"}
EVERYBODY = [*(role.name for role in ROLES), "administrator", "translator", "lead"]


@pytest.fixture(autouse=True)
def strict(settings: Settings) -> None:
    """As in production."""
    settings.REQUIRE_SECOND_FACTOR = settings.CONFIRM_IDENTITY = True


@pytest.fixture
def make(default_site: object) -> Callable[[str], User]:
    """Somebody of a role."""
    grant_roles()
    team = Locale.objects.get_or_create(language_code="ar")[0].team
    teams = {"translator": team.translators, "lead": team.leads}

    def _make(role: str) -> User:
        user = User.objects.create_user("somebody", "somebody@example.org", PASSWORD)
        if role == "administrator":
            user.is_superuser = True
            user.save()
        else:
            user.groups.add(teams.get(role) or Group.objects.get(name=role))
        return User.objects.get(pk=user.pk)

    return _make


@pytest.fixture
def administrator(make: Callable[[str], User]) -> User:
    return make("administrator")


def sign_in(client: Client) -> str:
    return client.post("/account/login/", {"login": "somebody", "password": PASSWORD})["Location"]


def code_of(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def openings(client: Client) -> list[str]:
    """Every address of the admin that needs no parameter and answers with a page."""
    script = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest", "HTTP_ACCEPT": "application/json"}
    names = [name for name, (_route, parameters) in admin_views().items() if not parameters]
    return [
        name
        for name in names
        for method in (client.get, client.post)
        for headers in ({}, script)
        if method(reverse(name), **headers).status_code == 200
    ]


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_address_of_the_admin_opens_before_the_second_factor(
    client: Client, make: Callable[[str], User], role: str
) -> None:
    user = make(role)
    assert needs_second_factor(user) == (role in NEEDED)
    sign_in(client)
    opened = openings(client) if role in NEEDED else [client.get("/admin/").status_code]
    assert opened == ([] if role in NEEDED else [200])


def test_no_address_of_the_admin_opens_to_nobody(client: Client) -> None:
    assert openings(client) == []


def test_addresses_that_no_view_has_do_not_open_either(client: Client, administrator: User) -> None:
    sign_in(client)
    for address in ("/admin/nothing/here/", "/admin/api/main/pages/", "/admin/pages/1/", "/admin/test404/"):
        assert client.get(address)["Location"].startswith(reverse("mfa_index"))


@pytest.mark.parametrize("permission", sorted(NEED_SECOND_FACTOR))
def test_one_permission_is_enough_to_need_it(make: Callable[[str], User], permission: str) -> None:
    user = make("Viewers")
    app, codename = permission.split(".")
    user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    assert needs_second_factor(User.objects.get(pk=user.pk))


def test_an_app_is_set_up_and_asked_for_from_then_on(
    client: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The test's own transaction never commits; a request's does before its session is saved.
    monkeypatch.setattr("allauth.mfa.totp.internal.flows.transaction.on_commit", lambda follow: follow())
    assert sign_in(client) == "/admin/"
    lead = client.get("/admin/")
    assert lead["Location"].startswith(reverse("mfa_index"))
    assert b"Your role needs a second factor" in client.get(lead["Location"]).content
    page = client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    assert b"<svg" in page.content
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    secret = client.session["mfa.totp.secret"]
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get("/admin/").status_code == 200

    other = Client()
    assert sign_in(other) == reverse("mfa_authenticate")
    assert other.get("/admin/").status_code == 302
    assert other.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert other.get("/admin/").status_code == 302
    other.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert other.get("/admin/").status_code == 200


def test_a_code_opens_once(client: Client, administrator: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(administrator, secret)
    code = code_of(secret)
    for browser, status in ((client, 200), (Client(), 302)):
        sign_in(browser)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert browser.get("/admin/").status_code == status


def test_a_recovery_code_opens_once(client: Client, administrator: User) -> None:
    TOTP.activate(administrator, generate_totp_secret())
    code = RecoveryCodes.activate(administrator).get_unused_codes()[0]
    for browser, status in ((client, 200), (Client(), 302)):
        sign_in(browser)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert browser.get("/admin/").status_code == status


def test_a_session_that_came_by_without_the_factor_has_to_show_it(client: Client, administrator: User) -> None:
    TOTP.activate(administrator, generate_totp_secret())
    client.force_login(administrator)
    assert client.get("/admin/")["Location"].startswith(reverse("mfa_reauthenticate"))


def test_without_the_last_factor_the_admin_closes_again(client: Client, administrator: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(administrator, secret)
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert client.get("/admin/")["Location"].startswith(reverse("mfa_index"))


def test_whoever_lost_everything_gets_in_after_an_operator_helped(client: Client, administrator: User) -> None:
    TOTP.activate(administrator, generate_totp_secret())
    call_command("remove_second_factor", "somebody")
    sign_in(client)
    assert client.get("/admin/")["Location"].startswith(reverse("mfa_index"))


def test_changing_the_keys_keeps_the_factor(client: Client, administrator: User, settings: Settings) -> None:
    secret = generate_totp_secret()
    TOTP.activate(administrator, secret)
    new = "2:bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldy0="
    settings.DATA_KEYS = [new, *settings.DATA_KEYS]
    call_command("rotate_keys")
    settings.DATA_KEYS = [new]
    assert Authenticator.objects.get().wrap().validate_code(code_of(secret))


def test_no_code_fits_a_secret_whose_key_is_gone(administrator: User, settings: Settings) -> None:
    TOTP.activate(administrator, generate_totp_secret())
    settings.DATA_KEYS = ["2:bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldy0="]
    assert not Authenticator.objects.get().wrap().validate_code(format_hotp_value(hotp_value("", 1)))


@pytest.fixture
def shown(client: Client, administrator: User) -> Client:
    """An administrator who has just signed in with both factors."""
    secret = generate_totp_secret()
    TOTP.activate(administrator, secret)
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    return client


def test_everything_that_asks_for_confirmation_exists() -> None:
    own = {f"mfa_{name}" for name in ("add_webauthn", "edit_webauthn", "remove_webauthn")}
    assert {name for name in CONFIRMED if not name.startswith("mfa_")} <= set(admin_views())
    assert own < CONFIRMED


def test_accounts_are_edited_by_whoever_has_shown_a_short_time_ago_that_it_is_them(
    shown: Client, settings: Settings
) -> None:
    addresses = [
        reverse(name)
        for name in ("wagtailusers_users:add", "wagtailusers_groups:add", "exports:add", "erase_person:index")
    ]
    assert [shown.get(address).status_code for address in addresses] == [200] * len(addresses)
    settings.CONFIRM_IDENTITY_AFTER = timedelta(0)
    confirm = reverse("account_reauthenticate")
    for address in addresses:
        assert shown.get(address)["Location"].startswith(confirm)
        # A form that is open already is not lost.
        assert shown.post(address, {}).status_code == 200
    assert shown.post(confirm, {"password": "wrong", "next": addresses[0]}).status_code == 200
    assert shown.post(confirm, {"password": PASSWORD, "next": addresses[0]})["Location"] == addresses[0]


def test_a_form_left_open_for_long_says_that_nothing_was_done(shown: Client, settings: Settings) -> None:
    settings.CONFIRM_IDENTITY_AT_THE_LATEST_AFTER = timedelta(0)
    before = User.objects.count()
    answer = shown.post(reverse("wagtailusers_users:add"), {"username": "other"}, follow=True)
    assert b"Nothing has been done yet" in answer.content
    assert User.objects.count() == before


def test_numbers_need_no_confirmation(shown: Client, settings: Settings) -> None:
    settings.CONFIRM_IDENTITY_AFTER = timedelta(0)
    assert shown.get("/admin/").status_code == 200


@pytest.mark.parametrize(("is_required", "complaints"), [(True, []), (False, ["access.W001"])])
def test_a_deployment_without_it_is_complained_about(
    settings: Settings, is_required: bool, complaints: list[str]
) -> None:
    settings.REQUIRE_SECOND_FACTOR = is_required
    found = run_checks(include_deployment_checks=True, tags=["security"])
    assert [message.id for message in found if str(message.id).startswith("access.")] == complaints
