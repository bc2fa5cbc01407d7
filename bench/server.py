"""Servers as in production: PostgreSQL that really writes, Valkey, granian as in deploy/serve.py, and nginx."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.load import fetch
from tests.postgres import temporary_server

TREE = Path(__file__).parents[1]
# As it comes, every commit on the disk; only the memory is that of a small server.
DURABLE = ("shared_buffers=256MB",)
READY_WITHIN = 60.0
PREPARE = (("migrate", "--verbosity=0"), ("create_roles", "--verbosity=0"), ("load_demo", "--verbosity=0"))


@dataclass(frozen=True)
class Server:
    """A program that listens."""

    port: int
    pid: int


@dataclass(frozen=True)
class Machine:
    """All that runs: Clarion, the yardsticks, and what they stand on."""

    url: str
    site: Server
    minimal: Server
    bare: Server
    proxy: Server | None
    # PostgreSQL and Valkey.
    below: tuple[int, ...]
    environment: dict[str, str]

    def query(self, statement: str) -> list[tuple[object, ...]]:
        """What the database says."""
        with psycopg.connect(**conninfo(self.url), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def rows(self, table: str) -> int:
        """How many rows there really are."""
        return int(str(self.query(f"SELECT count(*) FROM {table}")[0][0]))  # noqa: S608 - our own tables


def conninfo(url: str) -> dict[str, str]:
    """The same server as psycopg names it."""
    folder, _, name = url.removeprefix("postgres://clarion@/").rpartition("/")
    return {"host": folder, "dbname": name, "user": "clarion"}


@contextmanager
def running(workers: int = 2) -> Iterator[Machine]:
    """Everything, for as long as the block takes."""
    with temporary_server(DURABLE) as url, tempfile.TemporaryDirectory(prefix="clarion-bench-") as name:
        place, programs = Path(name), []
        try:
            valkey = shutil.which("valkey-server") or shutil.which("redis-server")
            if valkey is None:
                raise SystemExit("Valkey is missing: install the package valkey-server or redis-server.")
            cache_port = free_port()
            command = [valkey, "--port", str(cache_port), "--bind", "127.0.0.1", "--save", "", "--dir", name]
            programs.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
            environment = os.environ | configuration(url, place, f"redis://127.0.0.1:{cache_port}/0", workers)
            for arguments in (*PREPARE, ("collectstatic", "--noinput", "--verbosity=0")):
                _run("manage.py", *arguments, environment=environment)
            with psycopg.connect(**conninfo(url), autocommit=True) as connection:
                connection.execute("CREATE DATABASE bare")
            bare = environment | {"DATABASE_URL": url.removesuffix("/clarion") + "/bare"}
            _run("-m", "bench.bare.wsgi", environment=bare)
            _run("-m", "bench.minimal", "prepare", environment=environment)
            servers = []
            for application, given in (
                ("cms.wsgi:application", environment),
                ("bench.minimal:application", environment),
                ("bench.bare.wsgi:application", bare),
            ):
                port = free_port()
                command = [sys.executable, "deploy/serve.py", application]
                program = subprocess.Popen(command, cwd=TREE, env=given | {"WEB_BIND": f"127.0.0.1:{port}"})
                programs.append(program)
                servers.append(Server(port, program.pid))
            site, minimal, bare_site = servers
            wait_until(lambda: fetch(site.port, "/readyz"))
            wait_until(lambda: fetch(bare_site.port, "/"))
            proxy = _proxy(place, site.port, programs)
            postgres = int(Path(conninfo(url)["host"], "data", "postmaster.pid").read_text().split("\n")[0])
            yield Machine(url, site, minimal, bare_site, proxy, (postgres, programs[0].pid), environment)
        finally:
            for program in reversed(programs):
                program.send_signal(signal.SIGTERM)
            for program in programs:
                program.wait(60)


def configuration(url: str, place: Path, cache_url: str, workers: int) -> dict[str, str]:
    """The environment of production."""
    return {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": "only-for-measuring",
        "ALLOWED_HOSTS": "bench.example.org",
        "BASE_URL": "https://bench.example.org",
        "DATABASE_URL": url,
        "CACHE_URL": cache_url,
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "bench@example.org",
        "DATA_KEYS": "1:YmVuY2gtb25seS1iZW5jaC1vbmx5LWJlbmNoLW9ubHk=",
        "ADDRESS_KEY": "only-for-measuring",
        # All signatures come from one address here; the limit itself is not what is measured.
        "NETWORK_HOURLY_LIMIT": "1000000000",
        "MEDIA_ROOT": str(place / "media"),
        "PRIVATE_ROOT": str(place / "private"),
        "STATIC_ROOT": str(place / "static"),
        "WEB_CONCURRENCY": str(workers),
        "LOG_LEVEL": "WARNING",
    }


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(works: object) -> None:
    """Until a server answers."""
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            works()  # type: ignore[operator]
        except (OSError, RuntimeError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _run(*arguments: str, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, *arguments], cwd=TREE, env=environment, check=True)


def _proxy(place: Path, upstream: int, programs: list["subprocess.Popen[bytes]"]) -> Server | None:
    """Nginx as in deploy, without TLS and without limits for one address: all visitors come from one here."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        sys.stderr.write("NOT MEASURED: no nginx on this machine: install nginx-light\n")
        return None
    for folder in ("log", "cache", "clarion.d"):
        (place / folder).mkdir()
    port = free_port()
    text = (TREE / "deploy" / "nginx.conf").read_text()
    for pattern, ours in (
        (r" +listen \[::\].*\n", ""),
        (r"listen 80 default_server", f"listen 127.0.0.1:{free_port()}"),
        (r"listen 443 ssl http2 default_server", f"listen 127.0.0.1:{port} default_server"),
        (r"listen 443 ssl http2", f"listen 127.0.0.1:{port}"),
        (r" +ssl_.*\n", ""),
        (r"X-Forwarded-Proto \$scheme", "X-Forwarded-Proto https"),
        (r"server_name campaign.example.org", "server_name bench.example.org"),
        (r"server web:8000", f"server 127.0.0.1:{upstream}"),
        (r"rate=\d+r/[sm]", "rate=1000000r/s"),
        (r"limit_conn connections \d+", "limit_conn connections 60000"),
        (r"/run/nginx.pid", f"{place}/nginx.pid"),
        (r"/var/log/nginx/", f"{place}/log/"),
        (r"/var/cache/nginx/", f"{place}/cache/"),
        (r"/etc/nginx/clarion.d/", f"{place}/clarion.d/"),
        (r"http \{", "http {" + "".join(f"{kind}_temp_path {place}/{kind};" for kind in TEMPORARY)),
    ):
        text, changes = re.subn(pattern, ours, text)
        if not changes:
            raise RuntimeError(f"deploy/nginx.conf has nothing like {pattern}")
    (place / "nginx.conf").write_text(("user root;\n" if os.geteuid() == 0 else "") + text)
    command = [nginx, "-p", str(place), "-c", str(place / "nginx.conf"), "-g", "daemon off;"]
    program = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    programs.append(program)
    with suppress(OSError):
        wait_until(lambda: fetch(port, "/en/"))
    return Server(port, program.pid)


TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
