"""A note of the last backup: whoever makes one leaves it, so that the dashboard can say how old it is."""

from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages

NOTE = "last-backup.txt"
LONGEST = 200


@dataclass(frozen=True)
class Backup:
    """When a backup was noted, and what of."""

    at: datetime
    of: str


def note_backup(of: str) -> None:
    """Note that a backup has just been made; the former note goes."""
    storage = storages["private"]
    storage.delete(NOTE)
    storage.save(NOTE, ContentFile(of[:LONGEST].encode()))


def last_backup() -> Backup | None:
    """The last one noted, if any."""
    storage = storages["private"]
    try:
        with storage.open(NOTE) as note:
            return Backup(storage.get_modified_time(NOTE), note.read(LONGEST).decode(errors="replace"))
    except OSError:
        return None
