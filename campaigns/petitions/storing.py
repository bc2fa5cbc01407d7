"""A new signature and the mail it owes in one statement: one round trip and one commit for what happens most.

PostgreSQL alone can insert into two tables at once; elsewhere `signing` takes its longer way.
"""

from functools import cache
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Field

from .models import MailKind, OutgoingMail, Signature, Suppression


def store_with_mail(signature: Signature) -> bool:
    """Store a new signature and the mail that asks to confirm it.

    False if nothing was stored: this database cannot, the mailbox has signed already, or its owner does not want to be
    written to. Which of them it was, the caller has to find out.
    """
    if connection.vendor != "postgresql":
        return False
    row, mail = _values(signature), _values(OutgoingMail(kind=MailKind.CONFIRM))
    values = [*row.values(), signature.petition_id, signature.email_key, *mail.values()]
    stored = _execute_prepared(_statement(tuple(row), tuple(mail)), values)
    if stored:
        signature.pk = stored[0]
    return stored is not None


def _execute_prepared(statement: str, values: list[Any]) -> tuple[Any, ...] | None:
    """The first row it returns. The server parses and plans it once for each connection, not for each signature."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement, values, prepare=True).fetchone()


def _values(row: Signature | OutgoingMail) -> dict[Field, Any]:
    """What is to be stored, by field. The rest is NULL without being said."""
    values = {field: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {field: field.get_db_prep_save(value, connection) for field, value in values.items() if value is not None}


@cache
def _statement(of_signature: tuple[Field, ...], of_mail: tuple[Field, ...]) -> str:
    """The statement that takes the values of these fields."""
    return f"""
        WITH stored AS (
            INSERT INTO {Signature._meta.db_table} ({_columns(of_signature)}) SELECT {_places(of_signature)}
            WHERE NOT EXISTS (
                SELECT FROM {Suppression._meta.db_table} WHERE petition_id = %s::bigint AND email_key = %s::bytea
            )
            ON CONFLICT DO NOTHING
            RETURNING id
        )
        INSERT INTO {OutgoingMail._meta.db_table} (signature_id, {_columns(of_mail)})
        SELECT id, {_places(of_mail)} FROM stored
        RETURNING signature_id
    """  # noqa: S608 - made of names in our own models


def _columns(fields: tuple[Field, ...]) -> str:
    return ", ".join(str(field.column) for field in fields)


def _places(fields: tuple[Field, ...]) -> str:
    return ", ".join(f"%s::{field.cast_db_type(connection)}" for field in fields)
