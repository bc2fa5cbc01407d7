"""Workers that die: what they did is done again, five times at most, and who runs the site is told."""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from pytest_django import Settings

from cms.desk.condition import condition
from cms.workers import beating
from cms.workers.beating import Heart
from cms.workers.database import DatabaseQueue
from cms.workers.models import FORGOTTEN_AFTER, SILENT_AFTER, Worker
from cms.workers.queues import DONE_KEPT, FAILED_KEPT, MOST_ATTEMPTS, PAUSES

pytestmark = pytest.mark.django_db
MOMENT = timedelta(seconds=5)
MakeTask = Callable[..., DBTaskResult]


@pytest.fixture
def make_task() -> MakeTask:
    def make(status: TaskResultStatus, workers: list[str], **values: Any) -> DBTaskResult:
        return DBTaskResult.objects.create(
            status=status,
            worker_ids=workers,
            args_kwargs={"args": [], "kwargs": {}},
            task_path="campaigns.petitions.tasks.send_mails",
            backend_name="default",
            exception_class_path="",
            traceback="",
            run_after=get_date_max(),
            **values,
        )

    return make


TREE = Path(__file__).parents[2]
# Every task of ours, and why it may be done twice, or killed at any line and done again.
SAFE_BECAUSE = {
    "send_mails": "a mail is claimed before it is sent, and noted after; one alone can go out twice",
    "do_work": "each step is one transaction that holds the row of the work; what is done is not begun again",
    "send_mailing": "each mail is claimed for good before it is sent (ADR 28)",
    "refresh_translations": "what is out of date is found out anew from both texts",
    "tell_of_new_device": "one mail to one person, who may get it twice",
    "tell_of_change": "one mail to one person, who may get it twice",
    "tell_password_link": "one mail to one person; its link is the same until it is used",
    "tell_leads": "only hands over a task for each",
    "tell_lead": "one mail to one person, who may get it twice",
    "tell_translator": "one mail to one person, who may get it twice",
    "tell_administrators": "only hands over a task for each",
    "tell_administrator": "one mail to one person, who may get it twice",
}


def is_task(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "task" for decorator in node.decorator_list
    )


def test_somebody_has_thought_of_every_task_that_its_worker_may_die() -> None:
    modules = [path for package in ("campaigns", "cms", "home", "search") for path in (TREE / package).rglob("*.py")]
    nodes = [node for path in modules for node in ast.walk(ast.parse(path.read_text())) if is_task(node)]
    assert sorted(node.name for node in nodes if isinstance(node, ast.FunctionDef)) == sorted(SAFE_BECAUSE)


def seen(name: str, ago: timedelta) -> None:
    Worker.objects.beat(name)
    Worker.objects.filter(name=name).update(seen_at=timezone.now() - ago)


def status(task: DBTaskResult) -> str:
    return DBTaskResult.objects.get(pk=task.pk).status


def test_a_worker_is_alive_until_it_has_been_silent_for_long() -> None:
    seen("late", SILENT_AFTER - MOMENT)
    seen("dead", SILENT_AFTER + MOMENT)
    assert [worker.name for worker in Worker.objects.alive()] == ["late"]


def test_the_dead_are_forgotten() -> None:
    seen("long ago", FORGOTTEN_AFTER + MOMENT)
    Worker.objects.beat("one")
    Worker.objects.beat("one")
    assert [str(worker) for worker in Worker.objects.all()] == ["one"]


def test_only_what_a_dead_worker_had_is_put_back(make_task: MakeTask) -> None:
    seen("alive", MOMENT)
    seen("dead", SILENT_AFTER + MOMENT)
    lost = [make_task(TaskResultStatus.RUNNING, workers) for workers in (["alive", "dead"], ["never seen"])]
    running = make_task(TaskResultStatus.RUNNING, ["dead", "alive"])
    DatabaseQueue().tend()
    assert [status(task) for task in lost] == ["READY", "READY"]
    assert status(running) == "RUNNING"


