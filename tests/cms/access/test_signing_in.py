"""Signing in: who gets in, how often one may try, what one learns, and which mails go out."""

import re
from collections.abc import Iterator
from smtplib import SMTPException

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.users.models import UserProfile

from cms.access.devices import browser_in
from cms.access.granting import grant_roles
from cms.access.models import User
from cms.access.roles import VIEWERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root_page")]

PASSWORD = "a long password"
LOGIN, RESET = "/account/login/", "/account/password/reset/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def viewer() -> User:
    """Somebody who sees numbers only, and so needs no second factor."""
    grant_roles()
    user = User.objects.create_user("viewer", "viewer@example.org", PASSWORD)
    user.groups.add(Group.objects.get(name=VIEWERS.name))
    return user


def sign_in(client: Client, login: str = "viewer", password: str = PASSWORD, **extra: str) -> object:
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_a_password_opens_the_admin_and_leads_where_one_wanted_to_go(client: Client, viewer: User) -> None:
    response = client.get("/admin/reports/", follow=False)
    assert response["Location"].startswith(LOGIN)
    response = client.post(LOGIN, {"login": "viewer", "password": PASSWORD, "next": "/admin/account/"})
    assert response["Location"] == "/admin/account/"
    assert is_signed_in(client)


def test_one_is_not_led_to_another_site(client: Client, viewer: User) -> None:
    response = client.post(LOGIN, {"login": "viewer", "password": PASSWORD, "next": "https://evil.example/"})
    assert response["Location"] == "/admin/"


@pytest.mark.parametrize(("login", "password"), [("viewer", "wrong"), ("nobody", PASSWORD), ("viewer", "")])
def test_a_wrong_password_opens_nothing(client: Client, viewer: User, login: str, password: str) -> None:
    assert sign_in(client, login, password).status_code == 200
    assert not is_signed_in(client)


def told(response: object, *names: str) -> str:
    """What a page says, without the token and what was typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    for name in names:
        page = page.replace(name, "")
    return page


def test_no_answer_tells_whether_an_account_exists(client: Client, viewer: User) -> None:
    known, unknown = sign_in(client, "viewer", "wrong"), sign_in(client, "stranger", "wrong")
    assert told(known, "viewer") == told(unknown, "stranger")
    known, unknown = (
        client.post(RESET, {"email": f"{name}@example.org"}, follow=True) for name in ("viewer", "stranger")
    )
    assert known.redirect_chain == unknown.redirect_chain
    assert told(known) == told(unknown)
    assert [message.to for message in mail.outbox] == [["viewer@example.org"]]


@pytest.mark.usefixtures("home_page")
def test_nobody_can_sign_up_or_change_an_address(client: Client, viewer: User) -> None:
    client.force_login(viewer)
    for address in ("/account/signup/", "/account/email/", "/account/confirm-email/", "/account/login/code/"):
        assert client.get(address, follow=True).status_code == 404


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client: Client, viewer: User) -> None:
    for _attempt in range(5):
        sign_in(client, password="wrong")
    sign_in(client)
    assert not is_signed_in(client)


def test_many_attempts_from_one_network_are_refused_whatever_the_login(client: Client, settings: Settings) -> None:
    settings.CLIENT_ADDRESS_HEADER = "HTTP_X_CLIENT_ADDRESS"
    codes = [
        sign_in(client, f"nobody{number}", HTTP_X_CLIENT_ADDRESS="203.0.113.7").status_code for number in range(61)
    ]
    assert set(codes[:60]) == {200}
    assert codes[60] == 429
    assert sign_in(client, "nobody", HTTP_X_CLIENT_ADDRESS="203.0.113.8").status_code == 200


def test_wagtails_own_ways_in_are_closed(client: Client, viewer: User) -> None:
    for _who in ("nobody", "viewer"):
        for address in ("/admin/login/", "/admin/password_reset/", "/admin/password_reset/confirm/MQ/set-password/"):
            for response in (client.get(address), client.post(address, {"username": "viewer", "password": PASSWORD})):
                assert (response.status_code, response["Location"]) == (302, LOGIN)
        client.force_login(viewer)


def test_the_link_in_the_mail_sets_a_new_password_once(client: Client, viewer: User) -> None:
    client.post(RESET, {"email": "viewer@example.org"})
    (message,) = mail.outbox
    link = re.search(r"http://127.0.0.1:8000(/\S+)", message.body)[1]
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    new = {"password1": "another long password", "password2": "another long password"}
    assert client.post(address, new).status_code == 302
    assert not is_signed_in(client)
    assert sign_in(client, password=new["password1"]).status_code == 302
    assert b"password1" not in Client().get(link, follow=True).content


class DeadBackend(EmailBackend):
    def send_messages(self, messages: object) -> int:
        raise SMTPException("viewer@example.org: nobody there")


def test_a_dead_mail_server_neither_breaks_nor_tells_anything(
    client: Client, viewer: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DeadBackend"
    answers = [client.post(RESET, {"email": f"{name}@example.org"}) for name in ("viewer", "stranger")]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert sign_in(client).status_code == 302
    assert is_signed_in(client)
    assert "viewer@example.org" not in caplog.text


def test_a_new_browser_is_told_by_mail_and_a_known_one_is_not(client: Client, viewer: User) -> None:
    UserProfile.objects.create(user=viewer, preferred_language="de")
    sign_in(client, HTTP_USER_AGENT=FIREFOX)
    client.post("/account/logout/")
    sign_in(client, HTTP_USER_AGENT=FIREFOX)
    (message,) = mail.outbox
    assert message.to == ["viewer@example.org"]
    assert message.extra_headers["Content-Language"] == "de"
    html = message.alternatives[0].content
    for text in (message.body, html):
        assert "Firefox, Linux" in text
        assert "127.0.0.1/" not in text.replace("127.0.0.1:8000", "")
    assert not re.search(r"<img|<link|@import|url\(", html)
    sign_in(Client(), HTTP_USER_AGENT=FIREFOX)
    assert len(mail.outbox) == 2


def test_public_pages_never_see_which_devices_are_known(client: Client, viewer: User) -> None:
    sign_in(client)
    cookie = client.cookies["known_device"]
    assert (cookie["path"], cookie["httponly"], "viewer" in cookie.value) == ("/account/", True, False)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iOS"),
        ("curl <script>", ""),
    ],
)
def test_browsers_have_names(header: str, name: str) -> None:
    assert browser_in(header) == name


@pytest.fixture
def officer() -> User:
    """Somebody who sees names."""
    return User.objects.create_superuser("officer", "officer@example.org", PASSWORD)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A clock for sessions that can be put forward."""
    now = [1_700_000_000.0]
    monkeypatch.setattr("cms.access.sessions.time.time", lambda: now[0])
    return now


