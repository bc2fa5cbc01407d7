"""Tasks in Valkey or Redis (QUEUE_URL) with real processes: a killed worker loses none, and a killed queue no mail."""

from collections.abc import Iterator
from functools import partial

import pytest
from redis import Redis
from rq.registry import FinishedJobRegistry, StartedJobRegistry

from tests.faults.conftest import ROUNDS
from tests.faults.crowd import Crowd
from tests.faults.processes import wait_for
from tests.faults.site import Site

# Each takes as long as a worker to start.
QUEUE_ROUNDS = max(1, ROUNDS // 3)


@pytest.fixture(scope="module")
def queue(running: Site) -> Iterator[Redis]:
    """One more web node and worker, whose tasks wait in a database of the cache's server."""
    site = running
    place = {"QUEUE_URL": f"redis://127.0.0.1:{site.cache_port}/1"}
    site.start_node(**place)
    site.start_worker(**place)
    wait_for(site.is_ready, "the node serves")
    yield Redis(port=site.cache_port, db=1)
    site.ports.pop()
    site.nodes.pop().end()
    site.workers.pop().end()


def test_workers_of_the_queue(site: Site, crowd: Crowd, queue: Redis) -> None:
    with crowd.at_work(ports=site.ports[-1:]):
        for _ in range(QUEUE_ROUNDS):
            wait_for(partial(does_tasks, queue, tasks_done(queue)), "tasks are done")
            site.workers[-1].kill()
            assert crowd.lost() == set()
        wait_for(partial(does_tasks, queue, tasks_done(queue)), "tasks are done again")
    assert crowd.errors == 0
    wait_for(partial(nothing_is_lost, queue), "what the dead had is done by others")


def test_the_queue_itself(site: Site, crowd: Crowd, queue: Redis) -> None:
    assert site.cache
    with crowd.at_work(ports=site.ports[-1:]):
        for _ in range(QUEUE_ROUNDS):
            wait_for(partial(does_tasks, queue, tasks_done(queue)), "tasks are done")
            site.cache.end()
            wait_for(partial(crowd.grows, len(crowd.signed) + 3), "people sign without a queue")
            site.start_cache()
        wait_for(partial(does_tasks, queue, tasks_done(queue)), "tasks are done again")
    assert crowd.errors == 0


def tasks_done(queue: Redis) -> int:
    return int(queue.zcard(FinishedJobRegistry("default", connection=queue).key))


def does_tasks(queue: Redis, beyond: int) -> bool:
    return tasks_done(queue) > beyond


def nothing_is_lost(queue: Redis) -> bool:
    """Time passes for tasks whose worker is silent; whether none is left that somebody began and nobody ended."""
    begun = StartedJobRegistry("default", connection=queue).key
    for task in queue.zrange(begun, 0, -1):
        queue.zadd(begun, {task: 1}, xx=True)
    return not queue.zcard(begun)
