"""The evening news: page views and signatures at a steady rate through the proxy, for minutes, and nothing lost.

    python -m bench.evening [--minutes 5] [--pages 1500] [--signatures 330]

The worker sends mails meanwhile, at the pace a provider may allow. Memory is what each of them holds in proportion
(PSS), looked at every ten seconds; PostgreSQL fills its buffers, and Valkey keeps a counter for each mailbox until the
next day.
"""

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.load import Request, Running, fetch, processes_below, send_paced
from bench.server import TREE, Machine, running
from bench.signing import PETITION, form_of
from tests.postgres import end_orderly

PAGES = Request("/en/", more_paths=(PETITION, "/de/", "/ko/", "/ar/", "/en/campaigns/north-korea/"))
MAILS_PER_MINUTE = "1200"
# Of what makes pages and sends mails (deploy/compose.yml).
NICENESS = 5
LOOKING_SECONDS = 10
# At a third of the load, and not counted.
WARMING_SECONDS = 10


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
    with running(niceness=NICENESS) as machine:
        environment = machine.environment | {"MAILS_PER_MINUTE": MAILS_PER_MINUTE}
        command = ["nice", "-n", str(NICENESS), sys.executable, "manage.py", "work"]
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
    port, (postgres, valkey) = machine.proxy.port, machine.below
    roots = {"web": machine.site.pid, "signing": machine.signing.pid, "worker": worker, "nginx": machine.proxy.pid}
    roots |= {"PostgreSQL": postgres, "Valkey": valkey}
    sign = form_of(fetch(port, PETITION))
    while machine.query("SELECT FROM django_tasks_database_dbtaskresult WHERE status = 'READY' LIMIT 1"):
        time.sleep(1)
    # Processes that have just begun are slow for some seconds.
    warming = send_paced(PAGES, port, wanted.pages / 3, WARMING_SECONDS)
    send_paced(sign, port, wanted.signatures / 3, WARMING_SECONDS).ended()
    warming.ended()
    views, before = send_paced(PAGES, port, wanted.pages, wanted.seconds), machine.rows("petitions_signature")
    signing = send_paced(sign, port, wanted.signatures, wanted.seconds)
    memory = watched(roots, signing)
    signed, viewed = signing.ended(), views.ended()
    stored = machine.rows("petitions_signature") - before
    command = [sys.executable, "manage.py", "verify_counts"]
    verified = subprocess.run(command, cwd=TREE, env=machine.environment, capture_output=True, check=False).returncode
    sys.stdout.write(
        f"pages       {viewed.rate:8.1f}/s  errors {viewed.errors}  p50 {viewed.p50:.1f} ms  p99 {viewed.p99:.1f} ms\n"
        f"signatures  {signed.rate:8.1f}/s  errors {signed.errors}  p50 {signed.p50:.1f} ms  p99 {signed.p99:.1f} ms\n"
        f"acknowledged {signed.answers}, stored {stored}, on their way when time was up {stored - signed.answers}\n"
        f"verify_counts {'clean' if verified == 0 else 'NOT CLEAN'}\n\n"
        f"{'memory in MB':14}{'at first':>10}{'at last':>10}{'most':>10}{'second half / first':>21}\n"
    )
    for name in roots:
        looks = [look[name] for look in memory]
        half = len(looks) // 2
        growth = max(looks[half:]) / max(looks[:half], default=looks[0])
        sys.stdout.write(f"{name:14}{looks[0]:>10.0f}{looks[-1]:>10.0f}{max(looks):>10.0f}{growth:>21.3f}\n")
    return 0 if not (viewed.errors or signed.errors or verified or stored < signed.answers) else 1


def watched(roots: dict[str, int], load: Running) -> list[dict[str, float]]:
    """The megabytes of all processes below each of these, every ten seconds while the load goes on."""
    looks: list[dict[str, float]] = []
    while load.process.poll() is None:
        time.sleep(LOOKING_SECONDS if looks else 1)
        looks.append({name: megabytes(root) for name, root in roots.items()})
    return looks


def megabytes(root: int) -> float:
    """What a process and all below it hold, shared memory counted once."""
    total = 0
    for process in processes_below(root):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


if __name__ == "__main__":
    sys.exit(main())
