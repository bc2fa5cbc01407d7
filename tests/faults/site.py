"""Clarion as it is deployed, on loopback: two web nodes, two workers, chores, PostgreSQL, Redis, and a mail server."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from django.conf import settings

from campaigns.petitions.models.outbox import LEASE
from cms.workers.models import BEAT, SILENT_AFTER
from tests.faults.mailserver import MailServer
from tests.faults.processes import TREE, Service, python, wait_for
from tests.postgres import NoPostgres, Server
from tests.servers import cache_command, free_port

HOST = "campaign.example.org"
HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https", "Sec-Fetch-Site": "same-origin", "Connection": "close"}
# As it comes, every commit in the log before it is acknowledged; only that log is kept small, for it lies in memory.
POSTGRES = ("max_wal_size=64MB", "min_wal_size=32MB", "shared_buffers=64MB")
# How often time may have to pass until all is sent: a mail that is refused is tried three times.
LOOKS = 10
MOMENT = timedelta(seconds=5)
DISK = "size=400m"
WEB_WORKERS = 2


@dataclass
class Site:
    """Everything that runs, and how to get at it."""

    place: Path
    database: Server
    mails: MailServer
    unconfirmed: "SimpleQueue[str]"
    environment: dict[str, str]
    cache_port: int
    confirmed: set[str] = field(default_factory=set)
    petition: dict[str, str] = field(default_factory=dict)
    nodes: list[Service] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    workers: list[Service] = field(default_factory=list)
    cache: Service | None = None
    chores: Service | None = None

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask or tell the database itself."""
        with psycopg.connect(host=str(self.place), user="clarion", dbname="clarion", autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def start_node(self, **environment: str) -> int:
        """One more web server as in deploy; the port it listens on."""
        port = free_port()
        given = self.environment | {"WEB_BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": str(WEB_WORKERS)} | environment
        command = python("deploy/serve.py")
        self.nodes.append(Service(command, given, self.place / f"web{len(self.nodes)}.log"))
        self.ports.append(port)
        return port

    def start_worker(self, **environment: str) -> None:
        log = self.place / f"worker{len(self.workers)}.log"
        self.workers.append(Service(python("manage.py", "work"), self.environment | environment, log))

    def is_ready(self) -> bool:
        """Whether every node can serve. A database that fell is started again, as systemd does."""
        if not self.database.is_running:
            with suppress(NoPostgres):
                self.database.start()
        return self.database.is_running and all(ask(port, "/readyz") == 200 for port in self.ports)

    def time_passes(self) -> None:
        """Until what was put off is due, and claims have ended; whoever claimed a moment ago is still at it."""
        is_put_off = "state = 'queued' AND not_before NOT BETWEEN now() + %s AND now() + %s"
        self.query(f"UPDATE petitions_outgoingmail SET not_before = now() WHERE {is_put_off}", LEASE - MOMENT, LEASE)  # noqa: S608

    def the_silent_are_dead(self) -> None:
        """Time passes for workers that have missed a beat."""
        self.query(
            "UPDATE workers_worker SET seen_at = now() - %s WHERE seen_at < now() - %s", SILENT_AFTER, BEAT * 1.2
        )

    def has_seen(self, worker: Service) -> bool:
        """Whether the process of a worker has said that it lives."""
        return bool(self.query("SELECT 1 FROM workers_worker WHERE name LIKE %s", f"%-{worker.process.pid}-%"))

    def start_cache(self) -> None:
        self.cache = Service(cache_command(self.cache_port, self.place), {}, self.place / "cache.log")
        wait_for(self._cache_answers, "the cache answers")

    def _cache_answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.cache_port), 1).close()
        except OSError:
            return False
        return True

    def attention(self, port: int | None = None) -> list[str]:
        """What a node, the first one by default, reports to whoever watches it."""
        return list(json.loads(answer(port or self.ports[0], "/readyz")[1])["attention"])

    def times_chores_were_done(self) -> int:
        return (self.place / "chores.log").read_text().count("DONE")

    def tasks(self, status: str) -> int:
        rows = self.query("SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status = %s", status)
        return int(rows[0][0])

    def owes_nothing(self) -> bool:
        return self.query("SELECT count(*) FROM petitions_outgoingmail WHERE state = 'queued'") == [(0,)]

    def let_all_be_sent(self) -> None:
        """Nobody does anything by hand for it: whoever is at something ends it, time passes, chores are done."""
        for _ in range(LOOKS):
            with suppress(AssertionError):
                wait_for(self.owes_nothing, "the outbox is empty", seconds=2)
                return
            self.time_passes()
        raise AssertionError("mails still wait")


