"""One site for all tests that break it: each of them leaves it as it found it, or the next one fails."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.crowd import Crowd
from tests.faults.processes import wait_for
from tests.faults.site import Site, running_site
from tests.servers import CACHE

# How often each thing is killed: enough to find what breaks often; `make faults` asks for the full number.
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "3"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a cache server these say nothing; where CI is set it must not be missing."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.faults)
            if CACHE is None and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="NOT RUN: no Valkey or Redis: install redis-server"))


@pytest.fixture(scope="session")
def running() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def site(running: Site) -> Site:
    """The site, well."""
    wait_for(running.is_ready, "the site recovers by itself")
    return running


@pytest.fixture
def crowd(site: Site) -> Iterator[Crowd]:
    """People; once the test is over nothing of what they were told may turn out to be wrong.

    Nobody does anything by hand for that: time passes, and chores are done.
    """
    crowd = Crowd(site)
    yield crowd
    wait_for(site.is_ready, "the site recovers by itself")
    site.let_all_be_sent()
    assert crowd.lost() == set()
    assert set(crowd.mails_to()) <= {1, 2}
    crowd.confirm_all()
    assert crowd.confirmed
    assert crowd.counted() >= len(site.confirmed)
    done = site.times_chores_were_done()
    wait_for(lambda: site.times_chores_were_done() > done + 1, "the chores are done, and the numbers are right")
    print(f"told {len(crowd.signed)}, errors {crowd.errors}, mails {crowd.mails_to()}")  # noqa: T201 - shown by -s
