"""A million signatures in one transaction, and a watch on how statements find theirs among them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from campaigns.articles.models import Delivery, Mailing
from campaigns.petitions.addresses import email_key
from campaigns.petitions.counting import correct, roll_up, verify
from campaigns.petitions.models import (
    COUNTED_STATUSES,
    ConsentText,
    OutgoingMail,
    Person,
    Petition,
    Signature,
    Status,
    Suppression,
    Tally,
    TallyEntry,
)
from campaigns.petitions.namesakes import person_key

MILLION = 1_000_000
# A list shows 50, and 100 are confirmed at once: so many can be unsealed at each end of every list.
SHOWN = 100
WITH_NAMES = (Status.CONFIRMED, Status.PENDING, Status.HELD, Status.INVALIDATED)
GROWING = tuple(model._meta.db_table for model in (Signature, OutgoingMail, Delivery, Suppression))
EXPLAINABLE = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
COUNTED = (*GROWING, *(model._meta.db_table for model in (Tally, TallyEntry)))

# A year of signatures, one of ten on another petition; the latest 2.5 %, some nine days, have pending ones among them.
# Keys rise with n: nobody looks for a range of them, and indexes grow far quicker at their end than all over.
SIGNATURES = f"""
    INSERT INTO {Signature._meta.db_table} (
        petition_id, public_id, source, status, status_since, risk, email_key, person_key, sealed_person, country,
        language, consent_id, wants_updates, signed_at, confirmed_at
    )
    SELECT
        CASE WHEN n %% 10 = 0 THEN %(other)s ELSE %(petition)s END,
        lpad(to_hex(n), 32, '0')::uuid, 'web', status, at, CASE status WHEN 'held' THEN 'trap' ELSE '' END,
        CASE WHEN has_name THEN decode(lpad(to_hex(n), 64, '0'), 'hex') END,
        CASE WHEN has_name THEN decode(lpad(to_hex(n), 64, '0'), 'hex') END,
        CASE WHEN has_name THEN %(sealed)s::bytea END,
        (ARRAY['DE', 'FR', 'KR', 'PL', 'ES', 'EG', 'UA'])[1 + n %% 7], (ARRAY['de', 'en', 'fr'])[1 + n %% 3],
        %(consent)s, status = 'confirmed' AND n %% 4 = 0, at,
        CASE WHEN status NOT IN ('pending', 'held') THEN at END
    FROM (
        SELECT n, at, status,
            status IN ('confirmed', 'pending', 'held') OR status = 'invalidated' AND n > %(size)s * 0.9 AS has_name
        FROM (
            SELECT n, now() - (%(size)s - n) * interval '31 seconds' AS at, CASE
                WHEN n > %(size)s * 0.975 AND n %% 100 BETWEEN 61 AND 90 THEN 'pending'
                WHEN n %% 200 = 51 THEN 'held'
                WHEN n %% 100 = 52 THEN 'invalidated'
                WHEN n %% 100 IN (53, 54) THEN 'withdrawn'
                ELSE 'confirmed'
            END AS status
            FROM generate_series(%(first)s, %(size)s) AS n
        ) AS standing
    ) AS named
"""  # noqa: S608 - the table's name comes from the model
# Each has been asked to confirm; a few thousand mails wait for another attempt.
MAILS = f"""
    INSERT INTO {OutgoingMail._meta.db_table} (signature_id, kind, state, attempts, not_before, created_at, sent_at)
    SELECT id, 'confirm', CASE mod(id, 500) WHEN 0 THEN 'queued' ELSE 'sent' END, 1,
        CASE mod(id, 500) WHEN 0 THEN now() + interval '1 hour' ELSE signed_at END, signed_at, signed_at
    FROM {Signature._meta.db_table} AS signature
    WHERE NOT EXISTS (SELECT FROM {OutgoingMail._meta.db_table} WHERE signature_id = signature.id) ORDER BY id
"""  # noqa: S608
DELIVERIES = f"""
    INSERT INTO {Delivery._meta.db_table} (mailing_id, signature_id, state, attempts, not_before)
    SELECT %s, id, 'planned', 0, now() FROM {Signature._meta.db_table}
    WHERE status = 'confirmed' AND wants_updates ORDER BY id
"""  # noqa: S608
# Of those who denied, the mailbox is all that is left.
SUPPRESSIONS = f"""
    INSERT INTO {Suppression._meta.db_table} (petition_id, email_key, created_at)
    SELECT %s, sha256(n::text::bytea), now() FROM generate_series(%s + 1, %s) AS n
