import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.letters.calendars import reminder

EVENT: dict[str, Any] = {
    "uid": "let-them-go-20260504@example.org",
    "on": datetime.date(2026, 6, 15),
    "stamp": datetime.datetime(2026, 5, 4, 8, 9, 10, tzinfo=datetime.UTC),
    "title": "Has there been an answer?",
    "text": "Ask once more.",
    "url": "https://example.org/en/",
}


def unfolded(calendar: str) -> list[str]:
    return calendar.replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    "line",
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "UID:let-them-go-20260504@example.org",
        "DTSTAMP:20260504T080910Z",
        "DTSTART;VALUE=DATE:20260615",
        "DTEND;VALUE=DATE:20260616",
        "SUMMARY:Has there been an answer?",
        "URL:https://example.org/en/",
        "END:VCALENDAR",
    ],
)
def test_a_reminder_is_one_all_day_entry(line: str) -> None:
    assert line in unfolded(reminder(**EVENT))


def test_what_separates_values_is_escaped() -> None:
    calendar = unfolded(reminder(**{**EVENT, "text": "a,b;c\\d\ne"}))
    assert "DESCRIPTION:a\\,b\\;c\\\\d\\ne" in calendar


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_no_line_is_longer_than_75_bytes_and_none_is_lost(title: str) -> None:
    calendar = reminder(**{**EVENT, "title": title})
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    summary = next(line for line in unfolded(calendar) if line.startswith("SUMMARY:"))
    plain = summary.removeprefix("SUMMARY:").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    assert plain == title


def test_every_line_ends_as_calendars_want() -> None:
    assert reminder(**EVENT).replace("\r\n", "").count("\n") == 0
