"""A petition that was never online is an embargo: who only looks does not learn of it, by no list and no address."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from campaigns.petitions.models import Export, Handover, Petition, PetitionPage, Sheet
from tests.factories import AppealLetterPageFactory, PetitionPageFactory

from .test_admin import as_role

__all__ = ["as_role"]
pytestmark = pytest.mark.django_db

LISTS = (
    "wagtailadmin_home",
    "petition_settings:index",
    "sheets:index",
    "exports:index",
    "exports:add",
    "handovers:index",
)


@pytest.fixture
def untold(campaign: Page) -> PetitionPage:
    return PetitionPageFactory(parent=campaign, title="Kestrel heading", slug="kestrel", live=False)


@pytest.fixture
def addresses(untold: PetitionPage) -> list[str]:
    """Of the petition and of all that can hang on it before it is online."""
    petition = untold.petition
    on = {"collected_on": "2025-01-01", "country": "DE", "language": "en", "valid_lines": 3}
    sheet = Sheet.objects.create(petition=petition, number="B-1", **on)
    export = Export.objects.create(petition=petition, purpose="numbers", reason="Report", state="done")
    handover = Handover.objects.create(petition=petition, recipients="Embassy", language="en")
    return [
        reverse("petition_desk:desk", args=[petition.pk]),
        reverse("sheets:inspect", args=[sheet.pk]),
        reverse("exports:inspect", args=[export.pk]),
        reverse("handovers:inspect", args=[handover.pk]),
    ]


def read(client: Client, *addresses: str) -> str:
    return "".join(client.get(address).content.decode().lower() for address in addresses)


@pytest.mark.parametrize("role", ["Viewers", "Data protection officers"])
def test_who_only_looks_does_not_learn_of_it(as_role: Callable, addresses: list[str], role: str) -> None:
    client = as_role(role)
    assert [client.get(address, follow=True).status_code for address in addresses] == [404] * len(addresses)
    assert "kestrel" not in read(client, *map(reverse, LISTS))


@pytest.mark.parametrize("role", ["Viewers", "Data protection officers"])
def test_what_was_online_once_is_shown_for_good(
    as_role: Callable, addresses: list[str], untold: PetitionPage, role: str
) -> None:
    untold.save_revision().publish()
    client = as_role(role)
    for is_live in (True, False):
        if not is_live:
            untold.refresh_from_db()
            untold.unpublish()
        assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)
        for name in LISTS:
            assert "kestrel" in read(client, reverse(name)), name


def test_no_numbers_are_taken_out_of_it(as_role: Callable, untold: PetitionPage) -> None:
    asked = {"petition": untold.petition.pk, "purpose": "numbers", "format": "csv", "reason": "Report"}
    assert as_role("Viewers").post(reverse("exports:add"), asked).status_code == 200
    assert not Export.objects.exists()


def test_data_officers_bring_signatures_in_before_and_read_no_draft(as_role: Callable, addresses: list[str]) -> None:
    officer = as_role("Data officers")
    assert [officer.get(address).status_code for address in addresses] == [200] * len(addresses)
    seen = read(officer, *addresses, reverse("imports:add"), reverse("sheets:add"), *map(reverse, LISTS))
    assert "kestrel-heading" in seen
    assert "kestrel heading" not in seen


def test_a_draft_in_another_language_has_its_title_for_writers_only(
    as_role: Callable, page: PetitionPage, german: Locale
) -> None:
    draft: Any = page.copy_for_translation(german, copy_parents=True)
    draft.title = "Turmfalke"
    draft.save()
    desk = reverse("petition_desk:desk", args=[Petition.objects.get().pk])
    assert "turmfalke" not in read(as_role("Viewers"), desk)
    assert "turmfalke" in read(as_role("Editors"), desk)


def test_letters_likewise(as_role: Callable, campaign: Page) -> None:
    page = AppealLetterPageFactory(parent=campaign, title="Kestrel letter", live=False)
    viewer, editor = as_role("Viewers"), as_role("Editors")
    address = reverse("letter_settings:index")
    assert "kestrel" in read(editor, address)
    assert "kestrel" not in read(viewer, address)
    page.save_revision().publish()
    assert "kestrel" in read(viewer, address)
