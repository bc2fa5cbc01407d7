"""Processes killed in the middle of signing: what was acknowledged is stored, and nobody has to mend anything."""

import os
import random
import signal
import time
from functools import partial

from tests.faults.conftest import ROUNDS
from tests.faults.crowd import Crowd
from tests.faults.processes import wait_for
from tests.faults.site import WEB_WORKERS, Site, ask
from tests.postgres import children

FOUND = 302
CHANCE = random.Random(8)  # noqa: S311 - the same moments in every run


def in_the_middle(crowd: Crowd) -> None:
    """Wait until people sign, and a little longer."""
    wait_for(partial(crowd.grows, len(crowd.signed) + 10), "people sign")
    time.sleep(CHANCE.random() / 2)


def test_web_workers(site: Site, crowd: Crowd) -> None:
    with crowd.at_work():
        for number in range(ROUNDS):
            in_the_middle(crowd)
            master = site.nodes[number % 2].process.pid
            os.kill(CHANCE.choice(children(master)), signal.SIGKILL)
            wait_for(partial(has_workers, master), "a new web worker")
            assert crowd.lost() == set()


def has_workers(master: int) -> bool:
    return len(children(master)) == WEB_WORKERS


def test_task_workers(site: Site, crowd: Crowd) -> None:
    with crowd.at_work():
        for number in range(ROUNDS):
            in_the_middle(crowd)
            victim = site.workers[number % 2]
            wait_for(partial(site.has_seen, victim), "the worker works")
            victim.kill()
            assert crowd.lost() == set()
    wait_for(partial(nothing_is_lost, site), "what the dead had is done by others")


def nothing_is_lost(site: Site) -> bool:
    site.the_silent_are_dead()
    return site.tasks("RUNNING") == 0


def test_the_database(site: Site, crowd: Crowd) -> None:
    with crowd.at_work():
        for _ in range(ROUNDS):
            in_the_middle(crowd)
            site.database.kill()
            site.database.start()
            wait_for(partial(crowd.grows, len(crowd.signed)), "somebody can sign again")
            assert crowd.lost() == set()


def test_a_restarted_database_costs_each_process_one_answer_at_most(site: Site, crowd: Crowd) -> None:
    with crowd.at_work():
        in_the_middle(crowd)
    site.database.kill()
    site.database.start()
    # Without a form it leads back to the page, which it asks the database for each time.
    statuses = [ask(port, site.petition["path"]) for _ in range(20) for port in site.ports]
    assert statuses.count(FOUND) >= len(statuses) - WEB_WORKERS * len(site.ports), statuses
