"""The shared cache without its server: as if it were empty, at once, and in the log."""

import logging
import socket
import time
from collections.abc import Iterator

import pytest

from cms import caching
from cms.caching import ForgivingCache, ForgivingClient


@pytest.fixture(autouse=True)
def forgets_the_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ForgivingClient, "silent_until", 0.0)


@pytest.fixture
def nobody() -> ForgivingCache:
    """A cache behind a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return ForgivingCache(f"redis://127.0.0.1:{port}/0", {})


@pytest.fixture
def hanging() -> Iterator[ForgivingCache]:
    """A cache behind a port where somebody listens and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield ForgivingCache(f"redis://127.0.0.1:{server.getsockname()[1]}/0", {})


def test_it_is_empty_and_takes_everything(nobody: ForgivingCache) -> None:
    nobody.set("a", 1)
    nobody.set_many({"a": 1})
    nobody.delete_many(["a"])
    assert nobody.get("a", "else") == "else"
    assert nobody.get_many(["a"]) == {}
    assert nobody.add("a", 1)
    assert not nobody.touch("a")
    assert not nobody.delete("a")
    assert not nobody.has_key("a")
    assert not nobody.clear()
    assert nobody.get_or_set("a", lambda: 7) == 7
    assert nobody.count_all([("a", 1, 60), ("b", -1, 60)]) == [1, -1]
    with pytest.raises(ValueError, match="a"):
        nobody.incr("a")


def test_one_that_hangs_costs_little_and_only_once(hanging: ForgivingCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "ANSWERING", 0.1)
    begun = time.monotonic()
    assert hanging.get("a") is None
    first = time.monotonic() - begun
    assert 0.1 <= first < 1
    begun = time.monotonic()
    for _ in range(100):
        hanging.get("a")
    assert time.monotonic() - begun < first


def test_it_is_asked_again_after_a_while(nobody: ForgivingCache, monkeypatch: pytest.MonkeyPatch) -> None:
    assert nobody.get("a") is None
    monkeypatch.setattr(ForgivingClient, "silent_until", time.monotonic())
    assert nobody.get("a") is None
    assert ForgivingClient.silent_until > time.monotonic() + 1


def test_the_log_says_what_kind_of_trouble_it_is(nobody: ForgivingCache, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        nobody.get("a")
        nobody.get("b")
    assert [record.getMessage() for record in caplog.records] == [
        "The cache does not answer (ConnectionError); going on without it"
    ]
