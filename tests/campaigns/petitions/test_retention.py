"""What is deleted when: nothing personal is left in any table, and a restored backup forgets again."""

import datetime
import json
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from campaigns.petitions import journal, retention, signing
from campaigns.petitions.counting import verify
from campaigns.petitions.models import (
    ConsentText,
    Erasure,
    Import,
    OutgoingMail,
    Person,
    Petition,
    PrivateFile,
    Purge,
    Sheet,
    Signature,
    Status,
    Suppression,
    count_signatures,
    private_storage,
)

CANARY = "Canary Example"


@pytest.fixture
def signature(petition: Petition, consent: ConsentText) -> Signature:
    Petition.objects.update(asks_place=True, asks_comment=True)
    petition.refresh_from_db()
    person = Person(CANARY, "canary@example.org", "Canary Town", "A canary sings")
    signature = signing.sign(petition, person, country="DE", language="en", consent=consent, wants_updates=True)
    signing.confirm(signature.public_id)
    signature.refresh_from_db()
    return signature


def ended(petition: Petition, months: int = 7) -> None:
    closed = timezone.now() - datetime.timedelta(days=31 * months)
    Petition.objects.filter(pk=petition.pk).update(opens_at=None, closes_at=closed)


def everything_stored() -> str:
    """Every value of every row of every table of ours and of the task queue, as text."""
    values: list[Any] = []
    for model in apps.get_models():
        if model._meta.managed and model._meta.db_table in connection.introspection.table_names():
            values += model._base_manager.values_list(*[field.attname for field in model._meta.concrete_fields])
    return json.dumps(values, default=lambda value: value.hex() if isinstance(value, bytes) else str(value))


