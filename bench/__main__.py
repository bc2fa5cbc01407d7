"""Measures the site against yardsticks on the same machine, in turns, and says whether it is as fast as it should be.

Every round measures everything once, so that a machine that is slow for a while is slow for all; medians count. What
counts is the ratio to the yardstick, not the number: machines differ. Signatures are counted as rows in the database,
not as answers. The milliseconds of processor time per answer, server and database together, hold on a busy machine too.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.load import Request, cpu_seconds, fetch, send
from bench.server import Machine, Server, conninfo, running
from bench.signing import PETITION, form_of
from tests.postgres import binaries, end_orderly

RESULTS = Path(__file__).with_name("results.json")
CONNECTIONS = (1, 8, 32)
PGBENCH = "INSERT INTO bench_plain (name) VALUES ('Jane Doe');\n"


@dataclass(frozen=True)
class Figure:
    """One measurement: answers per second, milliseconds of half and of 99 in a hundred, processor milliseconds each."""

    rate: float
    p50: float
    p99: float
    cpu: float


Rounds = dict[str, list[Figure]]


@dataclass(frozen=True)
class Bar:
    """What is compared with what: the ratio that must be reached, and the one we would like; or not be exceeded."""

    name: str
    unit: str
    value: Callable[[Rounds], float]
    yardstick: Callable[[Rounds], float]
    must: float
    aim: float
    at_most: bool = False


def _median(name: str, part: str = "rate") -> Callable[[Rounds], float]:
    return lambda rounds: statistics.median(getattr(figure, part) for figure in rounds[name])


def _rates(measured: str, yardstick: str, must: float, aim: float) -> Bar:
    return Bar(f"{measured} / {yardstick}", "1/s", _median(measured), _median(yardstick), must, aim)


def _at_most(name: str, value: tuple[str, str], yardstick: tuple[str, str], must: float, aim: float) -> Bar:
    return Bar(name, "ms", _median(*value), _median(*yardstick), must, aim, at_most=True)


BARS = (
    *(_rates(f"signature at {c}", f"minimal view at {c}", 1.0, 1.5) for c in CONNECTIONS),
    Bar(
        "processor for a signature",
        "ms",
        _median("signature at 8", "cpu"),
        _median("minimal view at 8", "cpu"),
        1,
        0.7,
        True,
    ),
    Bar("p99 of signing at 32", "ms", _median("signature at 32", "p99"), _median("signature at 32", "p50"), 3, 2, True),
    _rates("signature at 32", "pgbench insert at 32", 0.05, 0.1),
    _rates("kept page", "bare Wagtail page", 40, 100),
    _rates("kept page", "static file", 1.0, 1.5),
    _rates("kept page behind nginx", "bare Wagtail page", 300, 400),
    Bar("page made anew", "ms", _median("page made anew", "p50"), lambda rounds: 60.0, 1.0, 0.5, at_most=True),
)


@dataclass(frozen=True)
class Result:
    """One line of the outcome."""

    name: str
    value: float
    unit: str
    yardstick: float
    ratio: float
    bar: float
    aim: float
    met: bool


@dataclass(frozen=True)
class Asked:
    """What is asked whom, over how many connections; where each answer stands for a row, in which table."""

    request: Request
    server: Server
    connections: int = 8
    table: str = ""


def measure(machine: Machine, rounds: int, seconds: float) -> Rounds:
    """Everything in turns, warmed up once."""
    page = fetch(machine.site.port, PETITION)
    sign, insert = form_of(page), Request("/insert/", {"name": "Jane {n}", "email": "{n}@example.org", "country": "DE"})
    static = next(part for part in page.split('"') if part.startswith("/static/") and part.endswith(".css"))
    asked: dict[str, Asked] = {}
    for connections in CONNECTIONS:
        asked[f"minimal view at {connections}"] = Asked(insert, machine.minimal, connections, "bench_row")
        asked[f"signature at {connections}"] = Asked(sign, machine.site, connections, "petitions_signature")
    asked |= {
        "bare Wagtail page": Asked(Request("/"), machine.bare),
        "page made anew": Asked(Request(PETITION + "?n={n}"), machine.site, connections=1),
        "static file": Asked(Request(static), machine.site),
        "kept page": Asked(Request(PETITION), machine.site),
    }
    if machine.proxy:
        asked["kept page behind nginx"] = Asked(Request(PETITION), machine.proxy)
    figures: Rounds = defaultdict(list)
    for number in range(rounds + 1):
        duration = seconds if number else 1
        for name, one in asked.items():
            figures[name].append(ask(machine, one, duration))
        figures["pgbench insert at 32"].append(plain_inserts(machine, 32, duration))
        sys.stdout.write(f"round {number} of {rounds}\n" if number else "warmed up\n")
        sys.stdout.flush()
    return {name: of_rounds[1:] for name, of_rounds in figures.items()}


def ask(machine: Machine, asked: Asked, seconds: float) -> Figure:
    """One measurement; raises if an answer was an error, or was not what it said."""
    processes = (asked.server.pid, machine.site.pid, *machine.below)
    rows, used = machine.rows(asked.table) if asked.table else 0, cpu_seconds(*processes)
    load = send(asked.request, asked.server.port, asked.connections, seconds)
    used = cpu_seconds(*processes) - used
    if load.errors:
        raise RuntimeError(f"{asked.request.path}: {load.errors} errors")
    if asked.table:
        # What was on its way when time was up is stored as well, though nobody waited for the answer.
        stored = machine.rows(asked.table) - rows
        if not load.answers <= stored <= load.answers + asked.connections:
            raise RuntimeError(f"{asked.request.path}: {load.answers} answers, but {stored} rows")
    return Figure(load.rate, load.p50, load.p99, used / load.answers * 1000)


def plain_inserts(machine: Machine, clients: int, seconds: float) -> Figure:
    """What PostgreSQL takes where nothing is around it."""
    database = conninfo(machine.url)
    machine.query("CREATE TABLE IF NOT EXISTS bench_plain (id bigserial PRIMARY KEY, name text)")
    script = Path(database["host"]) / "insert.sql"
    script.write_text(PGBENCH)
    before = machine.rows("bench_plain")
    command = [binaries() / "pgbench", "-h", database["host"], "-U", database["user"], "-n", "-f", script]
    command += ["-c", str(clients), "-j", "1", "-T", str(round(seconds)), database["dbname"]]
    subprocess.run(command, capture_output=True, check=True)
    return Figure((machine.rows("bench_plain") - before) / round(seconds), 0, 0, 0)


def judge(rounds: Rounds) -> list[Result]:
    """The medians against their yardsticks, of what was measured."""
    results = []
    for bar in BARS:
        with suppress(KeyError):
            results.append(result_of(bar, bar.value(rounds), bar.yardstick(rounds)))
    return results


def result_of(bar: Bar, value: float, yardstick: float) -> Result:
    """Whether the bar is met."""
    ratio = value / yardstick
    met = ratio <= bar.must if bar.at_most else ratio >= bar.must
    numbers = round(value, 2), bar.unit, round(yardstick, 2), round(ratio, 3)
    return Result(bar.name, *numbers, bar.must, bar.aim, met)


def table(results: list[Result], rounds: Rounds) -> str:
    """The outcome for people."""
    lines = [f"{'':44}{'value':>10}{'yardstick':>11}{'ratio':>9}{'must':>7}{'aim':>7}"]
    for result in results:
        verdict = "met" if result.met else "MISSED"
        lines.append(
            f"{result.name:44}{result.value:>10}{result.yardstick:>11}{result.ratio:>9}{result.bar:>7}{result.aim:>7}"
            f"  {result.unit:4}{verdict}"
        )
    lines += ["", f"{'':32}{'1/s':>10}{'least':>9}{'most':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}"]
    for name, figures in rounds.items():
        rates = [figure.rate for figure in figures]
        p50, p99, cpu = (statistics.median(getattr(f, part) for f in figures) for part in ("p50", "p99", "cpu"))
        lines.append(
            f"{name:32}{statistics.median(rates):>10.0f}{min(rates):>9.0f}{max(rates):>9.0f}"
            f"{p50:>9.2f}{p99:>9.2f}{cpu:>9.2f}"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Clarion against yardsticks.")
    parser.add_argument("--quick", action="store_true", help="a short look: fewer and shorter rounds")
    options = parser.parse_args()
    end_orderly()
    rounds, seconds = (2, 1) if options.quick else (5, 4)
    with running() as machine:
        figures = measure(machine, rounds, seconds)
    results = judge(figures)
    sys.stdout.write(f"\n{table(results, figures)}\n\nwritten to {RESULTS.relative_to(Path.cwd())}\n")
    RESULTS.write_text(json.dumps([asdict(result) for result in results], indent=2) + "\n")
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
