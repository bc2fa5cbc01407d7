"""Storing many signatures at once, as fast as the database can."""

from collections.abc import Sequence
from operator import attrgetter

from django.db import connection

from .models import Signature


def insert_new(signatures: Sequence[Signature]) -> None:
    """Insert signatures, but for those that a unique constraint refuses; within a transaction.

    PostgreSQL gets them by COPY, which takes a tenth of the time of an INSERT with as many values.
    """
    if connection.vendor == "postgresql":
        _copy(signatures)
    else:
        Signature.objects.bulk_create(signatures, ignore_conflicts=True)


def _copy(signatures: Sequence[Signature]) -> None:
    table = Signature._meta.db_table
    fields = [field for field in Signature._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(str(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE signatures_to_insert (LIKE {table}) ON COMMIT DROP")
        cursor.execute("ALTER TABLE signatures_to_insert DROP COLUMN id")
        with cursor.copy(f"COPY signatures_to_insert ({columns}) FROM STDIN") as rows:
            values = attrgetter(*(field.attname for field in fields))
            for signature in signatures:
                rows.write_row(values(signature))
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM signatures_to_insert "  # noqa: S608 - the model's own names
            "ON CONFLICT DO NOTHING"
        )
        cursor.execute("DROP TABLE signatures_to_insert")
