"""Measures the site against yardsticks in the same processes, in turns, and says whether it is as fast as it should be.

Every number is the median of several rounds; every round measures everything once, so that a machine that is slow for
a while is slow for all. What counts is the ratio to the yardstick, not the number: machines differ. Signatures are
counted as rows in the database, not as answers.
"""

import argparse
import json
import re
import statistics
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from bench.load import Request, fetch, send_for
from bench.server import running_server
from tests.postgres import end_orderly

RESULTS = Path(__file__).with_name("results.json")
HOME, PETITION = "/en/", "/en/campaigns/north-korea/petition/"


@dataclass(frozen=True)
class Bar:
    """What is compared with what: the ratio it must reach, and the one we would like."""

    name: str
    yardstick: str
    must: float
    aim: float


BARS = (
    Bar("home page, kept", "constant page", must=0.5, aim=1.0),
    Bar("petition page, kept", "constant page", must=0.5, aim=1.0),
    Bar("home page, made anew", "constant page", must=0.02, aim=0.1),
    Bar("petition page, made anew", "constant page", must=0.02, aim=0.1),
    Bar("signature stored", "row stored", must=0.2, aim=0.4),
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


def sign_request(port: int) -> Request:
    """A signature as the petition page's own form would send it."""
    page = fetch(port, PETITION)
    hidden = dict(re.findall(r'<input type="hidden" name="(consent|form_time)" value="([^"]*)"', page))
    address = re.search(r'action="([^"]*/sign/)"', page)
    if set(hidden) != {"consent", "form_time"} or address is None:
        raise RuntimeError("the form on the petition page was not understood")

    def form(number: int) -> dict[str, str]:
        person = {"name": f"Jane Doe {number}", "email": f"jane.doe.{number}@example.org", "country": "DE"}
        return {**person, **hidden, "place": "Mainz", "website": ""}

    return Request(address[1], 303, form)


def rows(url: str, table: str) -> int:
    """How many rows there really are."""
    folder, _, name = url.removeprefix("postgres://clarion@/").rpartition("/")
    with psycopg.connect(host=folder, dbname=name, user="clarion") as connection:
        found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - one of two constants
        return found[0] if found else 0


def measure(rounds: int, seconds: float, concurrency: int, workers: int) -> dict[str, list[float]]:
    """Answers or rows per second, by name, one number for each round."""
    with running_server(workers) as (port, url):
        requests = {
            "constant page": Request("/yardstick/page/"),
            "home page, kept": Request(HOME),
            "petition page, kept": Request(PETITION),
            "home page, made anew": Request(HOME + "?number={number}"),
            "petition page, made anew": Request(PETITION + "?number={number}"),
            "row stored": Request(
                "/yardstick/insert/", 302, lambda number: {"email": f"{number}@example.org", "name": "Jane Doe"}
            ),
            "signature stored": sign_request(port),
        }
        tables = {"row stored": "bench_row", "signature stored": "petitions_signature"}
        for request in requests.values():
            send_for(min(seconds, 2.0), request, port, concurrency)
        rates: dict[str, list[float]] = {name: [] for name in requests}
        for number in range(rounds):
            for name, request in requests.items():
                before = rows(url, tables[name]) if name in tables else 0
                took, statuses = send_for(seconds, request, port, concurrency)
                if set(statuses) != {request.expected}:
                    raise RuntimeError(f"{name}: unexpected answers {dict(statuses)}")
                done = rows(url, tables[name]) - before if name in tables else statuses[request.expected]
                if done != statuses[request.expected]:
                    raise RuntimeError(f"{name}: {statuses[request.expected]} answers, but {done} rows")
                rates[name].append(done / took)
            sys.stdout.write(f"round {number + 1} of {rounds}\n")
            sys.stdout.flush()
    return rates


def judge(rates: dict[str, list[float]]) -> list[Result]:
    """The medians against their yardsticks."""
    medians = {name: statistics.median(values) for name, values in rates.items()}
    results = []
    for bar in BARS:
        value, yardstick = medians[bar.name], medians[bar.yardstick]
        ratio = value / yardstick
        results.append(
            Result(
                name=bar.name,
                value=round(value, 1),
                unit="1/s",
                yardstick=round(yardstick, 1),
                ratio=round(ratio, 3),
                bar=bar.must,
                aim=bar.aim,
                met=ratio >= bar.must,
            )
        )
    return results


def table(results: list[Result], rates: dict[str, list[float]]) -> str:
    """The outcome for people."""
    lines = [f"{'':26}{'per second':>12}{'spread':>16}{'yardstick':>12}{'ratio':>8}{'must':>8}{'aim':>8}"]
    for result in results:
        spread = f"{min(rates[result.name]):.0f}-{max(rates[result.name]):.0f}"
        lines.append(
            f"{result.name:26}{result.value:12.1f}{spread:>16}{result.yardstick:12.1f}{result.ratio:8.3f}"
            f"{result.bar:8.2f}{result.aim:8.2f}  {'ok' if result.met else 'TOO SLOW'}"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Clarion against yardsticks.")
    parser.add_argument("--quick", action="store_true", help="a short look: fewer and shorter rounds")
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--concurrency", type=int, default=8, help="visitors at the same time")
    options = parser.parse_args()
    end_orderly()
    rounds, seconds = (3, 1.5) if options.quick else (7, 5.0)
    rates = measure(rounds, seconds, options.concurrency, options.workers)
    results = judge(rates)
    sys.stdout.write(f"\n{table(results, rates)}\n\nwritten to {RESULTS.relative_to(Path.cwd())}\n")
    RESULTS.write_text(json.dumps([asdict(result) for result in results], indent=2) + "\n")
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