"""  # noqa: S608


def named(petition: Petition, consent: ConsentText, first: int) -> list[Signature]:
    """`SHOWN` signatures of each status that names somebody, three days old, as people make them."""
    made, at = [], timezone.now() - timedelta(days=3)
    for number in range(first, first + SHOWN * len(WITH_NAMES)):
        status = WITH_NAMES[number % len(WITH_NAMES)]
        person = Person(f"Person {number} Example", f"person{number}@example.org")
        signature = Signature(petition=petition, consent=consent, status=status, country="DE", language="en")
        signature.signed_at = signature.status_since = at
        signature.confirmed_at = at if status in COUNTED_STATUSES else None
        signature.wants_updates = status == Status.CONFIRMED
        signature.email_key = email_key(petition.pk, person.email)
        signature.person_key = person_key(petition.pk, person.name, person.place, "DE")
        signature.person = person
        made.append(signature)
    return Signature.objects.bulk_create(made)


def fill(petition: Petition, other: Petition, consent: ConsentText, first: int, size: int) -> None:
    """Signatures number `first` to `size`, with their mails. Of what is sealed in them nothing can be unsealed."""
    sealed = Signature.objects.confirmed().filter(petition=petition).values_list("sealed_person", flat=True)[0]
    values = {"petition": petition.pk, "other": other.pk, "consent": consent.pk, "sealed": bytes(sealed)}
    values |= {"first": first, "size": size}
    with unchecked(), connection.cursor() as cursor:
        cursor.execute(SIGNATURES, values)
        cursor.execute(MAILS)
        cursor.execute(SUPPRESSIONS, [petition.pk, first // 100, size // 100])


def plan_deliveries(mailing: Mailing) -> None:
    """A row for everybody who wants news, as a worker would have made them."""
    with unchecked(), connection.cursor() as cursor:
        cursor.execute(DELIVERIES, [mailing.pk])


@contextmanager
def unchecked() -> Iterator[None]:
    """Without looking for the petition of each of a million rows; by the owner of a test's server only."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def empty() -> None:
    """Begin with nothing, in new files: a rollback throws those away, and leaves nothing in the old ones."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(COUNTED)} CASCADE")


def count() -> None:
    """Bring tallies and what the planner knows up to date."""
    correct(verify())
    roll_up()
    connection.check_constraints()
    with connection.cursor() as cursor:
        # As a vacuum leaves them: what is dead cannot be cleared away by the transaction that let it die.
        cursor.execute(f"TRUNCATE {TallyEntry._meta.db_table}")
        cursor.execute(f"ANALYZE {', '.join(COUNTED)}")


@dataclass
class Watch:
    """Stands beside the database, and has each statement about one of the `GROWING` tables explained to it."""

    plans: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @contextmanager
    def on(self) -> Iterator["Watch"]:
        """Watch what is asked within."""
        with connection.execute_wrapper(self):
            yield self

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.look_at(sql, params[0] if many and params else params)
        return execute(sql, params, many, context)

    def look_at(self, sql: str, params: Sequence[Any] | None) -> None:
        """Have one statement explained, as the tables stand now."""
        if not sql.lstrip(" \n(").startswith(EXPLAINABLE) or not any(table in sql for table in GROWING):
            return
        # Not by Django's cursor: this very object would be asked again.
        with connection.connection.cursor() as cursor:
            plan = cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params).fetchone()[0][0]["Plan"]
        self.plans.append((sql, plan))

    @property
    def scans(self) -> list[str]:
        """The statements that read one of the tables from beginning to end, each with its cost as planned."""
        return [f"{plan['Total Cost']:,.0f}: {sql}" for sql, plan in self.plans if any(map(is_scan, nodes(plan)))]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node of a plan and all below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def is_scan(node: dict[str, Any]) -> bool:
    """Whether a node reads one of the tables from beginning to end."""
    return node["Node Type"] == "Seq Scan" and node["Relation Name"] in GROWING


def blocks_read() -> int:
    """How many blocks of the tables and their indexes this transaction has looked at so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_stat_get_xact_blocks_fetched(oid)) FROM pg_class WHERE oid = ANY(%(tables)s::regclass[]) "
            "OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = ANY(%(tables)s::regclass[]))",
            {"tables": list(COUNTED)},
        )
        return int(cursor.fetchone()[0])
