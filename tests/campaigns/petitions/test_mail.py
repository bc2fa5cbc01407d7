from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Locale

from campaigns.petitions import signing
from campaigns.petitions.models import ConsentText, MailState, OutgoingMail, Person, Petition, PetitionPage, Signature
from campaigns.petitions.models.outbox import LONGEST_PAUSE
from campaigns.petitions.outbox import send_due
from tests.factories import translate

pytestmark = pytest.mark.django_db
ADA = Person("Ada Example", "ada@example.org")


@pytest.fixture
def owe(petition: Petition, consent: ConsentText) -> Callable[..., OutgoingMail]:
    def owe(person: Person = ADA, language: str = "en") -> OutgoingMail:
        signing.sign(petition, person, country="DE", language=language, consent=consent)
        return OutgoingMail.objects.latest("pk")

    return owe


@pytest.fixture
def dead_server(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    def fail_with(error: Exception) -> None:
        def send_messages(self: EmailBackend, messages: list[EmailMessage]) -> int:
            raise error

        monkeypatch.setattr(EmailBackend, "send_messages", send_messages)

    return fail_with


def test_a_mail_has_text_and_html_and_loads_nothing(owe: Callable) -> None:
    owe()
    assert send_due() == 1
    message = mail.outbox[0]
    html = message.alternatives[0].content
    assert "/confirm/" in message.body
    assert "/confirm/" in html
    assert "src=" not in html
    assert "url(" not in html
    assert message.to == ["ada@example.org"]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(text=st.text(min_size=5, max_size=60))
def test_a_mail_holds_nothing_that_was_typed(owe: Callable, text: str) -> None:
    Signature.objects.all().delete()
    typed = "¡" + text + "!"
    owe(Person(typed, f"somebody{uuid4()}@example.org", typed, typed))
    mail.outbox = []
    send_due()
    for message in mail.outbox:
        raw = message.message()
        parts = [part.get_payload(decode=True).decode() for part in raw.walk() if not part.is_multipart()]
        assert not any(typed in part for part in [*parts, raw["Subject"]])


def test_the_mail_is_in_the_language_it_was_signed_in(owe: Callable, page: PetitionPage, german: Locale) -> None:
    translate(page, german, title="Lasst sie bleiben")
    owe(language="de")
    send_due()
    assert "Lasst sie bleiben" in mail.outbox[0].subject
    assert "/de/petitions/" in mail.outbox[0].body


def test_a_long_title_with_line_breaks_makes_one_header_line(owe: Callable, page: PetitionPage) -> None:
    page.title = "A title\nBcc: everybody@example.org " + "x" * 200
    page.save(clean=False)
    owe()
    send_due()
    raw = message_from_bytes(mail.outbox[0].message().as_bytes())
    assert raw["Bcc"] is None


def test_a_mail_is_sent_once_however_many_try(owe: Callable) -> None:
    owe()
    assert [send_due() for _ in range(3)] == [1, 0, 0]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("error", [ConnectionRefusedError(), SMTPServerDisconnected(), TimeoutError()])
def test_a_dead_mail_server_costs_time_and_nothing_else(owe: Callable, dead_server: Callable, error: Exception) -> None:
    outgoing = owe()
    dead_server(error)
    pauses = []
    at = timezone.now()
    for _ in range(6):
        assert not send_due(at)
        outgoing.refresh_from_db()
        pauses.append(outgoing.not_before - at)
        at = outgoing.not_before
    assert outgoing.state == MailState.QUEUED
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)


def test_mails_left_behind_are_sent_by_the_next_housekeeping(owe: Callable) -> None:
    owe()
    call_command("housekeeping")
    assert len(mail.outbox) == 1


def test_after_a_week_nobody_tries_any_more(owe: Callable, dead_server: Callable) -> None:
    outgoing = owe()
    dead_server(ConnectionRefusedError())
    send_due(timezone.now() + timedelta(days=8))
    outgoing.refresh_from_db()
    assert outgoing.state == MailState.REFUSED


@pytest.mark.parametrize(("code", "state"), [(550, MailState.REFUSED), (451, MailState.QUEUED)])
def test_only_a_mailbox_that_is_refused_three_times_is_given_up(
    owe: Callable, dead_server: Callable, code: int, state: MailState
) -> None:
    outgoing = owe()
    dead_server(SMTPRecipientsRefused({"ada@example.org": (code, b"no")}))
    at = timezone.now()
    for attempt in range(1, 4):
        send_due(at)
        outgoing.refresh_from_db()
        assert outgoing.attempts == attempt
        assert outgoing.state == (MailState.QUEUED if attempt < 3 else state)
        at = outgoing.not_before


def test_a_mail_of_a_clock_that_was_ahead_does_not_wait_for_it(owe: Callable) -> None:
    outgoing = owe()
    OutgoingMail.objects.update(not_before=timezone.now() + LONGEST_PAUSE - timedelta(minutes=1))
    assert not send_due()
    OutgoingMail.objects.update(not_before=timezone.now() + LONGEST_PAUSE + timedelta(minutes=1))
    assert send_due() == 1
    outgoing.refresh_from_db()
    assert outgoing.state == MailState.SENT


def test_the_log_names_no_address(owe: Callable, dead_server: Callable, caplog: pytest.LogCaptureFixture) -> None:
    dead_server(SMTPRecipientsRefused({"ada@example.org": (550, b"ada@example.org unknown")}))
    owe()
    send_due()
    assert caplog.records
    assert "ada@" not in caplog.text


def test_a_mail_for_an_erased_signature_is_not_sent(owe: Callable) -> None:
    outgoing = owe()
    signing.withdraw(outgoing.signature.public_id)
    assert not send_due()
    assert not mail.outbox


def test_a_mail_runs_in_the_direction_of_its_language(owe: Callable, page: PetitionPage) -> None:
    translate(page, Locale.objects.create(language_code="ar"), title="دعوهم يبقون")
    owe(language="ar")
    send_due()
    message = mail.outbox[0]
    html = message.alternatives[0].content
    assert '<html lang="ar" dir="rtl">' in html
    # Once more where mail programs that drop the html element see it.
    assert html.count('lang="ar" dir="rtl"') == 2
    assert 'align="right"' in html
    assert message.extra_headers["Content-Language"] == "ar"


def test_a_title_in_another_language_than_the_mail_is_marked(owe: Callable, page: PetitionPage) -> None:
    Locale.objects.create(language_code="ar")
    owe(language="ar")
    send_due()
    html = mail.outbox[0].alternatives[0].content
    assert f'<bdi lang="en" dir="ltr">{page.title}</bdi>' in html
    assert f'<title lang="en" dir="ltr">{page.title}</title>' in html


def test_a_title_in_the_language_of_the_mail_needs_no_mark(owe: Callable) -> None:
    owe()
    send_due()
    assert "<bdi" not in mail.outbox[0].alternatives[0].content
