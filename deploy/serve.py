"""Serves Clarion with granian, behind a proxy that buffers slow visitors.

    python deploy/serve.py [--bind HOST:PORT] [--processes NUMBER] [APPLICATION]

SIGHUP lets new processes take over with the code that is there now, SIGTERM ends them once they have answered.
"""

import argparse
import os
import sys
from pathlib import Path

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

# Seconds that a process may go on answering after it was told to end.
GRACE_SECONDS = 30
# The highest a process may grow, in MiB: a leak never grows old.
MOST_MEMORY = 800


def main() -> None:
    """Serve until told to end; where, and with how many processes and threads, says the environment (.env.example)
    unless it is said here.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("application", nargs="?", default="cms.wsgi:application")
    parser.add_argument("--bind", default=os.environ.get("WEB_BIND", "127.0.0.1:8000"))
    parser.add_argument("--processes", type=int, default=os.environ.get("WEB_CONCURRENCY", "2"))
    options = parser.parse_args()
    host, _colon, port = options.bind.rpartition(":")
    Granian(
        options.application,
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=options.processes,
        blocking_threads=int(os.environ.get("WEB_THREADS", "4")),
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=GRACE_SECONDS,
        workers_max_rss=MOST_MEMORY,
        # The proxy writes the access log, and masks tokens in it; see deploy/nginx.conf.
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()


# Granian's processes import this file again.
if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    main()