def test_after_its_time_a_petition_keeps_its_number_and_no_name(
    petition: Petition, signature: Signature, django_capture_on_commit_callbacks: Any
) -> None:
    email_key, person_key = bytes(signature.email_key).hex(), bytes(signature.person_key).hex()
    sealed = bytes(signature.sealed_person).hex()
    scan = PrivateFile.objects.keep("scan.pdf", "application/pdf", [b"%PDF"])
    Sheet.objects.create(
        petition=petition,
        number="B-1",
        collector="Canary collector",
        place="Canary market",
        collected_on=timezone.localdate(),
        country="DE",
        language="de",
        valid_lines=1,
        scan=scan,
    )
    rejected = PrivateFile.objects.keep("rejected.csv", "text/csv", [b"Canary"])
    brought = Import.objects.create(
        petition=petition, file_name="list.csv", basis_note="x", language="de", file_key=b"x", rejected=rejected
    )
    brought.problems = [[2, "Name", "Canary", "Mend"]]
    brought.save()
    Suppression.objects.create(petition=petition, email_key=b"canary")
    assert email_key in everything_stored()
    ended(petition)
    due = retention.count_due()
    assert (due.anonymised, due.sheets, due.imports, due.files, due.mails) == (1, 1, 1, 2, 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.erase_due() == due
    assert retention.erase_due().is_nothing
    left = everything_stored()
    for trace in (email_key, person_key, sealed, "anary"):
        assert trace not in left
    assert not private_storage().listdir("files")[1]
    assert count_signatures(petition).confirmed == 1
    assert verify(petition) == []
    assert Purge.objects.get().numbers["anonymised"] == 1


def test_a_dry_run_counts_what_is_done_even_where_only_files_hang_on_it(petition: Petition) -> None:
    for number in ("B-1", "B-2"):
        Sheet.objects.create(
            petition=petition,
            number=number,
            collected_on=timezone.localdate(),
            country="DE",
            language="de",
            valid_lines=1,
            scan=PrivateFile.objects.keep("scan.pdf", "application/pdf", [b"%PDF"]),
        )
    ended(petition)
    due = retention.count_due()
    assert (due.sheets, due.files) == (2, 2)
    assert retention.erase_due() == due


def test_nothing_is_touched_before_its_time(petition: Petition, signature: Signature) -> None:
    ended(petition, months=3)
    assert retention.count_due().is_nothing
    assert retention.erase_due().is_nothing
    assert not Purge.objects.exists()


def test_a_dry_run_changes_nothing(
    petition: Petition, signature: Signature, capsys: pytest.CaptureFixture[str]
) -> None:
    ended(petition)
    call_command("purge", "--dry-run")
    assert "anonymised: 1" in capsys.readouterr().out
    signature.refresh_from_db()
    assert signature.status == Status.CONFIRMED
    call_command("purge")
    assert "anonymised: 1" in capsys.readouterr().out
    signature.refresh_from_db()
    assert signature.status == Status.ANONYMISED


def test_it_goes_on_where_it_was_interrupted(
    petition: Petition, signature: Signature, consent: ConsentText, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        other = signing.sign(
            petition, Person("Ada", f"ada{number}@example.org"), country="DE", language="en", consent=consent
        )
        signing.confirm(other.public_id)
    ended(petition)
    monkeypatch.setattr(retention, "BATCH", 2)
    real, calls = retention.anonymise, []

    def breaks_once(*arguments: Any) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise ConnectionError
        return real(*arguments)

    monkeypatch.setattr(retention, "anonymise", breaks_once)
    with pytest.raises(ConnectionError):
        retention.erase_due()
    assert petition.signatures.filter(status=Status.ANONYMISED).count() == 2
    assert retention.erase_due().anonymised == 4
    assert verify(petition) == []


def test_files_go_when_their_time_is_over(db: None, django_capture_on_commit_callbacks: Any) -> None:
    kept = PrivateFile.objects.keep("a", "text/plain", [b"a"], timezone.now() + datetime.timedelta(days=1))
    PrivateFile.objects.keep("b", "text/plain", [b"b"], timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.erase_due().files == 1
    assert PrivateFile.objects.get() == kept
    assert str(kept.key) in private_storage().listdir("files")[1]


@pytest.mark.parametrize("act", ["withdraw", "deny", "erase"])
def test_a_restored_backup_forgets_again(
    petition: Petition, signature: Signature, act: str, django_capture_on_commit_callbacks: Any
) -> None:
    backup = {model: list(model.objects.values()) for model in (Signature, OutgoingMail, Suppression, Erasure)}
    with django_capture_on_commit_callbacks(execute=True):
        getattr(signing, act)(signature.public_id)
    for model in reversed(backup):
        model.objects.all().delete()
    for model, rows in backup.items():
        model.objects.bulk_create([model(**row) for row in rows])
    signature.refresh_from_db()
    assert signature.signer_name == CANARY
    call_command("replay_erasures", timezone.now().date().isoformat(), verbosity=0)
    signature.refresh_from_db()
    assert (signature.status, signature.person) == (Status.WITHDRAWN, None)
    assert Suppression.objects.exists() == (act != "withdraw")
    assert retention.bring_up_to_date(timezone.now().date()) == 0


def test_the_journal_is_written_later_where_it_could_not_be_at_once(
    signature: Signature, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def away() -> Any:
        raise OSError

    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(journal, "private_storage", away)
        signing.withdraw(signature.public_id)
    today = timezone.now().date()
    assert not list(journal.read_journal(today))
    call_command("housekeeping", verbosity=0)
    assert [public_id for public_id, _kind in journal.read_journal(today)] == [signature.public_id]
    assert not list(journal.read_journal(today + datetime.timedelta(days=1)))
    name = private_storage().listdir(f"erasures/{today}")[1]
    assert name == [f"{signature.public_id}.withdrawn"]


def test_files_nobody_knows_of_are_swept_away(db: None) -> None:
    known = PrivateFile.objects.keep("a", "text/plain", [b"a"])
    with transaction.atomic():
        PrivateFile.objects.keep("b", "text/plain", [b"b"])
        transaction.set_rollback(True)
    assert len(private_storage().listdir("files")[1]) == 2
    assert PrivateFile.objects.sweep(timezone.now() - datetime.timedelta(days=1)) == 0
    assert PrivateFile.objects.sweep(timezone.now()) == 1
    assert private_storage().listdir("files")[1] == [str(known.key)]
