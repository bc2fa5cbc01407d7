"""Lists of signatures and single ones, as data officers meet them: quick, logged, and with no address in an address."""

from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from campaigns.petitions import correcting, sealing, signing
from campaigns.petitions.counting import verify
from campaigns.petitions.figures import at_most
from campaigns.petitions.models import Petition, Signature, Source, Status, Suppression, TallyEntry
from campaigns.petitions.namesakes import person_key
from campaigns.petitions.viewsets import keyset

from .test_admin import as_role
from .test_desk import sign

__all__ = ["as_role", "sign"]
pytestmark = pytest.mark.django_db
INDEX = "signatures:index"


def names(answer: Any) -> list[str]:
    return [row.person.name.split()[1] for row in answer.context["page"].rows]


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = keyset.page_of
    monkeypatch.setattr(
        "campaigns.petitions.viewsets.signature.page_of",
        lambda rows, wish, filters: whole(rows, wish, filters, size=3),
    )


@pytest.mark.usefixtures("short_pages")
def test_pages_keep_their_rows_while_others_sign(as_role: Callable, sign: Callable) -> None:
    for number in range(8):
        sign(number)
    officer, address = as_role("Data officers"), reverse(INDEX)
    first = officer.get(address)
    assert names(first) == ["7", "6", "5"]
    sign(8)
    second = officer.get(address + first.context["page"].older)
    assert names(second) == ["4", "3", "2"]
    assert names(officer.get(address + second.context["page"].newer)) == ["7", "6", "5"]
    last = officer.get(address + second.context["page"].last)
    assert names(last) == ["2", "1", "0"]
    assert last.context["page"].older == ""
    assert names(officer.get(address + last.context["page"].first)) == ["8", "7", "6"]


@pytest.mark.parametrize(
    "wish", ["before=0", "before=-1", "before=x", f"after={'9' * 30}", "before=1", "after=99999999"]
)
def test_a_place_that_does_not_exist_shows_the_first_page(as_role: Callable, sign: Callable, wish: str) -> None:
    sign(1)
    assert names(as_role("Data officers").get(f"{reverse(INDEX)}?{wish}")) == ["1"]


def test_lists_are_of_one_petition_and_one_status(as_role: Callable, petition: Petition, sign: Callable) -> None:
    sign(1)
    sign(2, is_confirmed=False)
    officer, address = as_role("Data officers"), reverse(INDEX)
    assert names(officer.get(address, {"petition": petition.pk, "status": Status.PENDING})) == ["2"]
    other = Petition.objects.create(reference="other")
    assert names(officer.get(address, {"petition": other.pk})) == []
    for wrong in ("0", "x", "9" * 30):
        assert officer.get(address, {"petition": wrong}).status_code in {302, 404}
    assert "1 confirmed signature" in officer.get(address).content.decode()


def test_a_list_asks_the_same_number_of_questions_whatever_is_there(as_role: Callable, sign: Callable) -> None:
    officer, address = as_role("Data officers"), reverse(INDEX)
    sign(0)
    officer.get(address)
    with CaptureQueriesContext(connection) as few:
        officer.get(address)
    for number in range(1, 60):
        sign(number, is_confirmed=number % 2 == 0)
    with CaptureQueriesContext(connection) as many:
        officer.get(address)
    assert len(many) == len(few)


