"""Processes that are started anew when they die, as systemd and Docker do, and ended for good when the test is over."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

TREE = Path(__file__).parents[2]
# Seconds: as RestartSec of deploy/systemd, but shorter.
RESTARTED_AFTER = 0.2


def wait_for(is_so: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    """Wait until something is so; fails if it takes too long."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} seconds in vain: {what}"
        time.sleep(0.05)


class Service:
    """One program that is to run all the time."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self._command, self._environment, self._log = command, environment, log
        self._ended = Event()
        self.starts = 0
        self.process = self._start()
        self._keeper = Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def _start(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        with self._log.open("ab") as output:
            return subprocess.Popen(
                self._command, cwd=TREE, env=self._environment, stdout=output, stderr=output, start_new_session=True
            )

    def _keep(self) -> None:
        while True:
            self.process.wait()
            if self._ended.wait(RESTARTED_AFTER):
                return
            self.process = self._start()

    def kill(self) -> None:
        """Without a word, and without a chance to do anything about it."""
        os.kill(self.process.pid, signal.SIGKILL)

    def end(self) -> None:
        """In order, and for good."""
        self._ended.set()
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._keeper.join()


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]
