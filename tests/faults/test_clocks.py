"""A clock that jumps on one machine: signatures are stored, mails go out, and nothing is erased before its time."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.faults.crowd import Crowd
from tests.faults.processes import wait_for
from tests.faults.site import Site

SetClock = Callable[[str], object]


@pytest.fixture
def set_clock(site: Site, tmp_path: Path) -> Iterator[SetClock]:
    """One more web node and worker, on a machine of their own whose clock can be set while they run."""
    clock = tmp_path / "clock"
    clock.write_text("0")
    fake = {"FAULT_CLOCK": str(clock)}
    site.start_node(**fake)
    site.start_worker(**fake)
    wait_for(site.is_ready, "the node serves")
    wait_for(partial(site.has_seen, site.workers[-1]), "the worker works")
    yield partial(replace_text, clock)
    site.ports.pop()
    site.nodes.pop().end()
    site.workers.pop().end()


def replace_text(file: Path, text: str) -> None:
    """At once, so that nobody reads half of it."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.replace(file)


def test_a_clock_that_jumps(site: Site, crowd: Crowd, set_clock: SetClock) -> None:
    jumping = site.ports[-1]
    with crowd.at_work():
        wait_for(partial(crowd.grows, 5), "people sign")
        for hours in (1, -1, 48, -144):
            set_clock(str(hours))
            wait_for(lambda: "clock" in site.attention(jumping), "the clock is noticed")
            wait_for(partial(crowd.grows, len(crowd.signed) + 20), "people sign there, too")
        set_clock("0")
        wait_for(lambda: "clock" not in site.attention(jumping), "the clock is right again")
    assert crowd.errors == 0
