"""Sends requests with wrk, which costs the machine least of all, over connections that stay open."""

import itertools
import os
import re
import shutil
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

HOST = "bench.example.org"
SCRIPTS = Path(__file__).with_name("wrk")
RESULT = re.compile(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)")
TICKS = os.sysconf("SC_CLK_TCK")
_seeds = itertools.count(int(time.time()))


@dataclass(frozen=True)
class Request:
    """`{n}` in the path, or in what a form says, becomes a text that no other request has."""

    path: str
    form: dict[str, str] | None = None
    more_paths: tuple[str, ...] = ()

    @property
    def is_new_each_time(self) -> bool:
        """Whether wrk has to make each one, which costs it something."""
        return self.form is not None or "{n}" in self.path or bool(self.more_paths)


@dataclass(frozen=True)
class Load:
    """How it went: answers, errors instead (status of 400 and above among them), seconds it took, and milliseconds
    within which half and 99 of a hundred were answered.
    """

    answers: int
    errors: int
    seconds: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answers / self.seconds


def program() -> str:
    """Where wrk is."""
    found = shutil.which("wrk")
    if found is None:
        raise SystemExit("wrk is missing: install the package of that name.")
    return found


def send(request: Request, port: int, connections: int, seconds: float) -> Load:
    """Ask for as much as is answered, over so many connections at once."""
    script = "request.lua" if request.is_new_each_time else "report.lua"
    return _begun(script, request, port, [f"-c{connections}", f"-d{round(seconds)}s"]).ended()


def send_paced(request: Request, port: int, rate: float, seconds: float) -> "Running":
    """Begin to ask so many times a second."""
    return _begun("paced.lua", request, port, ["-c200", f"-d{round(seconds)}s"], rate)


def _begun(script: str, request: Request, port: int, options: list[str], rate: float = 0) -> "Running":
    form = "" if request.form is None else urlencode(request.form, safe="{}")
    # Browsers take everything compressed.
    headers = ["-H", f"Host: {HOST}", "-H", "X-Forwarded-Proto: https", "-H", "Accept-Encoding: gzip"]
    command = [program(), "-t1", "--timeout", "30s", *options, *headers, "-s", str(SCRIPTS / script)]
    command += [f"http://127.0.0.1:{port}{request.path}"]
    command += ["--", str(next(_seeds)), str(rate), HOST, form, request.path, *request.more_paths]
    return Running(subprocess.Popen(command, cwd=SCRIPTS.parents[1], stdout=subprocess.PIPE, text=True))


@dataclass(frozen=True)
class Running:
    """A load that is going on."""

    process: "subprocess.Popen[str]"

    def ended(self) -> Load:
        """How it went, once it is over."""
        said = self.process.communicate()[0]
        found = RESULT.search(said)
        if not found:
            raise RuntimeError(said)
        answers, microseconds, errors, p50, p99 = map(int, found.groups())
        return Load(answers, errors, microseconds / 1e6, p50 / 1000, p99 / 1000)


def fetch(port: int, path: str) -> str:
    """One page, as text."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https"})
    response = connection.getresponse()
    body = response.read().decode()
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")
    return body


def cpu_seconds(*roots: int) -> float:
    """What these processes and all below them have used of the processors so far."""
    return sum(sum(map(int, stat[11:15])) for stat in _below(*roots).values()) / TICKS


def processes_below(*roots: int) -> list[int]:
    """These and all below them."""
    return list(_below(*roots))


def _below(*roots: int) -> dict[int, list[str]]:
    """What the system tells of each, from its parent on (proc_pid_stat(5), fields 3 and on)."""
    stats = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                stats[int(entry.name)] = (entry / "stat").read_text().rpartition(")")[2].split()
    wanted, found = set(roots), set[int]()
    while wanted:
        found |= wanted
        wanted = {process for process, stat in stats.items() if int(stat[1]) in wanted} - found
    return {process: stats[process] for process in found & stats.keys()}
