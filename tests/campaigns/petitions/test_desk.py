"""A petition's desk as each role meets it: numbers for all, decisions for some, names for data officers alone."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.petitions import background, reminding, signing
from campaigns.petitions.counting import verify
from campaigns.petitions.figures import confirmation_rate, over_time, sums_by
from campaigns.petitions.models import (
    ConsentText,
    Invalidation,
    InvalidationState,
    Outcome,
    OutgoingMail,
    Person,
    Petition,
    Reminder,
    Signature,
    Status,
    Tally,
    count_signatures,
)
from campaigns.petitions.outbox import send_due

from .test_admin import as_role

__all__ = ["as_role"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def sign(petition: Petition, consent: ConsentText) -> Callable[..., Signature]:
    def sign(number: int, country: str = "DE", *, is_confirmed: bool = True, **changes: Any) -> Signature:
        person = Person(f"Person {number} Example", f"person{number}@example.org")
        signature = signing.sign(petition, person, country=country, language="en", consent=consent, **changes)
        if is_confirmed:
            signing.confirm(signature.public_id)
        signature.refresh_from_db()
        return signature

    return sign


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks: Callable) -> Callable:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def screen(name: str, petition: Petition) -> str:
    return reverse(f"petition_desk:{name}", args=[petition.pk])


@pytest.mark.parametrize("role", ["Editors", "Publishers", "Viewers", "Data officers"])
def test_everybody_with_a_desk_sees_numbers_and_nobody_sees_names(
    as_role: Callable, petition: Petition, sign: Callable, role: str
) -> None:
    Petition.objects.update(goal=10, closes_at=timezone.now() + timedelta(days=3, hours=1))
    for number in range(3):
        sign(number, "KR" if number else "DE")
    sign(3, is_confirmed=False)
    html = as_role(role).get(screen("desk", petition)).content.decode()
    for words in ("South Korea", "30 %", "75 %", "<svg", "Closing soon"):
        assert words in html
    assert "Person" not in html
    assert " style=" not in html.partition("desk__numbers")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("desk", {"Editors", "Publishers", "Viewers", "Data officers"}),
        ("steer", {"Editors", "Publishers"}),
        ("remind", {"Editors", "Publishers"}),
        ("review", {"Publishers", "Data officers"}),
        ("invalidate", {"Publishers", "Data officers"}),
    ],
)
def test_each_screen_is_for_those_who_may_do_what_it_offers(
    as_role: Callable, petition: Petition, name: str, roles: set[str]
) -> None:
    for role in ("Editors", "Publishers", "Viewers", "Data officers"):
        client = as_role(role)
        expected = 200 if role in roles else 302
        assert client.get(screen(name, petition)).status_code == expected, role
        if role not in roles:
            assert client.post(screen(name, petition), {"act": "close"}).status_code in {302, 405}
    petition.refresh_from_db()
    assert petition.closes_at is None


def test_the_desk_asks_the_same_number_of_questions_whatever_is_there(
    as_role: Callable, petition: Petition, sign: Callable
) -> None:
    viewer = as_role("Publishers")
    sign(0)
    viewer.get(screen("desk", petition))
    with CaptureQueriesContext(connection) as few:
        viewer.get(screen("desk", petition))
    for number in range(1, 30):
        sign(number, ("DE", "KR", "FR")[number % 3], is_trapped=number % 2 == 0)
    Tally.objects.bulk_create(
        Tally(petition=petition, day=date(2024, 1, 1) + timedelta(n), country="FR", language="ko", source="paper",
              signatures=n) for n in range(500)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        viewer.get(screen("desk", petition))
    assert len(many) == len(few)


def test_sums_are_those_of_tallies_and_of_what_is_not_rolled_up_yet(petition: Petition, sign: Callable) -> None:
    for number in range(3):
        sign(number, "KR" if number else "DE")
    Tally.objects.create(
        petition=petition, day=date(2024, 1, 1), country="FR", language="fr", source="paper", signatures=5
    )
    assert sums_by(petition, "country") == {"DE": 1, "KR": 2, "FR": 5}
    assert sums_by(petition, "source") == {"web": 3, "paper": 5}
    assert sums_by(petition, "day") == {date(2024, 1, 1): 5, timezone.now().astimezone(UTC).date(): 3}
    with pytest.raises(ValueError, match="petition_id"):
        sums_by(petition, "petition_id")


@pytest.mark.parametrize(("days", "spans"), [(1, 1), (60, 60), (300, 43), (1000, 33)])
def test_time_is_shown_without_gaps_and_in_spans_that_can_be_read(days: int, spans: int) -> None:
    first = date(2024, 1, 1)
    by_day = Counter({first: 2})
    by_day[first + timedelta(days - 1)] += 3
    found = over_time(by_day, first)
    assert sum(number for _start, number in found) == 5
    assert len(found) == spans
    assert [start for start, _number in found] == sorted(start for start, _number in found)


def test_the_rate_is_that_of_the_latest_who_signed_online(petition: Petition, sign: Callable) -> None:
    assert confirmation_rate(petition) is None
    for number in range(4):
        sign(number, is_confirmed=number > 0)
    old = sign(9, is_confirmed=False)
    Signature.objects.filter(pk=old.pk).update(signed_at=timezone.now() - timedelta(days=8))
    rate = confirmation_rate(petition)
    assert (rate.confirmed, rate.signed, rate.percent) == (3, 4, 75)


def test_an_editor_moves_the_end_closes_and_publishes_the_outcome(as_role: Callable, petition: Petition) -> None:
    editor, page = as_role("Editors"), screen("steer", petition)
    assert "time to come" in editor.post(page, {"act": "end", "closes_at": "2020-01-01 10:00"}).content.decode()
    later = timezone.localtime() + timedelta(days=30)
    assert editor.post(page, {"act": "end", "closes_at": f"{later:%Y-%m-%d %H:%M}"}).status_code == 303
    petition.refresh_from_db()
    assert abs(petition.closes_at - later) < timedelta(minutes=2)
    for _twice in range(2):
        editor.post(page, {"act": "close"})
    petition.refresh_from_db()
    assert not petition.is_signable()
    assert "was faster" in editor.get(screen("desk", petition)).content.decode()
    assert editor.post(page, {"act": "outcome", "outcome": "nonsense"}).status_code == 422
    editor.post(page, {"act": "outcome", "outcome": Outcome.HANDED_OVER, "handed_over_on": "2026-03-01"})
    petition.refresh_from_db()
    assert (petition.outcome, petition.handed_over_on) == (Outcome.HANDED_OVER, date(2026, 3, 1))
    assert petition.outcome_since is not None
    actions = ModelLogEntry.objects.for_instance(petition).values_list("action", flat=True)
    assert sorted(actions) == ["petitions.closed", "petitions.end_moved", "petitions.outcome_recorded"]


def waiting(sign: Callable, number: int) -> Signature:
    """Somebody who was written to the day before yesterday, and has not confirmed."""
    signature = sign(number, is_confirmed=False)
    OutgoingMail.objects.filter(signature=signature).update(created_at=timezone.now() - timedelta(days=2))
    return signature


def test_who_has_not_confirmed_is_written_to_once_more_and_nobody_else(
    as_role: Callable, petition: Petition, sign: Callable, after_commit: Callable
) -> None:
    waiting(sign, 1)
    sign(2)
    sign(3, is_confirmed=False)
    send_due()
    mail.outbox = []
    editor, page = as_role("Editors"), screen("remind", petition)
    assert "1 person has signed" in editor.get(page).content.decode()
    for _twice in range(2):
        with after_commit():
            editor.post(page)
    assert [message.to for message in mail.outbox] == [["person1@example.org"]]
    assert "mails: 0." in editor.get(page).content.decode()
    entries = ModelLogEntry.objects.filter(action="petitions.reminded").order_by("pk")
    assert [entry.data for entry in entries] == [{"rows": 1}, {"rows": 0}]


def test_a_round_of_mails_that_was_interrupted_goes_on_where_it_was(
    petition: Petition, sign: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "BATCH", 2)
    for number in range(5):
        waiting(sign, number)
    reminder = reminding.ask(petition, None)
    assert reminding.ask(petition, None) == reminder
    background._do_step(Reminder, reminder.pk)
    reminder.refresh_from_db()
    assert (reminder.mails, reminder.is_working, reminder.progress) == (2, True, 2)
    background.do_work.call("reminder", reminder.pk)
    assert Reminder.objects.get().mails == 5
    assert OutgoingMail.objects.count() == 10


def test_nobody_is_written_to_who_has_had_three_mails_or_could_not_confirm(petition: Petition, sign: Callable) -> None:
    signature = waiting(sign, 1)
    assert reminding.due(petition).count() == 1
    for _more in range(2):
        mail = OutgoingMail.objects.create(signature=signature, kind="confirm")
        OutgoingMail.objects.filter(pk=mail.pk).update(created_at=timezone.now() - timedelta(days=2))
    assert reminding.due(petition).count() == 0
    waiting(sign, 2)
    petition.closes_at = timezone.now() - timedelta(days=4)
    assert not reminding.due(petition).exists()


def test_held_signatures_are_decided_upon_by_their_reasons(
    as_role: Callable, petition: Petition, sign: Callable
) -> None:
    held = [sign(number, "KR", is_trapped=True) for number in range(3)]
    publisher, page = as_role("Publishers"), screen("review", petition)
    html = publisher.get(page).content.decode()
    assert "Filled in a field people do not see" in html
    assert "South Korea" in html
    assert "Person" not in html
    assert "person1@example.org" in as_role("Data officers").get(page).content.decode()
    publisher.post(page, {"act": "release", "signature": [held[0].pk, held[1].pk]})
    publisher.post(page, {"act": "invalidate", "signature": [held[1].pk, held[2].pk]})
    assert count_signatures(petition).confirmed == 1
    statuses = dict(Signature.objects.values_list("pk", "status"))
    assert statuses == {held[0].pk: "confirmed", held[1].pk: "invalidated", held[2].pk: "invalidated"}
    publisher.post(f"{page}?status=invalidated", {"act": "restore", "signature": held[1].pk})
    assert count_signatures(petition).confirmed == 2
    for wrong in (
        {"act": "confirm", "signature": held[2].pk},
        {"act": "release"},
        {"act": "restore", "signature": "x"},
    ):
        publisher.post(page, wrong)
    assert count_signatures(petition).confirmed == 2
    assert verify() == []
    entries = ModelLogEntry.objects.filter(action__in=["petitions.released", "petitions.invalidated"])
    assert sum(entry.data["rows"] for entry in entries) == 4


def test_signatures_of_another_petition_are_not_decided_upon(
    as_role: Callable, petition: Petition, sign: Callable
) -> None:
    signature = sign(1)
    other = Petition.objects.create(reference="other")
    as_role("Publishers").post(screen("review", other), {"act": "invalidate", "signature": signature.pk})
    signature.refresh_from_db()
    assert signature.status == Status.CONFIRMED


def test_a_rule_is_counted_decided_with_a_reason_and_undone(
    as_role: Callable, petition: Petition, sign: Callable, after_commit: Callable
) -> None:
    for number in range(4):
        sign(number, "KR" if number else "DE", is_trapped=number == 3)
    publisher, page = as_role("Publishers"), screen("invalidate", petition)
    assert "without a rule" in publisher.post(page, {}).content.decode()
    with after_commit():
        answer = publisher.post(page, {"country": "KR", "domain": "example.org", "name": "x"})
    one = answer["Location"]
    html = publisher.get(one).content.decode()
    for words in ("2 confirmed, 1 held", "falls by 2", "South Korea"):
        assert words in html
    # Fields that a role does not have are not taken from it either.
    assert "example.org" not in html
    assert publisher.post(one, {"act": "decide", "reason": ""}).status_code == 422
    assert count_signatures(petition).confirmed == 3
    for _twice in range(2):
        with after_commit():
            publisher.post(one, {"act": "decide", "reason": "All within a minute"})
    assert count_signatures(petition).confirmed == 1
    assert publisher.get(one, {"progress": ""}).json()["is_working"] is False
    assert "All within a minute" in publisher.get(one).content.decode()
    with after_commit():
        publisher.post(one, {"act": "undo", "reason": "They were a class"})
    assert count_signatures(petition).confirmed == 3
    assert petition.signatures.held().count() == 1
    assert verify() == []
    actions = ModelLogEntry.objects.for_instance(petition).filter(action__contains="invalidation")
    assert {entry.action: entry.data["rows"] for entry in actions} == {
        "petitions.invalidation_decided": 3,
        "petitions.invalidation_undone": 3,
    }


def test_a_pattern_of_names_is_for_those_who_may_see_names(
    as_role: Callable, petition: Petition, sign: Callable, after_commit: Callable
) -> None:
    for number in range(3):
        sign(number)
    officer, page = as_role("Data officers"), screen("invalidate", petition)
    for wrong in ({"name": "**"}, {"domain": "nowhere"}, {"since": "2026-02-02 10:00", "until": "2026-02-01 10:00"}):
        assert officer.post(page, wrong).status_code == 422
    with after_commit():
        one = officer.post(page, {"name": "PERSON 1*", "domain": "@Example.org"})["Location"]
    assert "1 confirmed, 0 held" in officer.get(one).content.decode()
    assert "PERSON 1*" in officer.get(one).content.decode()
    html = as_role("Publishers").get(one).content.decode()
    assert "shown to data officers only" in html
    assert "PERSON 1*" not in html
    officer.post(one, {"act": "discard"})
    assert Invalidation.objects.get().sealed_rule is None
    assert Invalidation.objects.get().state == InvalidationState.DISCARDED
