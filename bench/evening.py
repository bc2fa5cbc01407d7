"""The evening news: page views and signatures at a steady rate through the proxy, for minutes, and nothing lost.

    python -m bench.evening [--minutes 5] [--pages 1500] [--signatures 330]

The worker sends mails meanwhile, at the pace a provider may allow. Memory is what PostgreSQL, Valkey, web processes,
worker and nginx hold in proportion (PSS), looked at every ten seconds.
"""

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.load import Request, Running, fetch, processes_below, send_paced
from bench.server import TREE, Machine, running
from bench.signing import form_of
from tests.postgres import end_orderly

PETITION = "/en/campaigns/north-korea/petition/"
PAGES = Request("/en/", more_paths=(PETITION, "/de/", "/ko/", "/ar/", "/en/campaigns/north-korea/"))
MAILS_PER_MINUTE = "1200"
LOOKING_SECONDS = 10


@dataclass(frozen=True)
class Wanted:
    """For how many seconds, and how much in each."""

    seconds: float
    pages: float
    signatures: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.evening", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--pages", type=float, default=1500, help="page views a second")
    parser.add_argument("--signatures", type=float, default=330, help="signatures a second")
    options = parser.parse_args()
    end_orderly()
    with running() as machine:
        environment = machine.environment | {"MAILS_PER_MINUTE": MAILS_PER_MINUTE}
        command = [sys.executable, "manage.py", "work"]
        worker = subprocess.Popen(command, cwd=TREE, env=environment, stderr=subprocess.DEVNULL)
        try:
            wanted = Wanted(options.minutes * 60, options.pages, options.signatures)
            return evening(machine, worker.pid, wanted)
        finally:
            worker.terminate()
            worker.wait(60)


def evening(machine: Machine, worker: int, wanted: Wanted) -> int:
    """Load it, look at it meanwhile, and count afterwards."""
    if machine.proxy is None:
        raise SystemExit("nginx is missing: install nginx-light")
    port = machine.proxy.port
    sign = form_of(fetch(port, PETITION))
    views, before = send_paced(PAGES, port, wanted.pages, wanted.seconds), machine.rows("petitions_signature")
    signing = send_paced(sign, port, wanted.signatures, wanted.seconds)
    memory = watched((machine.site.pid, worker, machine.proxy.pid, *machine.below), signing)
    signed, viewed = signing.ended(), views.ended()
    stored = machine.rows("petitions_signature") - before
    command = [sys.executable, "manage.py", "verify_counts"]
    verified = subprocess.run(command, cwd=TREE, env=machine.environment, capture_output=True, check=False).returncode
    half = len(memory) // 2
    growth = max(memory[half:], default=0) / max(memory[:half], default=1)
    sys.stdout.write(
        f"pages       {viewed.rate:8.1f}/s  errors {viewed.errors}  p50 {viewed.p50:.1f} ms  p99 {viewed.p99:.1f} ms\n"
        f"signatures  {signed.rate:8.1f}/s  errors {signed.errors}  p50 {signed.p50:.1f} ms  p99 {signed.p99:.1f} ms\n"
        f"acknowledged {signed.answers}, stored {stored}, on their way when time was up {stored - signed.answers}\n"
        f"memory      {memory[0]:.0f} MB at first, {memory[-1]:.0f} MB at last; most in the second half "
        f"{growth:.3f} of most in the first\n"
        f"verify_counts {'clean' if verified == 0 else 'NOT CLEAN'}\n"
    )
    return 0 if not (viewed.errors or signed.errors or verified or stored < signed.answers) else 1


def watched(roots: tuple[int, ...], load: Running) -> list[float]:
    """The megabytes of all processes below these, every ten seconds while the load goes on."""
    looks = [megabytes(roots)]
    while load.process.poll() is None:
        time.sleep(min(LOOKING_SECONDS, 1 if len(looks) < 2 else LOOKING_SECONDS))
        looks.append(megabytes(roots))
    return looks[1:]


def megabytes(roots: tuple[int, ...]) -> float:
    """What they hold, shared memory counted once."""
    total = 0
    for process in processes_below(*roots):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


if __name__ == "__main__":
    sys.exit(main())
