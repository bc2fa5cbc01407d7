"""The journal of erasures outside the database, so that a restored backup can be brought up to date.

One empty file per erasure in the private storage, its name all there is: `erasures/<day>/<public id>.<kind>`. The
public id is random and names nobody.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from .models import Erasure, ErasureKind, Signature, listed, private_storage

FOLDER = "erasures"


def note_erasure(signature: Signature, kind: ErasureKind) -> None:
    """Note that a signature is being erased, in its transaction; the journal is written after it."""
    erasure = Erasure.objects.create(public_id=signature.public_id, petition_id=signature.petition_id, kind=kind)
    transaction.on_commit(lambda: _write(erasure), robust=True)


def write_journal(limit: int = 1000) -> int:
    """Write what could not be written at once; how many entries."""
    waiting = list(Erasure.objects.filter(is_in_journal=False).order_by("pk")[:limit])
    for erasure in waiting:
        _write(erasure)
    return len(waiting)


def read_journal(since: date) -> Iterator[tuple[UUID, ErasureKind]]:
    """Every erasure since a day, oldest day first; what is no entry is passed over."""
    for day in sorted(listed(FOLDER)[0]):
        if day < since.isoformat():
            continue
        for name in sorted(listed(f"{FOLDER}/{day}")[1]):
            public_id, _dot, kind = name.partition(".")
            if kind in ErasureKind.values:
                yield UUID(public_id), ErasureKind(kind)


def _write(erasure: Erasure) -> None:
    path = f"{FOLDER}/{erasure.at:%Y-%m-%d}/{erasure.public_id}.{erasure.kind}"
    storage = private_storage()
    if not storage.exists(path):
        storage.save(path, ContentFile(b""))
    Erasure.objects.filter(pk=erasure.pk).update(is_in_journal=True)
