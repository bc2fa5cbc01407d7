"""Servers as in production: PostgreSQL that really writes, Valkey, granian as in deploy/serve.py, and nginx."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg

from bench.load import HOST, fetch
from tests.postgres import temporary_server
from tests.servers import CACHE, NGINX, cache_command, free_port, nginx_configuration, replaced

TREE = Path(__file__).parents[1]
# As it comes, every commit on the disk; only the memory is that of a small server.
DURABLE = ("shared_buffers=256MB",)
READY_WITHIN = 60.0
PREPARE = (
    ("migrate", "--verbosity=0"),
    ("create_roles", "--verbosity=0"),
    ("load_demo", "--verbosity=0"),
    ("collectstatic", "--noinput", "--verbosity=0"),
)

Programs = list["subprocess.Popen[bytes]"]


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
    signing: Server
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
def running(niceness: int = 0) -> Iterator[Machine]:
    """Everything, for as long as the block takes. With niceness the processes for pages give way, as they are deployed;
    without, they may be compared with the yardsticks.
    """
    programs: Programs = []
    with temporary_server(DURABLE) as url, tempfile.TemporaryDirectory(prefix="clarion-bench-") as name:
        place = Path(name)
        try:
            environment = os.environ | configuration(url, place, start_cache(place, programs) + "/0", workers=2)
            prepare(environment)
            with psycopg.connect(**conninfo(url), autocommit=True) as connection:
                connection.execute("CREATE DATABASE bare")
            bare = environment | {"DATABASE_URL": url.removesuffix("/clarion") + "/bare"}
            run("-m", "bench.bare.wsgi", environment=bare)
            run("-m", "bench.minimal", "prepare", environment=environment)
            site = serve("cms.wsgi:application", environment, programs, niceness)
            signing = serve("cms.wsgi:application", environment, programs)
            minimal = serve("bench.minimal:application", environment, programs)
            bare_site = serve("bench.bare.wsgi:application", bare, programs)
            for server, path in ((site, "/readyz"), (signing, "/readyz"), (bare_site, "/")):
                wait_until(partial(fetch, server.port, path))
            proxy = _proxy(place, site, signing, programs)
            postgres = int(Path(conninfo(url)["host"], "data", "postmaster.pid").read_text().split("\n")[0])
            yield Machine(url, site, signing, minimal, bare_site, proxy, (postgres, programs[0].pid), environment)
        finally:
            end(programs)


def start_cache(place: Path, programs: Programs) -> str:
    """Valkey or Redis; its address."""
    if CACHE is None:
        raise SystemExit("Valkey is missing: install the package valkey-server or redis-server.")
    port = free_port()
    programs.append(subprocess.Popen(cache_command(port, place), stdout=subprocess.DEVNULL))
    return f"redis://127.0.0.1:{port}"


def prepare(environment: dict[str, str]) -> None:
    """A database with the demo in it."""
    for arguments in PREPARE:
        run("manage.py", *arguments, environment=environment)


def serve(application: str, environment: dict[str, str], programs: Programs, niceness: int = 0) -> Server:
    """An application behind granian as in production, once it has been started."""
    port = free_port()
    command = ["nice", "-n", str(niceness), sys.executable, "deploy/serve.py", application]
    program = subprocess.Popen(command, cwd=TREE, env=environment | {"WEB_BIND": f"127.0.0.1:{port}"})
    programs.append(program)
    return Server(port, program.pid)


def end(programs: Programs) -> None:
    """Tell all to end, the last one first, and wait for them."""
    for program in reversed(programs):
        program.send_signal(signal.SIGTERM)
    for program in programs:
        program.wait(60)


def configuration(url: str, place: Path, cache_url: str, workers: int) -> dict[str, str]:
    """The environment of production."""
    return {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": "only-for-measuring",
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"https://{HOST}",
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


def wait_until(works: Callable[[], object]) -> None:
    """Until a server answers."""
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            works()
        except (OSError, RuntimeError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def run(*arguments: str, environment: dict[str, str]) -> None:
    """Python with these arguments, in the tree."""
    subprocess.run([sys.executable, *arguments], cwd=TREE, env=environment, check=True)


def _proxy(place: Path, site: Server, signing: Server, programs: Programs) -> Server | None:
    """Nginx as in deploy, without TLS and without limits for one address: all visitors come from one here."""
    if NGINX is None:
        sys.stderr.write("NOT MEASURED: no nginx on this machine: install nginx-light\n")
        return None
    port = free_port()
    changes = {
        r"(listen 127.0.0.1:\d+) ssl http2": r"\1",
        r" +ssl_.*\n": "",
        r"X-Forwarded-Proto \$scheme": "X-Forwarded-Proto https",
        "server_name campaign.example.org": f"server_name {HOST}",
        r"rate=\d+r/[sm]": "rate=1000000r/s",
        r"limit_conn connections \d+": "limit_conn connections 60000",
    }
    folder = place / "nginx"
    text = replaced(nginx_configuration(folder, site.port, signing.port, port, free_port()), changes)
    (folder / "nginx.conf").write_text(text)
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    program = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    programs.append(program)
    wait_until(lambda: fetch(port, "/en/"))
    return Server(port, program.pid)
