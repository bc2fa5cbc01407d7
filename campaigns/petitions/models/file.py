"""Files with people's data: sealed at rest, in a storage of their own, never at an address of their own."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Self, cast

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.petitions.sealing import PIECE_BYTES, seal_pieces, unseal_pieces

KEPT_IN_MEMORY = 4 * 1024 * 1024
FOLDER = "files"


def private_storage() -> Storage:
    """The storage of the setting STORAGES["private"]."""
    return storages["private"]


def listed(folder: str) -> tuple[list[str], list[str]]:
    """The folders and the files in a folder of the private storage; asked, not looked for: S3 knows no folders."""
    try:
        folders, files = private_storage().listdir(folder)
    except FileNotFoundError:
        return [], []
    return folders, files


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """A seekable file from its beginning, piece by piece."""
    file.seek(0)
    return iter(partial(file.read, PIECE_BYTES), b"")


class PrivateFileQuerySet(models.QuerySet["PrivateFile"]):
    """Private files by what is to be done with them."""

    def keep(
        self, name: str, content_type: str, pieces: Iterable[bytes], expires_at: datetime | None = None
    ) -> "PrivateFile":
        """Seal what comes in pieces and keep it under a name that says nothing; `name` is what a download is called."""
        file = self.model(name=name, content_type=content_type, expires_at=expires_at)
        # On its way it may touch the disk sealed only.
        with SpooledTemporaryFile(KEPT_IN_MEMORY) as sealed:
            sealed.writelines(seal_pieces(file.measured(pieces), file.path))
            sealed.seek(0)
            private_storage().save(file.path, File(sealed))
        file.save(force_insert=True)
        return file

    def sweep(self, before: datetime) -> int:
        """Delete stored files that no record names, because what made them was taken back; how many."""
        storage, found = private_storage(), 0
        known = {str(key) for key in self.values_list("key", flat=True)}
        for name in listed(FOLDER)[1]:
            path = f"{FOLDER}/{name}"
            if name not in known and storage.get_modified_time(path) < before:
                storage.delete(path)
                found += 1
        return found

    def expired(self, at: datetime) -> Self:
        """Those whose time is over."""
        return self.filter(expires_at__lte=at)


class PrivateFile(models.Model):
    """One sealed file. Whoever shows it asks for the right to first."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)

    objects = PrivateFileQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["expires_at"], name="private_file_expires")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where it lies in the private storage."""
        return f"{FOLDER}/{self.key}"

    def measured(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Pass the pieces on, and add up the size of the file."""
        for piece in pieces:
            self.size += len(piece)
            yield piece

    def pieces(self) -> Iterator[bytes]:
        """What is in it, piece by piece; SealBroken if it was altered, FileNotFoundError if it is gone."""
        with private_storage().open(self.path) as stored:
            yield from unseal_pieces(cast("BinaryIO", stored), self.path)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the record, and the file once that is certain."""
        path = self.path
        transaction.on_commit(lambda: private_storage().delete(path))
        return super().delete(*args, **kwargs)
