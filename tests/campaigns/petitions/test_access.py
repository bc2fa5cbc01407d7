"""The report on personal data: who did what with them, when and why; and that nobody can change it."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from campaigns.petitions import erasing
from campaigns.petitions.history import ACTIONS, Handling, actions_of
from campaigns.petitions.models import Petition, Signature
from cms.access.models import User

from .test_admin import as_role, signature

__all__ = ["as_role", "signature"]
REPORT = "access:index"


@pytest.fixture
def export(petition: Petition) -> ModelLogEntry:
    user = User.objects.create_user("otto", first_name="Otto", last_name="Officer", password="a long password")
    data = {"purpose": "names", "format": "csv", "reason": "=Report to the board", "rows": 7}
    return log(instance=petition, action="petitions.exported", user=user, data=data)


@pytest.mark.parametrize("role", ["Data officers", "Data protection officers"])
def test_it_says_who_did_what_when_and_why(as_role: Callable, export: ModelLogEntry, role: str) -> None:
    page = as_role(role).get(reverse(REPORT)).content.decode()
    for words in ("Otto Officer", "Taken out", "Names and countries", "7", export.label, "Report to the board"):
        assert words in page


def test_it_counts_entries_in_words_of_its_readers(as_role: Callable, export: ModelLogEntry) -> None:
    officer = as_role("Data protection officers")
    assert "1 entry" in officer.get(reverse(REPORT)).content.decode()
    log(instance=Petition.objects.get(), action="petitions.downloaded", user=export.user)
    filled, empty = (officer.get(reverse(REPORT), wish).content.decode() for wish in ({}, {"label": "nothing"}))
    assert "2 entries" in filled
    assert "log entr" not in filled + empty


def test_it_says_when_to_the_minute(as_role: Callable, export: ModelLogEntry) -> None:
    page = as_role("Data officers").get(reverse(REPORT)).content.decode()
    assert date_format(localtime(export.timestamp), "SHORT_DATETIME_FORMAT") in page


@pytest.mark.parametrize("role", ["Editors", "Publishers", "Viewers"])
def test_others_do_not_read_it(as_role: Callable, export: ModelLogEntry, role: str) -> None:
    client = as_role(role)
    assert client.get(reverse(REPORT)).status_code == 302
    assert reverse(REPORT) not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_it_is_found_among_the_reports(as_role: Callable) -> None:
    home = as_role("Data protection officers").get(reverse("wagtailadmin_home")).content.decode()
    assert reverse(REPORT) in home


def test_it_is_narrowed_down(as_role: Callable, export: ModelLogEntry, signature: Signature) -> None:
    erasing.erase_everywhere("canary@example.org", export.user, "She asked for it")
    client = as_role("Data officers")
    erased = client.get(reverse(REPORT), {"handling": "erased"}).content.decode()
    assert "She asked for it" in erased
    assert "Report to the board" not in erased
    assert "Otto Officer" in client.get(reverse(REPORT), {"user": export.user_id}).content.decode()
    assert "Report to the board" not in client.get(reverse(REPORT), {"timestamp_to": "2001-01-01"}).content.decode()
    assert client.get(reverse(REPORT), {"handling": "nonsense", "user": "x"}).status_code == 200


def test_it_can_be_handed_over_as_a_spreadsheet_without_formulas(as_role: Callable, export: ModelLogEntry) -> None:
    answer = as_role("Data protection officers").get(reverse(REPORT), {"export": "csv"})
    content = b"".join(answer.streaming_content).decode()
    assert "'=Report to the board" in content
    assert ",=" not in content


def test_reading_costs_the_same_however_much_there_is(
    as_role: Callable, export: ModelLogEntry, django_assert_max_num_queries: Callable
) -> None:
    for _ in range(30):
        log(instance=Petition.objects.get(), action="petitions.downloaded", user=export.user)
    client = as_role("Data officers")
    client.get(reverse(REPORT))
    with django_assert_max_num_queries(20):
        client.get(reverse(REPORT))


def test_what_concerns_names_has_its_place_in_the_report() -> None:
    outside = {name for name, action in ACTIONS.items() if action.handling is None}
    assert outside == {
        *("sheet_checked", "sheet_undone", "import_decided", "import_discarded", "released", "invalidated", "restored"),
        *("invalidation_decided", "invalidation_undone", "reminded", "end_moved", "closed", "outcome_recorded"),
    }
    assert len(actions_of(*Handling)) == len(ACTIONS) - len(outside)


@pytest.mark.postgres
def test_nobody_changes_or_deletes_an_entry(export: ModelLogEntry) -> None:
    entries = ModelLogEntry.objects.filter(pk=export.pk)
    for change in (entries.delete, lambda: entries.update(data={}), lambda: entries.update(user=None)):
        with pytest.raises(DatabaseError, match="only be added to"), transaction.atomic():
            change()
    assert entries.update(content_type=None) == 1
    assert entries.get().data["reason"] == "=Report to the board"
