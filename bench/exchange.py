"""Measures import, export and packs at their full size: time, and memory at the highest.

    python -m tests.postgres python -m bench.exchange [--rows 100000] [--export 1000000]

Everything is measured in one run, each in a process of its own, beside what it is compared with: the same rows by COPY
and INSERT alone, and django-import-export as it comes.
"""

import argparse
import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be there first
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from import_export import resources  # noqa: E402
from import_export.fields import Field  # noqa: E402
from tablib import Dataset  # noqa: E402
from wagtail.models import Locale, Page, Site  # noqa: E402

from campaigns.petitions import background  # noqa: E402
from campaigns.petitions.addresses import email_key  # noqa: E402
from campaigns.petitions.exchange import importing  # noqa: E402
from campaigns.petitions.exchange.exporting import COLUMNS, rows_of  # noqa: E402
from campaigns.petitions.models import (  # noqa: E402
    ExportPurpose,
    Handover,
    HandoverMode,
    Import,
    ImportState,
    PackState,
    Person,
    Petition,
    PetitionPage,
    Signature,
    Status,
    Tally,
)
from campaigns.petitions.namesakes import person_key  # noqa: E402
from campaigns.tables.writing import csv_rows, write_table  # noqa: E402
from tests.factories import (  # noqa: E402
    CampaignIndexPageFactory,
    CampaignPageFactory,
    HomePageFactory,
    PetitionPageFactory,
)

NAMES = ("Ada Example", "Łukasz Przykład", "Иван Примеров", "홍길동", "محمد مثال", "王小明", "José Ejemplo")
COUNTRIES = ("DE", "PL", "UA", "KR", "EG", "CN", "ES")
COPIED = (
    "public_id",
    "source",
    "status",
    "status_since",
    "risk",
    "email_key",
    "person_key",
    "sealed_person",
    "country",
)
COPIED += ("language", "wants_updates", "signed_at", "confirmed_at", "petition_id", "brought_by_id")


def people(count: int) -> io.BytesIO:
    """A CSV file of so many people, each with a mailbox."""
    content = io.BytesIO()
    rows = (
        (f"{NAMES[n % 7]} {n}", f"person{n}@example.org", COUNTRIES[n % 7], "de", "2026-05-01") for n in range(count)
    )
    write_table("csv", ("name", "email", "country", "language", "signed_on"), rows, content)
    content.seek(0)
    return content


def petition() -> Petition:
    """The petition of the bench, with its page."""
    page = PetitionPage.objects.filter(slug="bench").first()
    if page is None:
        Locale.objects.get_or_create(language_code="en")
        root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
        home = HomePageFactory(parent=root, slug="bench-home")
        Site.objects.update_or_create(is_default_site=True, defaults={"root_page": home, "hostname": "localhost"})
        campaign = CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home))
        page = PetitionPageFactory(parent=campaign, slug="bench")
        Petition.objects.update(handover_mode=HandoverMode.NAMES)
    return Petition.objects.get(pk=page.petition_id)


def begun(count: int) -> Import:
    """An import of so many people, ready to be looked through."""
    brought = Import(petition=petition(), file_name="bench.csv", basis_note="bench", language="de")
    importing.begin(brought, people(count), None)
    return brought


def signatures(brought: Import, first: int, count: int) -> list[Signature]:
    """As many signatures as an import would make, ready to be stored."""
    made, now = [], timezone.now()
    for n in range(first, first + count):
        signature = Signature(petition=brought.petition, status=Status.CONFIRMED, source="paper", language="de")
        signature.country, signature.confirmed_at, signature.brought_by = COUNTRIES[n % 7], now, brought
        person = Person(f"{NAMES[n % 7]} {n}", f"person{n}@example.org")
        signature.email_key = email_key(brought.petition_id, person.email)
        signature.person_key = person_key(brought.petition_id, person.name, "", signature.country)
        signature.person = person
        made.append(signature)
    return made


def stored(count: int) -> None:
    """So many signatures in the database, made in pieces."""
    brought = begun(1)
    for first in range(0, count, 20_000):
        copy(signatures(brought, first, min(20_000, count - first)))