def test_what_kills_every_worker_is_given_up_and_shown(make_task: MakeTask) -> None:
    task = make_task(TaskResultStatus.RUNNING, ["dead"] * (MOST_ATTEMPTS - 1))
    DatabaseQueue().tend()
    assert (status(task), condition().failed_tasks) == ("READY", 0)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["dead"] * MOST_ATTEMPTS)
    DatabaseQueue().tend()
    assert (status(task), condition().failed_tasks) == ("FAILED", 1)
    assert DBTaskResult.objects.get().exception_class_path == "cms.workers.database.WorkerLost"
    DatabaseQueue().tend()
    assert status(task) == "FAILED"


@pytest.mark.parametrize("attempts", range(1, MOST_ATTEMPTS))
def test_what_failed_is_tried_again_after_growing_pauses(make_task: MakeTask, attempts: int) -> None:
    pause = PAUSES[attempts - 1]
    early = make_task(TaskResultStatus.FAILED, ["w"] * attempts, finished_at=timezone.now() - pause + MOMENT)
    due = make_task(TaskResultStatus.FAILED, ["w"] * attempts, finished_at=timezone.now() - pause)
    DatabaseQueue().tend()
    assert (status(early), status(due)) == ("FAILED", "READY")
    assert condition().failed_tasks == 0


def test_what_failed_often_enough_stays_so_and_is_shown(make_task: MakeTask) -> None:
    make_task(TaskResultStatus.FAILED, ["w"] * MOST_ATTEMPTS, finished_at=timezone.now() - timedelta(hours=3))
    DatabaseQueue().tend()
    assert condition().failed_tasks == 1


def test_what_is_over_is_thrown_away(make_task: MakeTask) -> None:
    now = timezone.now()
    workers = ["w"] * MOST_ATTEMPTS
    kept = [
        make_task(TaskResultStatus.SUCCESSFUL, ["w"], finished_at=now - DONE_KEPT + MOMENT),
        make_task(TaskResultStatus.FAILED, workers, finished_at=now - FAILED_KEPT + MOMENT),
    ]
    make_task(TaskResultStatus.SUCCESSFUL, ["w"], finished_at=now - DONE_KEPT - MOMENT)
    make_task(TaskResultStatus.FAILED, workers, finished_at=now - FAILED_KEPT - MOMENT)
    DatabaseQueue().tend()
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {task.pk for task in kept}


@pytest.fixture
def beat(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Mock]:
    """Runs a heart in this thread for some beats, and gives its queue."""
    monkeypatch.setattr(beating, "connections", Mock())

    def run(beats: int, **queue: Any) -> Mock:
        tended = Mock(**queue)
        heart = Heart("one", tended)
        heart._stopped.wait = Mock(side_effect=[False] * (beats - 1) + [True])  # type: ignore[method-assign]
        heart.run()
        return tended

    return run


def test_a_heart_notes_the_worker_and_tends_the_queue(beat: Callable[..., Mock]) -> None:
    assert beat(3).tend.call_count == 3
    assert Worker.objects.alive().get().name == "one"


def test_a_heart_goes_on_after_a_beat_that_failed(beat: Callable[..., Mock]) -> None:
    assert beat(3, **{"tend.side_effect": [OperationalError(), ConnectionResetError(), None]}).tend.call_count == 3


def test_a_worker_that_ends_in_order_is_not_waited_for() -> None:
    heart = Heart("one", Mock())
    heart.join = Mock()  # type: ignore[method-assign]
    assert Worker.objects.alive().exists()
    heart.stop()
    assert not Worker.objects.exists()


def test_a_site_without_a_worker_wants_attention(client: Client, settings: Settings) -> None:
    assert client.get("/readyz").json()["attention"] == []
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    assert client.get("/readyz").json()["attention"] == ["worker"]
    assert condition().workers_are_missing
    Worker.objects.beat("one")
    assert client.get("/readyz").json()["attention"] == []
    assert (condition().workers, condition().workers_are_missing) == (1, False)
    Worker.objects.update(seen_at=timezone.now() - SILENT_AFTER)
    assert client.get("/readyz").json()["attention"] == ["worker"]
