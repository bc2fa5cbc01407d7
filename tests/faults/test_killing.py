"""Processes killed in the middle of signing: what was acknowledged is stored, and nobody has to mend anything."""

import os
import random
import signal
import time
from functools import partial

from tests.faults.conftest import ROUNDS
from tests.faults.crowd import Crowd
from tests.faults.processes import RESTARTED_AFTER, wait_for
from tests.faults.site import WEB_WORKERS, Site
from tests.postgres import children

CHANCE = random.Random(8)  # noqa: S311 - the same moments in every run


def in_the_middle() -> None:
    time.sleep(0.3 + CHANCE.random())


def test_web_workers(site: Site, crowd: Crowd) -> None:
    with crowd.at_work():
        for number in range(ROUNDS):
            in_the_middle()
            master = site.nodes[number % 2].process.pid
            os.kill(CHANCE.choice(children(master)), signal.SIGKILL)
            wait_for(partial(has_workers, master), "a new web worker")
            assert crowd.lost() == set()


def has_workers(master: int) -> bool:
    return len(children(master)) == WEB_WORKERS


def test_task_workers(site: Site, crowd: Crowd) -> None:
    with crowd.at_work():
        for number in range(ROUNDS):
            in_the_middle()
            site.workers[number % 2].kill()
            time.sleep(RESTARTED_AFTER)
            assert crowd.lost() == set()
    wait_for(partial(nothing_is_lost, site), "what the dead had is done by others")


def nothing_is_lost(site: Site) -> bool:
    site.the_silent_are_dead()
    return site.tasks("RUNNING") == 0


def test_the_database(site: Site, crowd: Crowd) -> None:
    with crowd.at_work():
        for _ in range(ROUNDS):
            in_the_middle()
            site.database.kill()
            site.database.start()
            wait_for(partial(crowd.grows, len(crowd.signed)), "somebody can sign again")
            assert crowd.lost() == set()
