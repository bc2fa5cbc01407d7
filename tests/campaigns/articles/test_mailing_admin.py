"""Mailings in the admin: who may, what they see first, and how they steer."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from campaigns.articles import mailing as mailings
from campaigns.articles.models import Delivery, Mailing, MailingState, UpdatePage
from cms.access.granting import grant_roles
from cms.access.models import User
from tests.factories import UpdatePageFactory

from .conftest import worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_role(db: None) -> Callable[[str], Client]:
    grant_roles()

    def login(name: str) -> Client:
        user = User.objects.create_user(
            name, email=f"{name.split(maxsplit=1)[0].lower()}@example.net", password="a long password"
        )
        user.groups.add(Group.objects.get(name=name))
        client = Client()
        client.force_login(user)
        return client

    return login


@pytest.fixture
def publisher(as_role: Callable[[str], Client]) -> Client:
    return as_role("Publishers")


@pytest.fixture
def path(update: UpdatePage) -> str:
    return f"/admin/mailings/new/{update.pk}/"


def test_a_publisher_sees_who_gets_what_and_sends(
    publisher: Client, path: str, sign: Callable, django_capture_on_commit_callbacks: Callable
) -> None:
    sign("ada")
    sign("ben", language="de")
    html = publisher.get(path).content.decode()
    assert "the update in their language" in html
    assert "the original (English)" in html
    with django_capture_on_commit_callbacks(execute=True):
        answer = publisher.post(path, {"in_original": "on", "starts_at": "", "pace": "300"})
    mailing = Mailing.objects.get()
    assert answer["Location"] == f"/admin/mailings/inspect/{mailing.pk}/"
    assert (mailing.state, mailing.sent) == (MailingState.DONE, 2)
    assert "Taken by the mail server" in publisher.get(answer["Location"]).content.decode()
    assert [entry.action for entry in PageLogEntry.objects.filter(action__startswith="articles")] == [
        "articles.mailing_planned"
    ]


def test_those_without_a_translation_are_left_out_on_demand(publisher: Client, path: str, sign: Callable) -> None:
    sign("ada")
    sign("ben", language="de")
    publisher.post(path, {"pace": "300"})
    assert not Mailing.objects.get().in_original


def test_two_clicks_are_one_mailing(publisher: Client, path: str, sign: Callable) -> None:
    sign("ada")
    later = timezone.now() + datetime.timedelta(days=1)
    data = {"starts_at": f"{later:%Y-%m-%d %H:%M}", "pace": "300"}
    first, second = publisher.post(path, data), publisher.post(path, data)
    assert first["Location"] == second["Location"] == publisher.get(path)["Location"]
    assert Mailing.objects.get().state == MailingState.SCHEDULED


@pytest.mark.parametrize(
    "wrong", [{"starts_at": "2020-01-01 12:00"}, {"pace": "0"}, {"pace": "many"}, {"starts_at": "tomorrow"}]
)
def test_what_is_wrong_is_said_and_nothing_is_sent(
    publisher: Client, path: str, sign: Callable, wrong: dict[str, str]
) -> None:
    sign("ada")
    answer = publisher.post(path, {"starts_at": "", "pace": "123", **wrong})
    assert answer.status_code == 422
    assert next(iter(wrong.values())) in answer.content.decode()
    assert not Mailing.objects.exists()


def test_an_unpublished_update_cannot_be_previewed_tested_or_sent(
    publisher: Client, campaign: Page, sign: Callable
) -> None:
    sign("ada")
    draft = UpdatePageFactory(parent=campaign, live=False, title="Kestrel draft")
    path = f"/admin/mailings/new/{draft.pk}/"
    assert "Publish the update first" in publisher.get(path).content.decode()
    assert publisher.post(path, {"starts_at": "", "pace": "300"}).status_code == 422
    for method, address in (("get", "en/"), ("post", "en/"), ("get", "en/html/")):
        assert getattr(publisher, method)(path + address, follow=True).status_code == 404
    assert not Mailing.objects.exists()
    assert mail.outbox == []


def test_the_preview_is_what_signers_get_and_runs_nothing(publisher: Client, path: str, update: UpdatePage) -> None:
    html = publisher.get(f"{path}ar/").content.decode()
    assert update.title in html
    assert "sandbox" in html
    frame = publisher.get(f"{path}ar/html/")
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert frame["Content-Security-Policy"].startswith("default-src 'none'")
    assert frame["Content-Security-Policy"].endswith("sandbox")
    assert 'dir="rtl"' in frame.content.decode()


def test_a_test_mail_goes_to_nobody_but_who_asks(publisher: Client, path: str, sign: Callable) -> None:
    sign("ada")
    publisher.get(f"{path}en/")
    assert mail.outbox == []
    publisher.post(f"{path}en/", {"email": "ada@example.org"})
    assert [message.to for message in mail.outbox] == [["publishers@example.net"]]
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


@pytest.mark.parametrize("role", ["Editors", "Data officers", "Viewers"])
def test_others_neither_see_nor_send(
    as_role: Callable, role: str, path: str, sign: Callable, planned: Callable
) -> None:
    sign("ada")
    client, mailing = as_role(role), planned(starts_at=timezone.now() + datetime.timedelta(days=1))
    for address in (
        "/admin/mailings/",
        f"/admin/mailings/inspect/{mailing.pk}/",
        path,
        f"{path}en/",
        f"{path}en/html/",
    ):
        assert client.get(address).status_code == 302
    client.post(f"/admin/mailings/inspect/{mailing.pk}/", {"act": "cancel"})
    client.post(f"{path}en/")
    assert Mailing.objects.exists()
    assert mail.outbox == []
    assert "mailings" not in client.get("/admin/").content.decode()


def test_a_mailing_is_paused_gone_on_with_and_stopped_by_buttons(
    publisher: Client, sign: Callable, planned: Callable
) -> None:
    sign("ada")
    sign("ben")
    mailing = worked(planned(pace=1))
    path = f"/admin/mailings/inspect/{mailing.pk}/"
    assert publisher.get(f"{path}?progress").json() == {"done": 1, "is_working": True}
    assert 'value="pause"' in publisher.get(path).content.decode()
    for act, state in (("pause", "paused"), ("resume", "sending"), ("resume", "sending"), ("stop", "stopped")):
        publisher.post(path, {"act": act})
        mailing.refresh_from_db()
        assert mailing.state == state
    worked(mailing)
    assert not Delivery.objects.exists()
    assert "the mailing was stopped" in publisher.get(path).content.decode()


def test_the_list_shows_mailings_and_what_waits(publisher: Client, update: UpdatePage, planned: Callable) -> None:
    html = publisher.get("/admin/mailings/").content.decode()
    assert f"/admin/mailings/new/{update.pk}/" in html
    mailing = planned()
    html = publisher.get("/admin/mailings/").content.decode()
    assert f"/admin/mailings/new/{update.pk}/" not in html
    assert f"/admin/mailings/inspect/{mailing.pk}/" in html


def test_the_way_starts_at_the_update(publisher: Client, as_role: Callable, update: UpdatePage, path: str) -> None:
    edit = f"/admin/pages/{update.pk}/edit/"
    assert path in publisher.get(edit).content.decode()
    assert path not in as_role("Editors").get(edit).content.decode()


def test_a_publisher_of_another_section_cannot_send(publisher: Client, path: str, sign: Callable) -> None:
    sign("ada")
    Group.objects.get(name="Publishers").page_permissions.all().delete()
    publisher.post(path, {"starts_at": "", "pace": "300"})
    assert not Mailing.objects.exists()


def test_a_mailing_whose_update_was_deleted_stays_and_is_not_repeated(
    publisher: Client, update: UpdatePage, sign: Callable, planned: Callable
) -> None:
    sign("ada")
    mailing = planned()
    update.delete()
    worked(mailing)
    assert (mailing.state, mail.outbox) == (MailingState.PAUSED, [])
    assert publisher.get(f"/admin/mailings/inspect/{mailing.pk}/").status_code == 200
    mailings.stop(mailing, None)
