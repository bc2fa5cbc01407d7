"""Measures the screens people run a petition from, with 1,000 and with 1,000,000 signatures in the database.

    python -m tests.postgres python -m bench.desk [--rows 1000000]

Medians of 20 answers in one process, how many queries each asks, and by how much the large one takes longer. Both
databases are asked in turn, so that whatever else the machine does slows down both.
"""

import argparse
import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - Django has to be there first
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.exchange import begun, petition, signatures  # noqa: E402
from campaigns.petitions.copying import insert_new  # noqa: E402
from campaigns.petitions.counting import correct, roll_up, verify  # noqa: E402
from campaigns.petitions.models import ConsentText, Risk, Signature, Source, Status  # noqa: E402

FEW = 1000
PIECE = 20_000
TIMES = 20
UNCONFIRMED = 0.14
LANGUAGES = ("de", "en", "fr")


# What is only counted, never shown, need not be unsealed: like one of the first, with keys and a time of its own.
MORE = """
    INSERT INTO petitions_signature ({columns}) SELECT {values}
    FROM generate_series(%(first)s, %(last)s) AS n
    JOIN (
        SELECT *, row_number() OVER (ORDER BY id) AS number FROM petitions_signature WHERE status = 'confirmed'
    ) AS one ON one.number = 1 + n %% 500
"""
CHANGED = {
    "public_id": "gen_random_uuid()",
    "email_key": "sha256(('m' || n)::bytea)",
    "person_key": "sha256(('p' || n)::bytea)",
    "signed_at": "now() - (n::bigint * 7919 %% 525600) * interval '1 minute'",
}
CHANGED["confirmed_at"] = CHANGED["status_since"] = CHANGED["signed_at"]


def people(first: int, count: int, *, are_confirmed: bool | None = None) -> None:
    """So many signatures of a year, a fifth of them from files; of 100 seven are held and seven wait.

    So every list has a full page in both databases, and what differs is the table and not what is shown of it.
    """
    brought, consent, chance = begun(1), ConsentText.objects.first(), random.Random(first)  # noqa: S311 - no secrets
    rows = signatures(brought, first, count)
    for row in rows:
        row.language = chance.choice(LANGUAGES)
        row.signed_at = row.confirmed_at = row.status_since = timezone.now() - timedelta(days=365 * chance.random())
        lot = chance.random() * (UNCONFIRMED if are_confirmed is False else 1)
        if lot < 0.8:
            row.source, row.brought_by, row.consent = Source.WEB, None, consent
        if lot < UNCONFIRMED:
            row.confirmed_at = None
            row.status, row.risk = (Status.HELD, Risk.TRAP) if lot < UNCONFIRMED / 2 else (Status.PENDING, Risk.NONE)
    with transaction.atomic():
        insert_new(rows)


def fill_up(rows: int) -> None:
    """To so many signatures, those that are shown at the beginning and the end of a list made as people make them."""
    columns = [field.column for field in Signature._meta.concrete_fields if not field.primary_key]
    values = [CHANGED.get(column, f"one.{column}") for column in columns]
    statement = MORE.format(columns=", ".join(columns), values=", ".join(values))
    for first in range(FEW, rows - FEW, PIECE):
        unconfirmed = int(PIECE * UNCONFIRMED)
        people(first, unconfirmed, are_confirmed=False)
        with connection.cursor() as cursor:
            last = min(first + PIECE, rows - FEW) - 1
            cursor.execute(statement, {"first": first + unconfirmed, "last": last})
    people(rows - FEW, FEW)


def count() -> None:
    """Bring tallies and what the planner knows up to date."""
    correct(verify())
    roll_up()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def screens(client: Client) -> dict[str, Callable[[], object]]:
    """What is asked, by what it is called."""
    listed, desk = f"{reverse('signatures:index')}?petition={petition().pk}", petition().pk
    addresses = {
        "dashboard": reverse("wagtailadmin_home"),
        "list of petitions": reverse("petition_pages:index"),
        "petition desk": reverse("petition_desk:desk", args=[desk]),
        "held signatures": reverse("petition_desk:review", args=[desk]),
        "signatures, first page": listed,
        "signatures, last page": f"{listed}&last=1",
        "not confirmed, last page": f"{listed}&status=pending&last=1",
    }
    asked: dict[str, Callable[[], object]] = {
        name: (lambda address=address: client.get(address)) for name, address in addresses.items()
    }
    asked["search by address"] = lambda: client.post(reverse("signatures:find"), {"email": "person500@example.org"})
    return asked


def use(database: str) -> None:
    """Ask that database from now on."""
    connection.close()
    connection.settings_dict["NAME"] = database


def queries_of(ask: Callable[[], object]) -> int:
    """How many queries an answer takes; whatever is no answer ends the bench."""
    with CaptureQueriesContext(connection) as captured:
        status = getattr(ask(), "status_code", 0)
    if status != HTTPStatus.OK:
        raise SystemExit(f"A screen answers {status}")
    return len(captured)


def measure(client: Client, databases: tuple[str, str]) -> None:
    """Ask for each screen in turn, and say what it took."""
    for name, ask in screens(client).items():
        times: dict[str, list[float]] = {database: [] for database in databases}
        queries = {}
        for database in databases * TIMES:
            use(database)
            queries[database] = queries_of(ask)
            started = time.perf_counter()
            ask()
            times[database].append((time.perf_counter() - started) * 1000)
        few, many = (median(times[database]) for database in databases)
        asked = ", ".join(str(queries[database]) for database in databases)
        print(f"{name:26} {few:6.0f} ms {many:9.0f} ms {many / few:7.2f}   {asked}", flush=True)  # noqa: T201


def main() -> None:
    """Fill, copy, fill further, compare."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    call_command("migrate", verbosity=0)
    petition()
    user = get_user_model().objects.create_superuser("bench", "bench@example.org", None)
    client = Client()
    client.force_login(user)
    people(0, FEW)
    count()
    database = str(connection.settings_dict["NAME"])
    large = f"{database}_large"
    use("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{large}" TEMPLATE "{database}"')
    use(large)
    fill_up(rows)
    count()
    print(f"{'median of ' + str(TIMES):26} {FEW:9,} {Signature.objects.count():12,}   ratio   queries", flush=True)  # noqa: T201
    measure(client, (database, large))


if __name__ == "__main__":
    main()
