"""A new signature and the mail it owes in one statement: one round trip and one commit for what happens most.

PostgreSQL alone can insert into two tables at once; elsewhere `signing` takes its longer way.
"""

from functools import cache
from typing import Any

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
    mail = OutgoingMail(kind=MailKind.CONFIRM)
    signature_fields, mail_fields, statement = _statement()
    values = [*_values(signature, signature_fields), signature.petition_id, signature.email_key]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *_values(mail, mail_fields)])
        stored = cursor.fetchone()
    if stored:
        signature.pk = stored[0]
    return stored is not None


def _values(row: Signature | OutgoingMail, fields: list[Field]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


@cache
def _statement() -> tuple[list[Field], list[Field], str]:
    """The fields whose values it takes, and the statement."""
    of_signature = [field for field in Signature._meta.concrete_fields if not field.primary_key]
    of_mail = [field for field in OutgoingMail._meta.concrete_fields if field.name not in {"id", "signature"}]
    statement = f"""
        WITH stored AS (
            INSERT INTO {Signature._meta.db_table} ({_columns(of_signature)}) SELECT {_places(of_signature)}
            WHERE NOT EXISTS (SELECT FROM {Suppression._meta.db_table} WHERE petition_id = %s AND email_key = %s)
            ON CONFLICT DO NOTHING
            RETURNING id
        )
        INSERT INTO {OutgoingMail._meta.db_table} (signature_id, {_columns(of_mail)})
        SELECT id, {_places(of_mail)} FROM stored
        RETURNING signature_id
    """  # noqa: S608 - made of names in our own models
    return of_signature, of_mail, statement


def _columns(fields: list[Field]) -> str:
    return ", ".join(str(field.column) for field in fields)


def _places(fields: list[Field]) -> str:
    return ", ".join("%s" for _field in fields)
