"""Runs a program with what Clarion's settings say in its environment, for scripts that are no Python.

    python deploy/with_settings.py PROGRAM [ARGUMENT …]

PostgreSQL's own programs find the database by PG…; MEDIA_FOLDER and PRIVATE_FOLDER are empty where the files lie in no
folder. The password goes through the environment, never into a list of processes.
"""

import os
import sys
from pathlib import Path
from typing import Any

TREE = Path(__file__).resolve().parents[1]
CONNECTION = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
OPTIONS = {
    "PGSSLMODE": "sslmode",
    "PGSSLROOTCERT": "sslrootcert",
    "PGSSLCERT": "sslcert",
    "PGSSLKEY": "sslkey",
    "PGPASSFILE": "passfile",
    "PGSERVICE": "service",
}
FOLDERS = "django.core.files.storage.FileSystemStorage"


def connection(database: dict[str, Any]) -> dict[str, str]:
    """One of Django's DATABASES as libpq's environment variables."""
    if "postgresql" not in database["ENGINE"]:
        sys.exit("Backups are for PostgreSQL: DATABASE_URL names something else.")
    options = database.get("OPTIONS", {})
    found = {name: database.get(key) for name, key in CONNECTION.items()}
    found |= {name: options.get(key) for name, key in OPTIONS.items()}
    return {name: str(value) for name, value in found.items() if value}


def folder(storage: dict[str, Any], default: str) -> str:
    """Where one of Django's STORAGES keeps its files; empty if that is no folder of this machine."""
    if storage["BACKEND"] != FOLDERS:
        return ""
    return str(storage.get("OPTIONS", {}).get("location") or default)


def environment() -> dict[str, str]:
    """What the program gets beside what we have."""
    from django.conf import settings  # noqa: PLC0415 - needs the tree on the path

    return {
        **connection(settings.DATABASES["default"]),
        "MEDIA_FOLDER": folder(settings.STORAGES["default"], str(settings.MEDIA_ROOT)),
        "PRIVATE_FOLDER": folder(settings.STORAGES["private"], ""),
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}",
    }


if __name__ == "__main__":
    sys.path.insert(0, str(TREE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    os.environ.update(environment())
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - that is the point
