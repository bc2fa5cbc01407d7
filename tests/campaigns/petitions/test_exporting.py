"""Files of signatures: the columns of their purpose, the rows of their filters, nothing to calculate, a reason."""

import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.petitions import signing
from campaigns.petitions.exchange.exporting import COLUMNS, NumbersOnly, rows_of
from campaigns.petitions.models import ConsentText, ExportPurpose, Person, Petition
from campaigns.tables.reading import open_table

NUMBERS, NAMES, FULL = ExportPurpose.NUMBERS, ExportPurpose.NAMES, ExportPurpose.FULL


@pytest.fixture
def signed(petition: Petition, consent: ConsentText) -> Petition:
    for number, (name, country) in enumerate((("=1+1", "DE"), ("홍길동", "KR"), ("Ada Example", "DE"))):
        signature = signing.sign(
            petition, Person(name, f"person{number}@example.org"), country=country, language="en", consent=consent
        )
        signing.confirm(signature.public_id)
    signing.sign(petition, Person("Pending", "pending@example.org"), country="DE", language="en", consent=consent)
    return petition


def test_each_purpose_has_its_columns_and_no_more(signed: Petition) -> None:
    today = timezone.now().date().isoformat()
    assert list(rows_of(signed, NUMBERS, {})) == [(today, "DE", "en", "web", 2), (today, "KR", "en", "web", 1)]
    assert list(rows_of(signed, NAMES, {})) == [("=1+1", "DE"), ("홍길동", "KR"), ("Ada Example", "DE")]
    full = list(rows_of(signed, FULL, {}))
    assert {len(row) for row in full} == {len(COLUMNS[FULL])}
    assert [row[1] for row in full] == [f"person{number}@example.org" for number in range(3)]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"country": "KR"}, ["홍길동"]),
        ({"source": "paper"}, []),
        ({"language": "en", "country": "DE"}, ["=1+1", "Ada Example"]),
        ({"since": "2999-01-01"}, []),
        ({"until": "2999-01-01"}, ["=1+1", "홍길동", "Ada Example"]),
    ],
)
def test_filters_leave_out_what_they_say(signed: Petition, filters: dict[str, str], found: list[str]) -> None:
    assert [name for name, _country in rows_of(signed, NAMES, filters)] == found


def test_who_withdrew_is_in_no_file(signed: Petition) -> None:
    signing.withdraw(signed.signatures.get(country="KR").public_id)
    assert "홍길동" not in str(list(rows_of(signed, FULL, {})))


def test_no_names_leave_a_sensitive_petition(signed: Petition) -> None:
    Petition.objects.update(is_sensitive=True)
    signed.refresh_from_db()
    for purpose in (NAMES, FULL):
        with pytest.raises(NumbersOnly):
            rows_of(signed, purpose, {})
    assert sum(row[-1] for row in rows_of(signed, NUMBERS, {})) == 3
    with pytest.raises(CommandError, match="sensitive"):
        call_command("export_signatures", signed.reference, "--purpose", "names", "--reason", "x")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "json"])
def test_from_the_shell(signed: Petition, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"list.{kind}"
    how = ["--format", kind, "--output", str(path), "--purpose", "full", "--reason", "Report to the board"]
    call_command("export_signatures", signed.reference, *how)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    if kind == "json":
        assert [row["name"] for row in json.loads(content)] == ["=1+1", "홍길동", "Ada Example"]
    else:
        table = open_table(io.BytesIO(content))
        assert table.header == COLUMNS[FULL]
        assert [cells[0] for _number, cells in table.rows] == ["=1+1", "홍길동", "Ada Example"]
    if kind == "csv":
        assert b"\n'=1+1," in content
    entry: Any = ModelLogEntry.objects.get(action="petitions.exported")
    assert (entry.data["purpose"], entry.data["reason"]) == ("full", "Report to the board")
    with pytest.raises(CommandError, match="cannot be made"):
        call_command("export_signatures", signed.reference, *how)
    assert path.read_bytes() == content


def test_an_unknown_petition_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("export_signatures", "nowhere", "--reason", "x")
