"""A server like production's: gunicorn, production settings, a PostgreSQL that really writes, the demo campaign."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.load import fetch
from tests.postgres import temporary_server

TREE = Path(__file__).parents[1]
# As it comes, every commit on the disk; only the memory is that of a small server.
DURABLE = ("shared_buffers=256MB",)
PREPARE = (
    ("migrate", "--run-syncdb", "--verbosity", "0"),
    ("create_roles", "--verbosity", "0"),
    ("load_demo", "--verbosity", "0"),
    ("collectstatic", "--noinput", "--verbosity", "0"),
)
READY_WITHIN = 60.0


@contextmanager
def running_server(workers: int) -> Iterator[tuple[int, str]]:
    """The port it listens on, and its DATABASE_URL."""
    with temporary_server(DURABLE) as url, tempfile.TemporaryDirectory(prefix="clarion-bench-") as place:
        port = _free_port()
        environment = os.environ | _configuration(url, Path(place), port, workers)
        for command in PREPARE:
            subprocess.run([sys.executable, "manage.py", *command], cwd=TREE, env=environment, check=True)
        serve = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
        process = subprocess.Popen(serve, cwd=TREE, env=environment, start_new_session=True)
        try:
            _wait_until_ready(process, port)
            yield port, url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _configuration(url: str, place: Path, port: int, workers: int) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "SECRET_KEY": "only-for-measuring",
        "ALLOWED_HOSTS": "bench.example.org",
        "BASE_URL": "https://bench.example.org",
        "DATABASE_URL": url,
        "CACHE_URL": "locmemcache://",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "bench@example.org",
        "DATA_KEYS": "1:YmVuY2gtb25seS1iZW5jaC1vbmx5LWJlbmNoLW9ubHk=",
        "ADDRESS_KEY": "only-for-measuring",
        # All signatures come from one address here; the limit itself is not what is measured.
        "NETWORK_HOURLY_LIMIT": "1000000000",
        "MEDIA_ROOT": str(place / "media"),
        "STATIC_ROOT": str(place / "static"),
        "WEB_BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(workers),
        "LOG_LEVEL": "WARNING",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            fetch(port, "/readyz")
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
