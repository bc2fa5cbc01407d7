"""Liveness and readiness."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, RequestFactory
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms import health


@pytest.fixture(autouse=True)
def forget_migrations() -> Iterator[None]:
    health.migrations_are_applied.cache_clear()
    yield
    health.migrations_are_applied.cache_clear()


def test_a_living_process_says_so_without_a_database(rf: RequestFactory) -> None:
    response = health.live(rf.get("/healthz"))
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_both_have_an_address_and_are_not_cached(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_readiness_is_asked_by_looking_only(client: Client) -> None:
    assert client.post("/readyz").status_code == 405


@pytest.mark.django_db
def test_a_ready_process_says_so(client: Client) -> None:
    assert client.get("/readyz").json() == {"status": "ready", "attention": []}


def test_a_lost_database_is_named_without_details(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("could not connect to db.internal as clarion, password hunter2")

    monkeypatch.setitem(health.REQUIRED, "database", refuse)
    monkeypatch.setitem(health.REQUIRED, "migrations", refuse)
    response = health.ready(rf.get("/readyz"))
    assert response.status_code == 503
    assert response.content == b'{"status": "not ready", "failed": ["database", "migrations"]}'


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("access", "0001_initial")
    assert client.get("/readyz").json()["failed"] == ["migrations"]


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [None, "of another node"])
def test_a_lost_cache_wants_attention_and_takes_no_process_away(
    client: Client, monkeypatch: pytest.MonkeyPatch, kept: str | None
) -> None:
    monkeypatch.setattr(health.shared_cache, "get", lambda key: kept)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["attention"] == ["cache"]


@pytest.mark.django_db
def test_tasks_that_nobody_works_on_want_attention_and_nothing_else(client: Client) -> None:
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="campaigns.petitions.tasks.nothing",
        backend_name="default",
        exception_class_path="",
        traceback="",
        run_after=timezone.now(),
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - timedelta(hours=1))
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["attention"] == ["tasks"]
