"""Sends requests with wrk, which costs the machine least of all, over connections that stay open."""

import itertools
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

HOST = "bench.example.org"
SCRIPT = Path(__file__).with_name("load.lua")
RESULT = re.compile(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)")
TICKS = os.sysconf("SC_CLK_TCK")
_seeds = itertools.count(int(time.time()))


@dataclass(frozen=True)
class Request:
    """`{n}` in the path, or in what a form says, becomes a text that no other request has."""

    path: str
    form: dict[str, str] | None = None


@dataclass(frozen=True)
class Load:
    """How it went: answers and errors (status of 400 and above among them), seconds it took, and milliseconds within
    which half and 99 of a hundred were answered.
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
    command = [program(), "-t1", f"-c{connections}", f"-d{round(seconds)}s", "--timeout", "30s", "-s", str(SCRIPT)]
    arguments = [str(next(_seeds)), request.path, HOST]
    if request.form is not None:
        arguments.append(urlencode(request.form, safe="{}"))
    command += [f"http://127.0.0.1:{port}", "--", *arguments]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
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
    parents, used = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            used[int(entry.name)] = sum(map(int, fields[11:15]))
    return sum(ticks for process, ticks in used.items() if _is_below(process, roots, parents)) / TICKS


def _is_below(process: int, roots: tuple[int, ...], parents: dict[int, int]) -> bool:
    while process and process not in roots:
        process = parents.get(process, 0)
    return process in roots
