"""The clock that all machines share."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from campaigns.clocks import shared_now
from campaigns.petitions import signing
from campaigns.petitions.models import OutgoingMail, Person, Signature
from campaigns.petitions.outbox import send_due
from campaigns.petitions.retention import erase_due
from tests.factories import (
    CampaignIndexPageFactory,
    CampaignPageFactory,
    ConsentTextFactory,
    PetitionPageFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def in_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine believes that it is a month later."""
    true_now = timezone.now

    def now() -> datetime:
        return true_now() + timedelta(days=30)

    monkeypatch.setattr(timezone, "now", now)


def test_it_is_that_of_the_database(in_a_month: None) -> None:
    assert timedelta(days=29) < timezone.now() - shared_now() < timedelta(days=31)


def test_a_machine_that_is_ahead_erases_nothing_and_claims_no_mail_for_a_month(
    home_page: object, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    page = PetitionPageFactory(parent=CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home_page)))
    signature = signing.sign(
        page.petition, Person("Ada", "ada@example.org"), country="DE", language="en", consent=ConsentTextFactory()
    )
    assert signature
    request.getfixturevalue("in_a_month")
    assert erase_due().is_nothing
    assert Signature.objects.filter(pk=signature.pk).exists()
    mail.outbox = []
    assert send_due() == 1
    assert OutgoingMail.objects.get().not_before < shared_now() + timedelta(days=1)


def test_operators_are_told(client: Client, in_a_month: None) -> None:
    assert "clock" in client.get("/readyz").json()["attention"]
