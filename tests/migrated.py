"""Spares SQLite test runs the migrations: the migrated database is kept in var/ until they or a version change."""

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

TREE = Path(__file__).parents[1]
PLACE = TREE / "var"


def kept_database() -> Path:
    """Where the database lies that these migrations, versions and settings make."""
    sources = [TREE / "requirements-dev.txt", TREE / "cms/settings/base.py"]
    packages = [TREE / name for name in ("campaigns", "cms", "home", "search")]
    sources += sorted(path for package in packages for path in migrations_of(package))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    return PLACE / f"test-{digest[:16]}.sqlite3"


def migrations_of(package: Path) -> list[Path]:
    return sorted(path for path in package.rglob("*.py") if path.parent.name == "migrations")


def fill(sender: type, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receives `connection_created`: copies the kept database into a test database in memory that is still empty."""
    if connection.vendor != "sqlite" or "mode=memory" not in str(connection.settings_dict["NAME"]):
        return
    kept = kept_database()
    memory: sqlite3.Connection = connection.connection
    if kept.exists() and not memory.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        with sqlite3.connect(kept) as source:
            source.backup(memory)


def keep() -> None:
    """Writes the test database that was just migrated to where `fill` finds it, and removes older ones."""
    kept = kept_database()
    if connection.vendor != "sqlite" or kept.exists():
        return
    PLACE.mkdir(exist_ok=True)
    for older in PLACE.glob("test-*.sqlite3"):
        older.unlink(missing_ok=True)
    unfinished = PLACE / f"test-{os.getpid()}.part"
    connection.ensure_connection()
    with sqlite3.connect(unfinished) as target:
        connection.connection.backup(target)
    unfinished.rename(kept)
