"""Signatures on paper: two persons count them, and only then are they part of the number."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.petitions.counting import roll_up, verify
from campaigns.petitions.models import Petition, Sheet, SheetState, TallyEntry, count_signatures
from campaigns.petitions.sheets import NotPossible, NotTheSameCount, SamePerson, check, enter, undo
from cms.access.models import User

from .test_admin import as_role

__all__ = ["as_role"]


@pytest.fixture
def first(db: None) -> User:
    return User.objects.create_user("first")


@pytest.fixture
def second(db: None) -> User:
    return User.objects.create_user("second")


@pytest.fixture
def sheet(petition: Petition, first: User) -> Sheet:
    """A sheet with eleven valid lines that one person has counted."""
    sheet = Sheet(
        petition=petition,
        number="B-017",
        collected_on=datetime.date(2026, 5, 1),
        country="DE",
        language="de",
        valid_lines=11,
    )
    enter(sheet, first)
    return sheet


def paper(petition: Petition) -> int:
    return count_signatures(petition).paper


def form_data(petition: Petition, **changes: Any) -> dict[str, Any]:
    return {
        "petition": petition.pk,
        "number": "b-018",
        "collected_on": "2026-05-01",
        "valid_lines": "9",
        "country": "KR",
        "language": "ko",
        **changes,
    }


def test_a_sheet_counts_once_a_second_person_has_counted_as_many(
    petition: Petition, sheet: Sheet, first: User, second: User
) -> None:
    assert paper(petition) == 0
    with pytest.raises(SamePerson):
        check(sheet, first, 11)
    with pytest.raises(NotTheSameCount):
        check(sheet, second, 12)
    assert paper(petition) == 0
    check(sheet, second, 11)
    assert paper(petition) == 11
    assert count_signatures(petition).confirmed == 11
    assert (sheet.state, sheet.checked_by) == (SheetState.COUNTED, second)


def test_a_sheet_counts_once_however_often_it_is_checked(petition: Petition, sheet: Sheet, second: User) -> None:
    stale = Sheet.objects.get(pk=sheet.pk)
    check(sheet, second, 11)
    with pytest.raises(NotPossible):
        check(stale, second, 11)
    roll_up()
    assert paper(petition) == 11


def test_a_check_of_what_was_changed_meanwhile_finds_nothing(
    petition: Petition, sheet: Sheet, first: User, second: User
) -> None:
    looked_at = Sheet.objects.get(pk=sheet.pk)
    sheet.country = "AT"
    enter(sheet, first)
    with pytest.raises(NotPossible):
        check(looked_at, second, 11)
    assert paper(petition) == 0


def test_undoing_takes_exactly_that_out_again_and_can_be_repeated(
    petition: Petition, sheet: Sheet, first: User, second: User
) -> None:
    check(sheet, second, 11)
    roll_up()
    undo(sheet, first, "Counted twice")
    assert paper(petition) == 0
    with pytest.raises(NotPossible):
        undo(sheet, first, "Once more")
    sheet.valid_lines = 10
    enter(sheet, second)
    check(sheet, first, 10)
    assert paper(petition) == 10
    assert verify(petition) == []


def test_a_counted_sheet_is_not_changed(petition: Petition, sheet: Sheet, first: User, second: User) -> None:
    check(sheet, second, 11)
    sheet.valid_lines = 400
    with pytest.raises(NotPossible):
        enter(sheet, first)
    assert Sheet.objects.get(pk=sheet.pk).valid_lines == 11


def test_the_database_itself_refuses_one_person(sheet: Sheet, first: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.filter(pk=sheet.pk).update(state="counted", counted_at=timezone.now(), checked_by=first)


def test_a_recount_knows_sheets_and_mends_what_differs(petition: Petition, sheet: Sheet, second: User) -> None:
    check(sheet, second, 11)
    call_command("verify_counts", verbosity=0)
    TallyEntry.objects.all().delete()
    difference = verify(petition)[0]
    assert (difference.shown, difference.counted, difference.cell[-1]) == (0, 11, "paper")
    call_command("verify_counts", "--fix", verbosity=0)
    assert paper(petition) == 11


def test_history_tells_what_was_counted_and_why_it_was_undone(sheet: Sheet, first: User, second: User) -> None:
    check(sheet, second, 11)
    undo(sheet, first, "Counted twice")
    undone, checked = ModelLogEntry.objects.filter(content_type__model="sheet").order_by("-pk")[:2]
    assert checked.message == "Sheet counted by a second person: 11 signatures"
    assert (undone.message, undone.comment) == ("Sheet taken out of the count: 11 signatures", "Counted twice")


def test_an_editor_enters_and_a_data_officer_counts(as_role: Callable[[str], Client], petition: Petition) -> None:
    editor, officer = as_role("Editors"), as_role("Data officers")
    editor.post(reverse("sheets:add"), form_data(petition))
    sheet = Sheet.objects.get()
    assert (sheet.number, sheet.state, sheet.entered_by.username) == ("B-018", "entered", "editors")
    page = reverse("sheets:inspect", args=[sheet.pk])
    assert "You entered this sheet yourself" in editor.get(page).content.decode()
    assert editor.post(page, {"lines": "9"}).status_code == 302
    assert paper(petition) == 0

    shown = officer.get(page).content.decode()
    assert "Count as the second person" in shown
    assert ">9<" not in shown
    wrong = officer.post(page, {"lines": "8"})
    assert wrong.status_code == 422
    assert "counted another number" in wrong.content.decode()
    assert officer.post(page, {"lines": ""}).status_code == 422
    officer.post(page, {"lines": "9"})
    assert paper(petition) == 9
    assert "9" in officer.get(reverse("sheets:index")).content.decode()

    assert officer.post(page, {"reason": ""}).status_code == 422
    officer.post(page, {"reason": "Twice in the pile"})
    assert paper(petition) == 0


def test_the_dashboard_shows_sheets_to_those_who_may_count_them(
    as_role: Callable[[str], Client], petition: Petition, sheet: Sheet
) -> None:
    for role, is_shown in (("Data officers", True), ("Publishers", True), ("Editors", False), ("Viewers", False)):
        assert (f">{sheet.number}</a>" in as_role(role).get("/admin/").content.decode()) == is_shown


def test_a_number_is_entered_once_and_a_counted_sheet_left_alone(
    as_role: Callable[[str], Client], petition: Petition, sheet: Sheet, second: User
) -> None:
    editor = as_role("Editors")
    twice = editor.post(reverse("sheets:add"), form_data(petition, number="b-017"))
    assert "entered already" in twice.content.decode()
    check(sheet, second, 11)
    changed = editor.post(reverse("sheets:edit", args=[sheet.pk]), form_data(petition, number="B-017"))
    assert "Take it out of the count" in changed.content.decode()
    assert Sheet.objects.get().valid_lines == 11


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("collected_on", "2999-01-01", "still to come"),
        ("valid_lines", "0", "greater than or equal to 1"),
        ("valid_lines", "501", "less than or equal to 500"),
        ("number", "no 17", "letters from A to Z"),
    ],
)
def test_bad_input_is_refused_with_what_to_do(
    as_role: Callable[[str], Client], petition: Petition, field: str, value: str, says: str
) -> None:
    answer = as_role("Editors").post(reverse("sheets:add"), form_data(petition, **{field: value}))
    assert says in answer.content.decode()
    assert not Sheet.objects.exists()


def test_viewers_see_numbers_of_sheets_and_change_nothing(as_role: Callable[[str], Client], sheet: Sheet) -> None:
    viewer = as_role("Viewers")
    assert "B-017" in viewer.get(reverse("sheets:index")).content.decode()
    assert viewer.post(reverse("sheets:inspect", args=[sheet.pk]), {"lines": "11"}).status_code == 302
    assert viewer.get(reverse("sheets:add")).status_code == 302
    assert Sheet.objects.get().state == SheetState.ENTERED


def test_a_count_in_the_same_moment_is_said_and_nothing_is_saved(
    as_role: Callable[[str], Client], petition: Petition, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*_arguments: Any) -> None:
        raise NotPossible

    monkeypatch.setattr("campaigns.petitions.forms.sheets.enter", overtaken)
    data = form_data(petition, number="B-017", valid_lines="5")
    answer = as_role("Editors").post(reverse("sheets:edit", args=[sheet.pk]), data)
    assert "Take it out of the count" in answer.content.decode()
    assert Sheet.objects.get().valid_lines == 11
