"""Whether signing, confirming and making the page take longer the more have signed: nobody, 10,000, and a million.

    python -m bench.growth [--rounds 8] [--requests 60]

One database and one site for each of the three, asked in turns, one request at a time, so that whatever else the
machine does slows down all. What counts is the ratio to the empty one: 1.1 at most.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from bench.load import HOST, Request, fetch
from bench.server import (
    DURABLE,
    Programs,
    Server,
    configuration,
    conninfo,
    end,
    prepare,
    run,
    serve,
    start_cache,
    wait_until,
)
from bench.signing import PETITION, form_of
from tests.postgres import end_orderly, temporary_server

REFERENCE = "nk-refugees"
SIZES = (0, 10_000, 1_000_000)
BAR = 1.1
PENDING = "SELECT public_id FROM petitions_signature WHERE status = 'pending' ORDER BY id DESC LIMIT 1"

Times = dict[tuple[str, int], list[float]]


@dataclass
class Site:
    """One that so many have signed on."""

    size: int
    server: Server
    url: str
    sign: Request
    connection: HTTPConnection
    number: int = 0

    def milliseconds(self, method: str, path: str, form: dict[str, str] | None = None) -> float:
        """How long an answer takes that is no error."""
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Sec-Fetch-Site": "same-origin"}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        started = time.perf_counter()
        self.connection.request(method, path, urlencode(form or {}), headers)
        answer = self.connection.getresponse()
        answer.read()
        took = (time.perf_counter() - started) * 1000
        if answer.status >= 400:
            raise RuntimeError(f"{path} answered {answer.status}")
        return took

    def ask_all(self) -> dict[str, float]:
        """Sign, confirm that, and have the page made."""
        from campaigns.petitions.tokens import Purpose, make_token  # noqa: PLC0415 - Django has to be there first

        self.number += 1
        person = {name: text.replace("{n}", f"{self.number}") for name, text in (self.sign.form or {}).items()}
        signing = self.milliseconds("POST", self.sign.path, person)
        with psycopg.connect(**conninfo(self.url)) as database:
            token = make_token(Purpose.CONFIRM, database.execute(PENDING).fetchall()[0][0])
        return {
            "sign": signing,
            "confirm": self.milliseconds("POST", f"/en/petitions/{REFERENCE}/confirm/{token}/"),
            "page": self.milliseconds("GET", f"{PETITION}?n={self.number}"),
        }


@contextmanager
def sites() -> Iterator[list[Site]]:
    """One for each size."""
    programs: Programs = []
    with temporary_server(DURABLE) as url, tempfile.TemporaryDirectory(prefix="clarion-growth-") as name:
        try:
            cache = start_cache(Path(name), programs)
            given = os.environ | configuration(url, Path(name), "", workers=1)
            server = url.removesuffix("/clarion")
            environments = {
                size: given | {"DATABASE_URL": f"{server}/clarion{size or ''}", "CACHE_URL": f"{cache}/{place}"}
                for place, size in enumerate(SIZES)
            }
            prepare(environments[0])
            for size in SIZES[1:]:
                with psycopg.connect(**conninfo(url) | {"dbname": "postgres"}, autocommit=True) as database:
                    database.execute(f"CREATE DATABASE clarion{size} TEMPLATE clarion")
                run("-m", "bench.growth", "--fill", str(size), environment=environments[size])
            os.environ.update(environments[0])
            yield [start(size, environments[size], programs) for size in SIZES]
        finally:
            end(programs)


def start(size: int, environment: dict[str, str], programs: Programs) -> Site:
    """Serve one, and warm it up."""
    server = serve("cms.wsgi:application", environment, programs)
    wait_until(lambda: fetch(server.port, PETITION))
    url = environment["DATABASE_URL"]
    with psycopg.connect(**conninfo(url), autocommit=True) as database:
        database.execute("VACUUM ANALYZE")
        database.execute("CHECKPOINT")
    return Site(size, server, url, form_of(fetch(server.port, PETITION)), HTTPConnection("127.0.0.1", server.port))


def fill(size: int) -> None:
    """So many signatures on the demo's petition, spread over a year, with all that comes with them."""
    from django.db import transaction  # noqa: PLC0415 - Django has to be there first

    from campaigns.petitions.models import ConsentText, Petition  # noqa: PLC0415
    from tests.campaigns.petitions import million  # noqa: PLC0415

    petition, consent = Petition.objects.get(reference=REFERENCE), ConsentText.objects.latest("pk")
    with transaction.atomic():
        million.empty()
        first = len(million.named(petition, consent, 1)) + 1
        million.fill(petition, petition, consent, first, size)
        million.count()


def measure(asked: list[Site], rounds: int, requests: int) -> list[Times]:
    """Everything in turns, warmed up once."""
    found: list[Times] = []
    for number in range(rounds + 1):
        times: Times = defaultdict(list)
        for turn in range(requests):
            for place in range(len(asked)):
                site = asked[(turn + place) % len(asked)]
                for what, took in site.ask_all().items():
                    times[what, site.size].append(took)
        found.append(times)
        sys.stdout.write(f"round {number} of {rounds}\n" if number else "warmed up\n")
        sys.stdout.flush()
    return found[1:]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--requests", type=int, default=60, help="of each kind, in each round, to each site")
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    import django  # noqa: PLC0415 - where Django's settings are named only now

    if options.fill:
        django.setup()
        fill(options.fill)
        return 0
    end_orderly()
    with sites() as asked:
        django.setup()
        found = measure(asked, options.rounds, options.requests)
    is_met = True
    sys.stdout.write(f"\n{'median ms':10}" + "".join(f"{size:>12,}" for size in SIZES) + f"{'ratios':>16}\n")
    for what in ("sign", "confirm", "page"):
        medians = {size: [statistics.median(times[what, size]) for times in found] for size in SIZES}
        ratios = [
            statistics.median(full / empty for full, empty in zip(medians[size], medians[0], strict=True))
            for size in SIZES[1:]
        ]
        is_met = is_met and max(ratios) <= BAR
        sys.stdout.write(
            f"{what:10}"
            + "".join(f"{statistics.median(medians[size]):>12.2f}" for size in SIZES)
            + "".join(f"{ratio:>8.3f}" for ratio in ratios)
            + f"  {'met' if max(ratios) <= BAR else 'MISSED'}\n"
        )
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
