"""A backup is made and restored for once in earnest: with PostgreSQL's own programs, from one database into another."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test import override_settings
from psycopg import sql
from pytest_django import Settings

from campaigns.petitions import signing
from campaigns.petitions.counting import roll_up, verify
from campaigns.petitions.models import Person, Petition, PrivateFile, Signature
from tests import postgres
from tests.campaigns.petitions import conftest as petitions

TREE = Path(__file__).parents[2]
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

# The petition these tests sign is that of the petitions' own tests.
home, campaign, page, petition, consent = (
    petitions.home,
    petitions.campaign,
    petitions.page,
    petitions.petition,
    petitions.consent,
)


@dataclass
class Machine:
    """A place with a database, folders and a configuration, where operators run scripts."""

    place: Path
    database: str

    @property
    def media(self) -> Path:
        return self.place / "media"

    @property
    def private(self) -> Path:
        return self.place / "private"

    @property
    def backups(self) -> Path:
        return self.place / "backups"

    def whole_backups(self) -> list[Path]:
        return sorted(self.backups.glob("2*Z"))

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(**server(), dbname=self.database)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a script of deploy/ as an operator would."""
        known = connection.settings_dict
        address = f"{known['HOST']}:{known['PORT']}" if known["PORT"] else known["HOST"]
        account = f"{known['USER']}:{known['PASSWORD']}" if known["PASSWORD"] else known["USER"]
        return subprocess.run(
            ["sh", *command],
            cwd=TREE,
            env={
                "PATH": f"{Path(sys.executable).parent}:{postgres.binaries()}:{os.environ['PATH']}",
                "DJANGO_SETTINGS_MODULE": "cms.settings.production",
                "SECRET_KEY": "only-for-rehearsing",
                "ALLOWED_HOSTS": "campaign.example.org",
                "BASE_URL": "https://campaign.example.org",
                "DATABASE_URL": f"postgres://{account}@/{address}/{self.database}",
                "CACHE_URL": "locmemcache://",
                "EMAIL_URL": "dummymail://",
                "DEFAULT_FROM_EMAIL": "petitions@example.org",
                "DATA_KEYS": "1:dGVzdC1vbmx5LXRlc3Qtb25seS10ZXN0LW9ubHktISE=",
                "ADDRESS_KEY": "test-only",
                "MEDIA_ROOT": str(self.media),
                "PRIVATE_ROOT": str(self.private),
                "BACKUP_ROOT": str(self.backups),
                "LOG_LEVEL": "WARNING",
            }
            | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def back_up(self, **environment: str) -> Path:
        """The folder of a backup that went well."""
        result = self.run("deploy/backup", **environment)
        assert result.returncode == 0, result.stderr
        return self.whole_backups()[-1]


def server() -> dict[str, Any]:
    known = connection.settings_dict
    named = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"], "password": known["PASSWORD"]}
    return {name: value for name, value in named.items() if value}


@pytest.fixture
def here(tmp_path: Path, settings: Settings) -> Iterator[Machine]:
    """The machine on which people sign: this process and its database, with a folder for sealed files."""
    machine = Machine(tmp_path / "here", str(connection.settings_dict["NAME"]))
    options = {"location": str(machine.private), "base_url": None}
    private = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    with override_settings(STORAGES={**settings.STORAGES, "private": private}, MEDIA_ROOT=str(machine.media)):
        yield machine
    storages._storages.pop("private", None)


@pytest.fixture
def elsewhere(tmp_path: Path, here: Machine) -> Iterator[Machine]:
    """Another machine, with an empty database."""
    machine = Machine(tmp_path / "elsewhere", f"{here.database}_elsewhere")
    name = sql.Identifier(machine.database)
    with psycopg.connect(**server(), dbname="postgres", autocommit=True) as administrator:
        administrator.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield machine
        administrator.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
def signers(here: Machine, petition: Petition, consent: Any) -> list[Signature]:
    """Five people who signed and confirmed, a picture, and a sealed file."""
    signed = []
    for number in range(5):
        person = Person(f"Ada Example {number}", f"ada{number}@example.org", "", "")
        signature = signing.sign(petition, person, country="DE", language="en", consent=consent)
        assert signature is not None
        signing.confirm(signature.public_id)
        signed.append(signature)
    roll_up()
    storages["default"].save("original_images/river.txt", (TREE / "LICENSE").open("rb"))
    PrivateFile.objects.keep("scan.pdf", "application/pdf", [b"a scan"])
    return signed


def test_who_was_erased_since_stays_erased_and_the_numbers_agree(
    here: Machine, elsewhere: Machine, signers: list[Signature], tmp_path: Path
) -> None:
    backup = here.back_up()
    assert sorted(file.name for file in backup.iterdir()) == [
        "README",
        "SHA256SUMS",
        "database.dump",
        "media.tar",
        "private.tar",
    ]
    assert date.fromisoformat(backup.name.partition("T")[0]) == datetime.now(UTC).date()
    assert "database, media, private" in (here.private / "last-backup.txt").read_text()

    erased, withdrew = signers[0], signers[1]
    signing.erase(erased.public_id)
    signing.withdraw(withdrew.public_id)
    assert here.run("deploy/backup", "journal", BACKUP_JOURNAL=str(tmp_path / "journal")).returncode == 0

    refused = elsewhere.run("deploy/restore", str(backup))
    assert refused.returncode == 1
    assert "no journal of erasures" in refused.stderr

    restored = elsewhere.run("deploy/restore", str(backup), "--journal", str(tmp_path / "journal"))
    assert restored.returncode == 0, restored.stderr
    assert "2 signatures erased again" in restored.stdout
    assert "The numbers agree" in restored.stdout
    assert "Before you start web and worker" in restored.stdout

    with elsewhere.connect() as database:
        rows = database.execute(
            "SELECT public_id, status, sealed_person IS NULL, email_key IS NULL FROM petitions_signature"
        ).fetchall()
        counted = database.execute("SELECT sum(signatures) FROM petitions_tally").fetchone()
    assert {row[0]: row[1:] for row in rows} == {
        signature.public_id: ("withdrawn", True, True)
        if signature in {erased, withdrew}
        else ("confirmed", False, False)
        for signature in signers
    }
    assert counted == (3,)
    assert (elsewhere.media / "original_images/river.txt").read_bytes() == (TREE / "LICENSE").read_bytes()
    sealed = PrivateFile.objects.get().path
    assert (elsewhere.private / sealed).read_bytes() == (here.private / sealed).read_bytes()
    assert verify() == []

    again = elsewhere.run("deploy/restore", str(backup))
    assert again.returncode == 1
    assert "is not empty" in again.stderr


def test_what_was_cut_short_or_altered_or_never_finished_is_refused(
    here: Machine, elsewhere: Machine, signers: list[Signature]
) -> None:
    whole = here.back_up()

    def refusal(backup: Path) -> str:
        result = elsewhere.run("deploy/restore", str(backup), "--without-journal")
        assert result.returncode == 1, backup
        return result.stderr

    def copy(name: str) -> Path:
        return shutil.copytree(whole, elsewhere.place / name / whole.name)

    short = copy("short")
    dump = (short / "database.dump").read_bytes()
    (short / "database.dump").write_bytes(dump[: len(dump) // 2])
    assert "damaged or not whole" in refusal(short)

    lost = copy("lost")
    (lost / "private.tar").unlink()
    assert "damaged or not whole" in refusal(lost)

    unlisted = copy("unlisted")
    sums = (unlisted / "SHA256SUMS").read_text().splitlines(keepends=True)
    (unlisted / "SHA256SUMS").write_text("".join(sums[:-1]))
    assert "not in SHA256SUMS" in refusal(unlisted)

    unfinished = shutil.copytree(whole, elsewhere.place / f".unfinished-{whole.name}-1")
    assert "never finished" in refusal(unfinished)
    with elsewhere.connect() as database:
        assert database.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(here: Machine, tmp_path: Path) -> None:
    broken = tmp_path / "bin" / "pg_restore"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    path = f"{broken.parent}:{Path(sys.executable).parent}:{postgres.binaries()}:{os.environ['PATH']}"
    # The settings put Python's own folder in front; a broken program still comes before PostgreSQL's.
    result = here.run("deploy/backup", PATH=path)
    assert result.returncode == 1
    assert "cannot be read; nothing was kept" in result.stderr
    assert list(here.backups.iterdir()) == []
    assert not (here.private / "last-backup.txt").exists()


def test_only_the_newest_are_kept_and_what_a_killed_run_left_goes(here: Machine) -> None:
    old = [here.backups / f"2026-01-0{day}T031500Z" for day in range(1, 5)]
    left, running = here.backups / ".unfinished-2026-01-01T031500Z-1", here.backups / ".unfinished-now"
    for folder in [*old, left, running, here.backups / "notes of ours"]:
        folder.mkdir(parents=True)
    os.utime(left, (0, 0))
    newest = here.back_up(BACKUP_KEEP="2")
    assert set(here.backups.iterdir()) == {old[3], newest, running, here.backups / "notes of ours"}


def test_a_number_that_would_keep_nothing_is_refused(here: Machine) -> None:
    for keep in ("0", "none", "-1"):
        assert "BACKUP_KEEP" in here.run("deploy/backup", BACKUP_KEEP=keep).stderr


def test_the_journal_is_only_ever_added_to(here: Machine, signers: list[Signature], tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    signing.withdraw(signers[0].public_id)
    assert here.run("deploy/backup", "journal", BACKUP_JOURNAL=str(journal)).returncode == 0
    shutil.rmtree(here.private / "erasures")
    signing.withdraw(signers[1].public_id)
    assert here.run("deploy/backup", "journal", BACKUP_JOURNAL=str(journal)).returncode == 0
    noted = {file.name for file in journal.rglob("*.withdrawn")}
    assert noted == {f"{signature.public_id}.withdrawn" for signature in signers[:2]}


@pytest.mark.skipif(
    not shutil.which("age-keygen") and not os.environ.get("CI"),
    reason="NOT RUN: no age on this machine",
)
def test_an_encrypted_backup_opens_with_its_key_only(
    here: Machine, elsewhere: Machine, signers: list[Signature], tmp_path: Path
) -> None:
    identity = tmp_path / "identity"
    subprocess.run(["age-keygen", "-o", identity], check=True, capture_output=True)
    key = subprocess.run(["age-keygen", "-y", identity], check=True, capture_output=True, text=True).stdout.strip()
    backup = here.back_up(BACKUP_RECIPIENT=key)
    assert {file.suffix for file in backup.iterdir() if file.name not in {"README", "SHA256SUMS"}} == {".age"}
    without = elsewhere.run("deploy/restore", str(backup), "--without-journal")
    assert "the backup is encrypted" in without.stderr
    restored = elsewhere.run("deploy/restore", str(backup), "--without-journal", "--identity", str(identity))
    assert restored.returncode == 0, restored.stderr
    with elsewhere.connect() as database:
        assert database.execute("SELECT count(*) FROM petitions_signature").fetchone() == (5,)