@pytest.mark.parametrize("name", ["signatures:index", "petition_desk:review"])
def test_a_longer_list_has_more_rows_and_no_more_templates_and_unseals_each_once(
    as_role: Callable, petition: Petition, sign: Callable, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    officer = as_role("Data officers")
    address = reverse(name, args=[petition.pk] if name == "petition_desk:review" else [])
    unseal = Mock(side_effect=sealing.unseal)
    monkeypatch.setattr("campaigns.petitions.models.signature.unseal", unseal)
    rendered = []
    for numbers in (range(3), range(3, 9)):
        for number in numbers:
            sign(number)
        Signature.objects.update(status=Status.HELD, confirmed_at=None)
        unseal.reset_mock()
        answer = officer.get(address)
        assert len(answer.context["lines"]) == unseal.call_count == numbers.stop
        rendered.append(len(answer.templates))
    assert rendered[0] == rendered[1]


def test_somebody_is_found_by_any_spelling_of_their_address_which_stands_nowhere(
    as_role: Callable, sign: Callable
) -> None:
    signature = sign(1)
    officer, address = as_role("Data officers"), reverse("signatures:find")
    found = officer.post(address, {"email": "PERSON1+x@Example.org"}).content.decode()
    assert reverse("signatures:inspect", args=[signature.pk]) in found
    assert "No signature" in officer.post(address, {"email": "nobody@example.org"}).content.decode()
    assert officer.post(address, {"email": "nobody"}).status_code == 422
    assert "person1" not in officer.get(address, {"email": "person1@example.org"}).content.decode()
    entries = list(ModelLogEntry.objects.filter(action="petitions.looked_at"))
    assert [entry.data for entry in entries] == [{"rows": 1}]


def test_a_signature_is_put_right_with_its_keys_and_numbers(
    as_role: Callable, petition: Petition, sign: Callable
) -> None:
    signature = sign(1)
    officer, page = as_role("Data officers"), reverse("signatures:inspect", args=[signature.pk])
    assert "Person 1 Example" in officer.get(page).content.decode()
    values = {"act": "correct", "name": "Ada Example", "country": "KR", "place": "Seoul", "comment": "Because"}
    assert officer.post(page, {**values, "name": ""}).status_code == 422
    assert officer.post(page, values).status_code == 303
    officer.post(page, values)
    stored = Signature.objects.get()
    assert vars(stored.person) == {
        "name": "Ada Example",
        "email": "person1@example.org",
        "place": "Seoul",
        "comment": "Because",
        "namesake": 1,
    }
    assert bytes(stored.person_key) == person_key(petition.pk, "Ada Example", "Seoul", "KR")
    assert bytes(stored.email_key) == bytes(signature.email_key)
    assert verify() == []
    actions = list(ModelLogEntry.objects.order_by("pk").values_list("action", "data"))
    assert actions == [("petitions.looked_at", {"rows": 1}), ("petitions.corrected", {"rows": 1})]


def test_who_does_not_count_is_put_right_without_a_number(sign: Callable) -> None:
    signature = sign(1, is_confirmed=False)
    assert correcting.correct(signature.public_id, {"country": "KR"}) == ["country"]
    assert not TallyEntry.objects.exists()
    signing.confirm(signature.public_id)
    assert verify() == []


def test_nobody_on_paper_becomes_somebody_who_stands_there_already(as_role: Callable, sign: Callable) -> None:
    rows = [sign(number) for number in range(2)]
    Signature.objects.update(source=Source.PAPER, email_key=None)
    page = reverse("signatures:inspect", args=[rows[1].pk])
    values = {"act": "correct", "name": "Example Person 0", "country": "DE"}
    answer = as_role("Data officers").post(page, values)
    assert answer.status_code == 422
    assert "has signed on paper already" in answer.content.decode()
    assert Signature.objects.get(pk=rows[1].pk).person.name == "Person 1 Example"


def test_a_signature_is_erased_with_a_reason(as_role: Callable, petition: Petition, sign: Callable) -> None:
    signature = sign(1)
    officer, page = as_role("Data officers"), reverse("signatures:inspect", args=[signature.pk])
    assert officer.post(page, {"act": "erase", "reason": ""}).status_code == 422
    for _twice in range(2):
        officer.post(page, {"act": "erase", "reason": "By phone"})
    signature.refresh_from_db()
    assert (signature.status, signature.sealed_person) == (Status.WITHDRAWN, None)
    assert Suppression.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="petitions.erased").count() == 1
    html = officer.get(page).content.decode()
    assert "Person 1" not in html
    assert 'value="erase"' not in html
    with pytest.raises(correcting.NobodyLeft):
        correcting.correct(signature.public_id, {"name": "Somebody"})


def test_what_is_counted_for_a_look_is_counted_up_to_a_limit(petition: Petition, sign: Callable) -> None:
    for number in range(4):
        sign(number)
    assert at_most(petition.signatures.confirmed(), 4) == (4, False)
    assert at_most(petition.signatures.confirmed(), 3) == (3, True)


@pytest.mark.postgres
@pytest.mark.parametrize("filters", [{}, {"status": Status.CONFIRMED}, {"status": Status.HELD}])
@pytest.mark.parametrize("order", ["pk", "-pk"])
def test_no_page_reads_the_whole_table(petition: Petition, sign: Callable, filters: dict[str, Any], order: str) -> None:
    for number in range(3):
        sign(number)
    rows = Signature.objects.filter(petition=petition, pk__gt=1, **filters).order_by(order)[:50]
    with connection.cursor() as cursor:
        # Three rows would be read at once; what is asked is whether an index could serve.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    plan = rows.explain()
    assert "Seq Scan" not in plan
    assert "Sort" not in plan
