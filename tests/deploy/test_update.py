"""New code takes over from old code without a visitor noticing, as deploy/serve.py does it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread

from tests.servers import DEPLOY, free_port

APPLICATION = """
import time

time.sleep(0.5)  # Clarion takes longer to start

def application(environ, start_response):
    time.sleep(0.05)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%s"]
"""


@contextmanager
def serving(place: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    port = free_port()
    environment = {**os.environ, "WEB_BIND": f"127.0.0.1:{port}", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(DEPLOY / "serve.py"), "site_of_tests:application"]
    process = subprocess.Popen(command, cwd=place, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield port, process
    finally:
        process.terminate()
        process.wait(40)


def ask(port: int) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/")
        response = connection.getresponse()
        return f"{response.status} {response.read().decode()}"
    except (OSError, HTTPException) as error:
        return repr(error)
    finally:
        connection.close()


def wait_for(port: int, answer: str) -> None:
    deadline = time.monotonic() + 20
    while (said := ask(port)) != answer:
        assert time.monotonic() < deadline, said
        time.sleep(0.05)


def test_a_reload_takes_the_new_code_and_loses_no_visitor(tmp_path: Path) -> None:
    source = tmp_path / "site_of_tests.py"
    source.write_text(APPLICATION % "old")
    said: list[str] = []
    over = Event()

    with serving(tmp_path) as (port, process):
        wait_for(port, "200 old")

        def visit() -> None:
            while not over.is_set():
                said.append(ask(port))

        visitors = [Thread(target=visit) for _ in range(4)]
        for visitor in visitors:
            visitor.start()
        source.write_text(APPLICATION % "new")
        process.send_signal(signal.SIGHUP)
        wait_for(port, "200 new")
        time.sleep(1.5)
        over.set()
        for visitor in visitors:
            visitor.join()
        assert ask(port) == "200 new"
    assert set(said) == {"200 old", "200 new"}
