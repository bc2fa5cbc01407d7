"""A petition's desk as each role meets it: numbers for all, decisions for some, names for data officers alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
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
    OutgoingMail,
    Outcome,
    Person,
    Petition,
    Reminder,
    Signature,
    Status,
    Tally,
    count_signatures,
)

from .test_admin import NAME, as_role, signature

__all__ = ["as_role", "signature"]
pytestmark = pytest.mark.django_db
IDLE = {"Editors", "Viewers"}


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
    signing.roll = None
    Tally.objects.create(
        petition=petition, day=date(2024, 1, 1), country="FR", language="fr", source="paper", signatures=5
    )
    assert sums_by(petition, "country") == {"DE": 1, "KR": 2, "FR": 5}
    assert sums_by(petition, "source") == {"web": 3, "paper": 5}
    assert sums_by(petition, "day") == {date(2024, 1, 1): 5, timezone.now().astimezone(UTC).date(): 3}
    with pytest.raises(ValueError, match="petition_id"):
        sums_by(petition, "petition_id")


@pytest.mark.parametrize(("days", "spans"), [(1, 1), (60, 60), (300, 44), (1000, 34)])
def test_time_is_shown_without_gaps_and_in_spans_that_can_be_read(days: int, spans: int) -> None:
    first = date(2024, 1, 1)
    by_day = sums_by.__annotations__ and {first: 2, first + timedelta(days - 1): 3}
    found = over_time(__import__("collections").Counter(by_day), first)
    assert sum(number for _start, number in found) == sum(by_day.values())
    assert abs(len(found) - spans) <= 1
