"""A form sent after the session was over, or after signing in anew: nothing typed is lost, and nothing is kept."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from campaigns.petitions.models import Petition
from cms.access.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root_page")]

PASSWORD = "a long password"
TYPED = "Kept “words” & <b>marks</b>\nin two lines"
BROWSER = {"HTTP_ACCEPT": "text/html,*/*;q=0.8", "HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def boss() -> User:
    return User.objects.create_superuser("boss", "boss@example.org", PASSWORD)


@pytest.fixture
def browser(boss: User) -> Client:
    """Signed in, with tokens that are looked at."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client)
    return client


def sign_in(client: Client) -> None:
    token = token_in(client.get("/account/login/").content.decode())
    values = {"login": "boss", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/account/login/", values).status_code == 302


def token_in(html: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]


def values_in(html: str) -> list[tuple[str, str]]:
    """What the form in a page would send, hidden as it is."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html, re.DOTALL)
    return [(unescape(name), unescape(value)) for name, value in found]


def form_of(client: Client) -> tuple[str, dict[str, Any]]:
    """The settings of a petition as somebody has filled them in."""
    petition = Petition.objects.create(reference="stay", goal=10)
    address = reverse("petition_settings:edit", args=[petition.pk])
    names = ("reference", "handover_mode", "retention_months", "outcome")
    token = token_in(client.get(address).content.decode())
    return address, {**{name: getattr(petition, name) for name in names}, "goal": 777, "csrfmiddlewaretoken": token}


def test_a_form_sent_too_late_comes_back_and_is_taken_after_signing_in_again(browser: Client) -> None:
    address, form = form_of(browser)
    browser.cookies.pop("sessionid")
    late = browser.post(address, form, **BROWSER)
    assert late.status_code == 403
    assert late.content.decode().count("Not saved yet") == 2
    assert "no-store" in late["Cache-Control"]
    sign_in(browser)
    again = browser.post(address, dict(values_in(late.content.decode())), **BROWSER)
    assert "signed in again" in again.content.decode()
    assert Petition.objects.get().goal == 10
    assert browser.post(address, dict(values_in(again.content.decode())), **BROWSER).status_code == 302
    assert Petition.objects.get().goal == 777


def test_every_value_comes_back_as_it_was_and_stands_nowhere_else(client: Client) -> None:
    sent = {"title": TYPED, "picked": ["1", "2"]}
    html = client.post("/admin/pages/1/edit/?next=/admin/", sent, **BROWSER).content.decode()
    assert [pair for pair in values_in(html) if pair[0] in sent] == [("title", TYPED), ("picked", "1"), ("picked", "2")]
    assert "<b>marks" not in html
    assert 'action="/admin/pages/1/edit/?next=/admin/"' in html
    assert "Kept" not in str([session.get_decoded() for session in Session.objects.all()])


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        ({}, BROWSER),
        ({"username": "other", "password1": "secret words"}, BROWSER),
        ({"title": TYPED}, {"HTTP_ACCEPT": "application/json"}),
    ],
)
def test_what_is_no_form_of_a_page_or_has_a_password_in_it_leads_to_signing_in(
    client: Client, sent: dict[str, str], headers: dict[str, str]
) -> None:
    answer = client.post("/admin/users/", sent, **headers)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("origin", [{}, {"HTTP_ORIGIN": "https://elsewhere.example.org"}])
def test_a_form_of_another_site_is_not_given_to_anybody_to_send(
    browser: Client, origin: dict[str, str], root_page: Page
) -> None:
    wrong = {"title": TYPED, "csrfmiddlewaretoken": "x" * 32}
    answer = browser.post("/admin/pages/1/edit/", wrong, HTTP_ACCEPT="text/html", **origin)
    assert answer.status_code == 403
    assert "Kept" not in answer.content.decode()


def test_an_old_token_on_a_public_page_is_refused_as_ever(browser: Client) -> None:
    wrong = {"login": "boss", "code": "Kept", "csrfmiddlewaretoken": "x" * 32}
    answer = browser.post("/account/login/", wrong, **BROWSER)
    assert answer.status_code == 403
    assert "Kept" not in answer.content.decode()
