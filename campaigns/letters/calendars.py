"""A reminder for the writer's own calendar (RFC 5545): to ask for the answer, six weeks after writing."""

import datetime

AFTER = datetime.timedelta(weeks=6)
LONGEST_LINE = 75


def reminder(*, uid: str, on: datetime.date, stamp: datetime.datetime, title: str, text: str, url: str) -> str:
    """A calendar with one all-day entry; `stamp` is a time in UTC."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Clarion//Letters//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{on + datetime.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(text)}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(_folded(line) for line in lines) + "\r\n"


def _escaped(text: str) -> str:
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line of at most 75 bytes, the rest on further ones that begin with a space; no letter is cut in two."""
    parts: list[str] = []
    current = ""
    for character in line:
        room = LONGEST_LINE if not parts else LONGEST_LINE - 1
        if len((current + character).encode()) > room:
            parts.append(current)
            current = ""
        current += character
    return "\r\n ".join([*parts, current])
