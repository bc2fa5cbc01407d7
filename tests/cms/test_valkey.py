"""A real Valkey or Redis: tasks, given with the commit, tried again, given up and counted; counters."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import django_rq
import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from pytest_django import Settings
from redis import Redis
from redis.exceptions import RedisError
from rq.registry import ScheduledJobRegistry, StartedJobRegistry
from rq.serializers import JSONSerializer

from cms.caching import ForgivingCache
from cms.workers.queues import MOST_ATTEMPTS, the_queue
from cms.workers.valkey import Job, TaskWorker, ValkeyQueue
from tests.servers import CACHE, cache_command, free_port

pytestmark = [
    pytest.mark.skipif(
        CACHE is None and not os.environ.get("CI"), reason="NOT RUN: no Valkey or Redis: install redis-server"
    ),
    pytest.mark.django_db(transaction=True),
]
done: list[Any] = []


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server that is there for these tests only."""
    port = free_port()
    command = cache_command(port, tmp_path_factory.mktemp("valkey"))
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    client = Redis(port=port)
    for _ in range(100):
        with suppress(RedisError):
            client.ping()
            break
        time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait(10)


@pytest.fixture(autouse=True)
def queue(address: str, settings: Settings) -> ValkeyQueue:
    """The settings that QUEUE_URL makes, and an empty queue."""
    place = {"URL": address, "SERIALIZER": "rq.serializers.JSONSerializer"}
    settings.RQ_QUEUES = {"default": place, "later": place}
    settings.RQ = {"QUEUE_CLASS": "cms.workers.valkey.CommittedQueue"}
    settings.TASKS = {"default": {"BACKEND": "cms.workers.valkey.ValkeyBackend", "QUEUES": ["default", "later"]}}
    settings.TASK_QUEUE = "cms.workers.valkey.ValkeyQueue"
    Redis.from_url(address).flushall()
    done.clear()
    found = the_queue()
    assert isinstance(found, ValkeyQueue)
    return found


@task()
def note(value: str) -> None:
    done.append(value)


@task(priority=-10)
def note_later(value: str) -> None:
    done.append(value)


@task()
def fail() -> None:
    done.append("tried")
    raise ConnectionResetError


@pytest.fixture
def work(queue: ValkeyQueue, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Does what there is to do, and ends."""
    work_on = TaskWorker.work

    def work_off(worker: TaskWorker, **options: Any) -> bool:
        worker.was_told_to_stop = True
        return work_on(worker, burst=True, **options)

    monkeypatch.setattr(TaskWorker, "work", work_off)
    monkeypatch.setattr(TaskWorker, "_install_signal_handlers", lambda worker: None)
    return lambda: queue.work("one")


def test_a_task_is_done_with_what_it_was_given(work: Callable[[], None]) -> None:
    note.enqueue("one")
    note.enqueue(value="two")
    work()
    assert done == ["one", "two"]


def test_what_is_less_urgent_comes_later(work: Callable[[], None]) -> None:
    note_later.enqueue("later")
    note.enqueue("sooner")
    work()
    assert done == ["sooner", "later"]


def test_a_task_comes_with_the_transaction_that_asks_for_it_or_not_at_all(work: Callable[[], None]) -> None:
    with transaction.atomic():
        note.enqueue("committed")
        work()
        assert done == []
    with suppress(ZeroDivisionError), transaction.atomic():
        note.enqueue("undone")
        raise ZeroDivisionError
    work()
    assert done == ["committed"]


def test_a_queue_that_is_away_is_no_error_of_whoever_asks(settings: Settings) -> None:
    nowhere = settings.RQ_QUEUES["default"] | {"URL": "redis://127.0.0.1:1/0"}
    settings.RQ_QUEUES = {"default": nowhere, "later": nowhere}
    note.enqueue("nothing")


def test_it_says_how_long_the_oldest_waits(queue: ValkeyQueue, work: Callable[[], None]) -> None:
    assert queue.waits_since() is None
    before = timezone.now()
    note_later.enqueue("first")
    between = timezone.now()
    note.enqueue("second")
    waits_since = queue.waits_since()
    assert waits_since is not None
    assert before <= waits_since <= between
    work()
    assert queue.waits_since() is None


def time_passes(address: str) -> None:
    """Until whatever was put off is due, and whoever is silent is taken for dead."""
    client = Redis.from_url(address)
    for name in ("default", "later"):
        for registry in (ScheduledJobRegistry, StartedJobRegistry):
            key = registry(name, connection=client).key
            for job in client.zrange(key, 0, -1):
                client.zadd(key, {job: 1})


def test_what_fails_is_tried_again_and_then_shown(queue: ValkeyQueue, work: Callable[[], None], address: str) -> None:
    since = timezone.now() - timedelta(days=7)
    fail.enqueue()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert queue.count_failed(since) == 0
        work()
        work()
        assert len(done) == attempt
        time_passes(address)
        queue.tend()
    assert queue.count_failed(since) == 1
    assert queue.count_failed(timezone.now() + timedelta(minutes=1)) == 0


def taking_a_task(address: str) -> TaskWorker:
    """A worker that has begun a task, and of which nothing more is heard."""
    client = Redis.from_url(address)
    worker = TaskWorker([django_rq.get_queue("default", job_class=Job)], name="dead", connection=client, job_class=Job)
    worker.serializer = JSONSerializer
    taken = worker.dequeue_job_and_maintain_ttl(None)
    assert taken is not None
    worker.prepare_execution(taken[0])
    worker.prepare_job_execution(taken[0], remove_from_intermediate_queue=True)
    return worker


def test_what_a_dead_worker_had_is_done_by_another(queue: ValkeyQueue, work: Callable[[], None], address: str) -> None:
    work()
    note.enqueue("at last")
    taking_a_task(address)
    for _ in ("taken for dead", "the pause is over"):
        work()
        assert done == []
        time_passes(address)
        queue.tend()
    work()
    assert done == ["at last"]


def test_a_heart_keeps_a_long_task_from_being_taken_for_lost(
    queue: ValkeyQueue, work: Callable[[], None], address: str
) -> None:
    note.enqueue("being done")
    worker = taking_a_task(address)
    time_passes(address)
    worker.beat()
    work()
    queue.tend()
    time_passes(address)
    assert done == []
    assert StartedJobRegistry(queue=worker.queues[0]).get_job_count(cleanup=False) == 1


def test_counters_count_at_once_and_are_forgotten_from_the_first_count_on(address: str) -> None:
    cache, server = ForgivingCache(address, {}), Redis.from_url(address)
    assert cache.count_all([("a", 1, 60), ("b", 5, 3600)]) == [1, 5]
    server.expire(cache.make_key("a"), 30)
    assert cache.count_all([("a", 1, 60), ("b", -1, 3600), ("c", 1, 60)]) == [2, 4, 1]
    assert 0 < server.ttl(cache.make_key("a")) <= 30
    assert 3500 < server.ttl(cache.make_key("b")) <= 3600
    assert cache.get("a") == 2