def ask(port: int, path: str, body: str | None = None) -> int:
    """The status of an answer; 0 if there was none."""
    try:
        return answer(port, path, body)[0]
    except (OSError, HTTPException):
        return 0


def answer(port: int, path: str, body: str | None = None) -> tuple[int, str]:
    """An answer as our own proxy would get it."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    form = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    try:
        connection.request("POST" if body is not None else "GET", path, body, HEADERS | form)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def environment(place: Path, database: Server, mail_port: int, cache_port: int) -> dict[str, str]:
    """What operators set, and nothing that is not theirs to set."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(TREE), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "SECRET_KEY": "only-for-breaking",
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"https://{HOST}",
        "DATABASE_URL": database.url,
        "CACHE_URL": f"redis://127.0.0.1:{cache_port}/0",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "DEFAULT_FROM_EMAIL": "Clarion <petitions@example.org>",
        # The keys of these tests, so that they can tell whose row is whose.
        "DATA_KEYS": ",".join(settings.DATA_KEYS),
        "ADDRESS_KEY": settings.ADDRESS_KEY,
        # Everybody here comes from one address.
        "NETWORK_HOURLY_LIMIT": "1000000000",
        "MEDIA_ROOT": str(place / "media"),
        "PRIVATE_ROOT": str(place / "private"),
        "STATIC_ROOT": str(place / "static"),
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def running_site() -> Iterator[Site]:
    """The site, its database on a small disk of its own where we may make one."""
    with (
        TemporaryDirectory(prefix="clarion-faults-", dir="/tmp", ignore_cleanup_errors=True) as name,
        ExitStack() as on_exit,
    ):
        place = Path(name)
        (place / "static").mkdir()
        small_disk(place / "data", on_exit)
        database = Server(place, POSTGRES)
        on_exit.callback(database.stop)
        database.start()
        with psycopg.connect(host=name, user="clarion", dbname="postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE clarion")
        unconfirmed: SimpleQueue[str] = SimpleQueue()
        mails = MailServer(lambda mail: unconfirmed.put(confirm_path(mail)))
        mails.start()
        on_exit.callback(mails.stop)
        cache_port = free_port()
        site = Site(
            place, database, mails, unconfirmed, environment(place, database, mails.port, cache_port), cache_port
        )
        on_exit.callback(
            lambda: [service.end() for service in (*site.nodes, *site.workers, site.chores, site.cache) if service]
        )
        site.start_cache()
        # Nodes wait for migrations by themselves.
        for _ in range(2):
            site.start_node()
        prepare = python("-m", "tests.faults.prepare")
        site.petition = json.loads(subprocess.check_output(prepare, cwd=TREE, env=site.environment))
        for _ in range(2):
            site.start_worker()
        site.chores = Service(python("-m", "tests.faults.chores"), site.environment, place / "chores.log")
        wait_for(site.is_ready, "the nodes serve")
        wait_for(lambda: all(map(site.has_seen, site.workers)), "the workers work")
        yield site


def small_disk(folder: Path, on_exit: ExitStack) -> None:
    """A file system of a known size at the folder; left out where we may not mount any."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", DISK, "clarion-faults", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        on_exit.callback(subprocess.run, ["umount", "--lazy", str(folder)], check=False)


def confirm_path(mail: EmailMessage) -> str:
    """Where the link in a mail leads that confirms."""
    body = mail.get_body(("plain",))
    lines = body.get_content().split() if body else []
    return next((line.removeprefix(f"https://{HOST}") for line in lines if "/confirm/" in line), "")
