"""The disk of the database full: signatures are refused rather than lost, and taken again once there is room."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import psycopg
import pytest

from tests.faults.crowd import Crowd
from tests.faults.processes import wait_for
from tests.faults.site import Site

BLOCK = b"\0" * 1024 * 1024


@pytest.fixture
def ballast(site: Site) -> Iterator[Path]:
    """A file that takes all the room there is, as a backup might that nobody deletes."""
    if not (site.place / "data").is_mount():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("NOT RUN: no small disk could be mounted: needs root")
    file = site.place / "data" / "ballast"
    yield file
    file.unlink(missing_ok=True)


def test_a_full_disk(site: Site, crowd: Crowd, ballast: Path) -> None:
    with crowd.at_work():
        fill(ballast)
        wait_for(lambda: crowd.errors, "signatures are refused")
        # The room that the log of the database has put aside goes as well: then the server itself falls.
        with suppress(psycopg.OperationalError):
            for _ in range(10):
                site.query("SELECT pg_logical_emit_message(true, 'ballast', repeat('x', 8000000))")
        time.sleep(0.5)
        ballast.unlink()
        wait_for(site.is_ready, "the database runs")
        assert crowd.lost() == set()
        wait_for(partial(crowd.grows, len(crowd.signed) + 5), "people can sign again")


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as ballast, suppress(OSError):
        while ballast.write(BLOCK):
            pass