def test_whoever_sees_names_is_signed_out_after_half_an_hour_without_a_click(
    client: Client, officer: User, clock: list[float]
) -> None:
    sign_in(client, "officer")
    for _click in range(3):
        clock[0] += 29 * 60
        assert is_signed_in(client)
    clock[0] += 31 * 60
    assert client.get("/admin/account/")["Location"] == f"{LOGIN}?next=%2Fadmin%2Faccount%2F"
    assert b"Your session is over" in client.get(LOGIN).content


def test_a_page_left_open_is_no_click(client: Client, officer: User, clock: list[float]) -> None:
    sign_in(client, "officer")
    clock[0] += 20 * 60
    client.get(reverse("wagtailadmin_sprite"))
    clock[0] += 20 * 60
    assert not is_signed_in(client)


def test_others_are_signed_out_after_twelve_hours(client: Client, viewer: User, clock: list[float]) -> None:
    sign_in(client)
    for _click in range(11):
        clock[0] += 60 * 60
        assert is_signed_in(client)
    clock[0] += 60 * 60
    assert not is_signed_in(client)


def test_one_sees_ones_sessions_and_ends_the_others(client: Client, viewer: User) -> None:
    other = Client()
    sign_in(other, HTTP_USER_AGENT=FIREFOX)
    sign_in(client)
    page = client.get("/account/sessions/")
    assert b"Firefox, Linux" in page.content
    client.post("/account/sessions/")
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_no_network_address_is_stored(client: Client, viewer: User, settings: Settings) -> None:
    settings.CLIENT_ADDRESS_HEADER = "HTTP_X_CLIENT_ADDRESS"
    sign_in(client, HTTP_X_CLIENT_ADDRESS="203.0.113.7", REMOTE_ADDR="203.0.113.7")
    assert list(UserSession.objects.values_list("ip", flat=True)) == ["::"]
    assert "203.0.113" not in str(dict(client.session))


def test_secrets_of_the_second_factor_are_sealed(officer: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    assert secret not in str(Authenticator.objects.get().data)


def test_nothing_is_asked_of_others(settings: Settings) -> None:
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert "wagtail.api.v2" not in settings.INSTALLED_APPS
