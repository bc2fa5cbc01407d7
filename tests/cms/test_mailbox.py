"""The development mailbox."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import include, path
from pytest_django import Settings

from cms.mailbox import is_in_use, mail_files, show_mail

urlpatterns = [path("admin/", include("wagtail.admin.urls")), path("mails/", include("cms.mailbox"))]
pytestmark = pytest.mark.urls(__name__)


def send(subject: str = "Please confirm", html: str = "<p>Confirm <b>here</b></p>") -> None:
    message = EmailMultiAlternatives(subject, "Open http://127.0.0.1/confirm", "us@example.org", ["김@example.org"])
    if html:
        message.attach_alternative(html, "text/html")
    get_connection("cms.mailbox.MailboxBackend").send_messages([message])


def test_a_mail_becomes_one_readable_file() -> None:
    send("Grüße, 안녕")
    (file,) = mail_files()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["Subject"] == "Grüße, 안녕"
    assert file.suffix == ".eml"


def test_a_hundred_mails_at_once_overwrite_none() -> None:
    for _ in range(100):
        send()
    assert len(mail_files()) == 100


def test_the_newest_mail_is_listed_first(client: Client) -> None:
    send("The first")
    send("The second")
    html = client.get("/mails/").content.decode()
    assert html.index("The second") < html.index("The first")


def test_an_empty_mailbox_says_so(client: Client) -> None:
    assert "No mails yet" in client.get("/mails/").content.decode()


def test_the_text_part_has_links_to_follow(client: Client) -> None:
    send()
    html = client.get(f"/mails/{mail_files()[0].stem}/").content.decode()
    assert '<a href="http://127.0.0.1/confirm"' in html


def test_the_subject_cannot_bring_markup_along(client: Client) -> None:
    send("<script>alert(1)</script>")
    assert b"<script" not in client.get("/mails/").content
    assert b"<script" not in client.get(f"/mails/{mail_files()[0].stem}/").content


def test_the_html_part_may_run_and_load_nothing(client: Client) -> None:
    send()
    response = client.get(f"/mails/{mail_files()[0].stem}/html/")
    assert response.content == b"<p>Confirm <b>here</b></p>"
    policy_header = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy_header
    assert "script-src" not in policy_header
    assert "sandbox" in policy_header


def test_a_mail_without_html_shows_no_frame(client: Client) -> None:
    send(html="")
    assert b"<iframe" not in client.get(f"/mails/{mail_files()[0].stem}/").content


def test_the_file_can_be_downloaded(client: Client) -> None:
    send()
    response = client.get(f"/mails/{mail_files()[0].stem}/source/")
    assert response["Content-Type"] == "message/rfc822"


@pytest.mark.parametrize("name", ["nothing", "../secret", "*", ""])
def test_only_mails_are_served(rf: RequestFactory, settings: Settings, name: str) -> None:
    send()
    Path(settings.MAILBOX_DIR).parent.joinpath("secret.eml").write_text("secret")
    with pytest.raises(Http404):
        show_mail(rf.get("/"), name)


def test_it_is_in_use_in_development_with_its_own_backend_only(settings: Settings) -> None:
    settings.DEBUG, settings.EMAIL_BACKEND = True, "cms.mailbox.MailboxBackend"
    assert is_in_use()
    settings.DEBUG = False
    assert not is_in_use()
    settings.DEBUG, settings.EMAIL_BACKEND = True, "django.core.mail.backends.smtp.EmailBackend"
    assert not is_in_use()
