"""Mails go in batches: none twice, none lost, as many as the server takes and its provider allows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisConnectionError

from campaigns.petitions import outbox, signing, tasks
from campaigns.petitions.models import (
    BACK_OFF,
    ConsentText,
    MailState,
    OutgoingMail,
    Person,
    Petition,
    PetitionPage,
    Signature,
)
from campaigns.petitions.outbox import send_due
from campaigns.petitions.tasks import send_soon
from tests.factories import CampaignPageFactory, ConsentTextFactory, PetitionPageFactory


def owe(petition: Petition, consent: ConsentText, number: int) -> None:
    for index in range(number):
        person = Person(f"Signer {index}", f"signer{index}@example.org")
        signing.sign(petition, person, country="DE", language="en", consent=consent)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[EmailBackend]:
    """Every connection to the mail server that mails went through."""
    used: list[EmailBackend] = []
    send_messages = EmailBackend.send_messages

    def send(self: EmailBackend, messages: list[EmailMultiAlternatives]) -> int:
        if self not in used:
            used.append(self)
        return send_messages(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    return used


@pytest.mark.django_db
def test_all_that_is_due_goes_over_one_connection(petition: Petition, consent: ConsentText, opened: list) -> None:
    owe(petition, consent, 5)
    assert send_due() == 5
    assert len(opened) == 1
    assert {tuple(message.to) for message in mail.outbox} == {(f"signer{index}@example.org",) for index in range(5)}
    links = {line for message in mail.outbox for line in message.body.splitlines() if "/confirm/" in line}
    assert len(links) == 5


@pytest.mark.django_db
def test_a_mail_more_takes_one_query_more(petition: Petition, consent: ConsentText) -> None:
    """The one that notes what became of it."""
    queries = []
    for number in (1, 2, 12):
        owe(petition, consent, number)
        OutgoingMail.objects.update(state=MailState.QUEUED, not_before=timezone.now())
        OutgoingMail.objects.filter(pk__in=OutgoingMail.objects.order_by("-pk")[number:].values("pk")).delete()
        with CaptureQueriesContext(connection) as captured:
            assert send_due() == number
        queries.append(len(captured))
    assert queries[2] - queries[1] == 10


@pytest.mark.django_db
def test_a_server_that_is_away_costs_the_first_mail_an_attempt_and_the_others_nothing(
    petition: Petition, consent: ConsentText, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def send_messages(self: EmailBackend, messages: list[EmailMultiAlternatives]) -> int:
        tried.append(messages)
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    owe(petition, consent, 3)
    at = timezone.now()
    assert send_due(at) == 0
    assert len(tried) == 1
    rows = OutgoingMail.objects.order_by("pk").values_list("state", "attempts", "not_before")
    due = at + BACK_OFF[0]
    assert list(rows) == [("queued", 1, due), ("queued", 0, due), ("queued", 0, due)]


@pytest.mark.django_db
def test_a_mailbox_that_is_refused_holds_up_no_other(
    petition: Petition, consent: ConsentText, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_messages = EmailBackend.send_messages

    def refuse_the_first(self: EmailBackend, messages: list[EmailMultiAlternatives]) -> int:
        if messages[0].to == ["signer0@example.org"]:
            raise SMTPRecipientsRefused({"signer0@example.org": (550, b"no")})
        return send_messages(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_the_first)
    owe(petition, consent, 3)
    assert send_due() == 2
    states = OutgoingMail.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [MailState.QUEUED, MailState.SENT, MailState.SENT]


@pytest.mark.django_db
def test_no_more_go_within_a_minute_than_the_provider_allows(
    petition: Petition, consent: ConsentText, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAILS_PER_MINUTE = 3
    now = [6000.0]
    monkeypatch.setattr(outbox.time, "time", lambda: now[0])
    owe(petition, consent, 5)
    assert send_due() == 3
    assert send_due() == 0
    now[0] += 60
    assert send_due() == 2


class Queue:
    """Takes tasks that are due at a time, and runs none."""

    def __init__(self) -> None:
        self.due: list[datetime] = []

    def get_backend(self) -> "Queue":
        return self

    supports_defer = True

    def using(self, run_after: datetime) -> SimpleNamespace:
        return SimpleNamespace(enqueue=lambda: self.due.append(run_after))


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    queue = Queue()
    monkeypatch.setattr(tasks, "send_mails", queue)
    monkeypatch.setattr(tasks, "_awaited_until", 0.0)
    return queue


def test_one_task_looks_after_all_mails_of_a_moment(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(tasks.time, "monotonic", lambda: now[0])
    for _ in range(3):
        send_soon()
    assert len(queue.due) == 1
    now[0] += tasks.AWAITED_SECONDS - 0.01
    send_soon()
    assert len(queue.due) == 1
    now[0] += 0.01
    send_soon()
    assert len(queue.due) == 2


def test_the_task_begins_after_the_last_mail_that_relies_on_it(queue: Queue) -> None:
    asked_at = timezone.now()
    send_soon()
    assert queue.due[0] - asked_at >= timedelta(seconds=tasks.AWAITED_SECONDS) * 2


@pytest.mark.django_db
def test_what_there_was_no_time_for_is_left_to_another_task(
    petition: Petition, consent: ConsentText, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = tasks.send_mails.func
    queue = Queue()
    monkeypatch.setattr(tasks, "send_mails", queue)
    monkeypatch.setattr(tasks, "_awaited_until", 0.0)
    monkeypatch.setattr(outbox, "BATCH", 2)
    passing = iter(float(second) for second in range(0, 1000, 8))
    monkeypatch.setattr(outbox.time, "monotonic", lambda: next(passing))
    owe(petition, consent, 5)
    assert 0 < look() < 5
    assert len(queue.due) == 1
    assert OutgoingMail.objects.filter(state=MailState.QUEUED).exclude(attempts=0).count() == 0
    monkeypatch.undo()
    send_due()
    assert {message.to[0] for message in mail.outbox} == {f"signer{index}@example.org" for index in range(5)}
    assert len(mail.outbox) == 5


@pytest.mark.django_db
def test_a_row_that_does_not_open_holds_up_no_other(petition: Petition, consent: ConsentText) -> None:
    owe(petition, consent, 3)
    first = Signature.objects.order_by("pk").first()
    assert first
    Signature.objects.filter(pk=first.pk).update(sealed_person=b"\x01" + b"altered" * 8)
    assert send_due() == 2
    assert OutgoingMail.objects.get(signature=first).state == MailState.QUEUED


@pytest.mark.django_db
def test_a_server_that_knows_us_no_more_is_asked_once(
    petition: Petition, consent: ConsentText, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[None] = []

    def refuse(self: EmailBackend) -> None:
        tried.append(None)
        raise SMTPAuthenticationError(535, b"no")

    monkeypatch.setattr(EmailBackend, "open", refuse)
    owe(petition, consent, 3)
    assert send_due() == 0
    assert len(tried) == 1


@pytest.mark.postgres
def test_only_what_became_of_mails_is_not_waited_for(petition: Petition, consent: ConsentText) -> None:
    """A claim that a crash forgot would be made again at once, and its mails go out twice or more."""
    owe(petition, consent, 2)
    with CaptureQueriesContext(connection) as captured:
        assert send_due() == 2
    waits, acts = True, []
    for query in captured:
        sql = query["sql"]
        if "synchronous_commit" in sql:
            waits = sql.startswith("RESET")
        elif sql.startswith("UPDATE"):
            acts.append(("claims" if "attempts" in sql else "notes", waits))
    assert acts == [("claims", True), ("notes", False), ("notes", False)]
    assert waits


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_send_every_mail_once(campaign_list: Any, opened: list) -> None:
    campaign = CampaignPageFactory(parent=campaign_list)
    page: PetitionPage = PetitionPageFactory(parent=campaign, title="Let them stay", slug="let-them-stay")
    consent = ConsentTextFactory()
    owe(page.petition, consent, 120)
    mail.outbox = []
    OutgoingMail.objects.update(state=MailState.QUEUED, not_before=timezone.now(), attempts=0)

    def work(_number: int) -> int:
        try:
            return send_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(work, range(4)))
    assert sum(sent) == 120
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 120
    assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.parametrize("error", [OperationalError(), RedisConnectionError(), ConnectionResetError()])
def test_a_queue_that_is_away_is_no_error_of_whoever_signed(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(run_after: datetime) -> SimpleNamespace:
        raise error

    monkeypatch.setattr(queue, "using", refuse)
    send_soon()