def copy(rows: list[Signature]) -> None:
    """COPY into a table of its own, then INSERT from there: the fastest way PostgreSQL has."""
    table, columns = Signature._meta.db_table, ", ".join(COPIED)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE brought (LIKE {table} INCLUDING DEFAULTS) ON COMMIT DROP")
        cursor.execute("ALTER TABLE brought ALTER COLUMN id DROP NOT NULL")
        with cursor.copy(f"COPY brought ({columns}) FROM STDIN") as into:
            for row in rows:
                into.write_row([getattr(row, name) for name in COPIED])
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM brought ON CONFLICT DO NOTHING")  # noqa: S608


def by_copy(count: int) -> Callable[[], Any]:
    made = signatures(begun(1), 0, count)
    return lambda: copy(made)


def looking_through(count: int) -> Callable[[], Any]:
    brought = begun(count)
    return lambda: background.do_work.call("import", brought.pk)


def adding(count: int) -> Callable[[], Any]:
    brought = begun(count)
    Import.objects.filter(pk=brought.pk).update(state=ImportState.ADDING)
    return lambda: background.do_work.call("import", brought.pk)


def plainly_imported(count: int) -> Callable[[], Any]:
    """django-import-export as its documentation advises for many rows: nothing is checked, compared or sealed."""
    plain = resources.modelresource_factory(
        Tally,
        meta_options={"import_id_fields": (), "use_bulk": True, "skip_diff": True, "force_init_instance": True},
    )()
    key = petition().pk
    columns = ("petition", "day", "country", "language", "source", "signatures")

    def run() -> None:
        data = Dataset(headers=columns)
        for n in range(count):
            data.append((key, "2026-05-01", COUNTRIES[n % 7], f"l{n}", "paper", 1))
        plain.import_data(data, raise_errors=True, use_transactions=True)

    return run


def exported(count: int) -> Callable[[], Any]:
    stored(count)

    def run() -> None:
        started = time.perf_counter()
        pieces = csv_rows(COLUMNS[ExportPurpose.FULL], rows_of(petition(), ExportPurpose.FULL, {}))
        next(pieces)
        next(pieces)
        print(f"    first rows after {time.perf_counter() - started:.2f} s")  # noqa: T201
        with Path(os.devnull).open("wb") as out:
            out.writelines(pieces)

    return run


def plainly_exported(count: int) -> Callable[[], Any]:
    """Name, address and country by django-import-export."""
    stored(count)

    class Plain(resources.ModelResource):
        name = Field(attribute="signer_name")
        email = Field(attribute="signer_email")

        class Meta:
            model = Signature
            fields = ("name", "email", "country")

    return lambda: Plain().export(Signature.objects.all()).csv


def packed(count: int) -> Callable[[], Any]:
    stored(count)
    handover = Handover.objects.create(
        petition=petition(), mode=HandoverMode.NAMES, recipients="Embassy", language="en", state=PackState.MAKING
    )

    def run() -> None:
        background.do_work.call("handover", handover.pk)
        handover.refresh_from_db()
        size = handover.pack.size / 1e6 if handover.pack else 0
        print(f"    {handover.signatures} signatures, {size:.1f} MB, {handover.state}")  # noqa: T201

    return run


KINDS = (by_copy, looking_through, adding, plainly_imported, exported, plainly_exported, packed)


def measure(name: str, count: int) -> None:
    """Prepare, then do one thing, and say how long it took and how much memory there was at most."""
    run = {kind.__name__: kind for kind in KINDS}[name](count)
    with transaction.atomic():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        run()
        seconds = time.perf_counter() - started
        transaction.set_rollback(False)
    most, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(  # noqa: T201
        f"{name:18} {count:9,} {seconds:8.1f} s   {most / 1024:6.0f} MB ({before / 1024:.0f} before), "
        f"processes of its own {children / 1024:.0f} MB"
    )


def main() -> None:
    """One process after the other, on a database emptied in between."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--export", type=int, default=1_000_000)
    parser.add_argument("--only", choices=[kind.__name__ for kind in KINDS])
    options = parser.parse_args()
    if options.only:
        measure(options.only, options.rows)
        return
    call_command("migrate", verbosity=0)
    for kind in KINDS:
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=False)
        count = options.export if kind is exported else options.rows
        subprocess.run(
            [sys.executable, "-m", "bench.exchange", "--only", kind.__name__, "--rows", str(count)], check=True
        )


if __name__ == "__main__":
    main()
