"""What must hold before a restored database is used."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from campaigns.petitions import signing
from campaigns.petitions.models import ConsentText, Person, Petition
from tests.campaigns.petitions import conftest as petitions

OTHER = "1:b3RoZXItb25lLW90aGVyLW9uZS1vdGhlci1vbmUtISE="
# The petition that is signed is that of the petitions' own tests.
home, campaign, page, petition, consent = (
    petitions.home,
    petitions.campaign,
    petitions.page,
    petitions.petition,
    petitions.consent,
)


@pytest.fixture
def signed(petition: Petition, consent: ConsentText) -> None:
    signing.sign(petition, Person("Ada Example", "ada@example.org"), country="DE", language="en", consent=consent)


def after_restore() -> str:
    said = StringIO()
    call_command("after_restore", "2026-05-31", stdout=said)
    return said.getvalue()


def test_it_says_what_was_found_and_what_is_next(signed: None) -> None:
    said = after_restore()
    assert "0 signatures erased again" in said
    assert "The numbers agree" in said
    assert "Before you start web and worker" in said


def test_keys_that_do_not_open_the_names_are_noticed(signed: None, settings: Settings) -> None:
    settings.DATA_KEYS = [OTHER]
    with pytest.raises(CommandError, match="DATA_KEYS do not open the names"):
        after_restore()


def test_a_key_that_recognises_nobody_is_noticed(signed: None, settings: Settings) -> None:
    settings.ADDRESS_KEY = "another"
    with pytest.raises(CommandError, match="ADDRESS_KEY is not the one"):
        after_restore()


def test_nobody_has_to_have_signed(english: object) -> None:
    assert "The numbers agree" in after_restore()
