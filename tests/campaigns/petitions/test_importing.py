"""Signatures from files: looked through, decided, added as a whole, and never twice."""

import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from campaigns.petitions import background, signing
from campaigns.petitions.counting import verify
from campaigns.petitions.exchange import importing
from campaigns.petitions.exchange.columns import match
from campaigns.petitions.exchange.exporting import COLUMNS, rows_of
from campaigns.petitions.models import (
    ConsentText,
    ExportPurpose,
    Import,
    ImportState,
    Person,
    Petition,
    PrivateFile,
    Sheet,
    SheetState,
    Signature,
    Status,
    count_signatures,
    private_storage,
)
from campaigns.petitions.sheets import check, enter
from campaigns.tables.reading import open_table
from campaigns.tables.refusing import Refusal, Unreadable
from campaigns.tables.writing import write_table
from cms.access.models import User

HEADER = "Name;E-Mail;Land;Ort\r\n"
LIST = HEADER + (
    "Ada Example;ada@example.org;DE;Köln\r\n"
    "Ben Example;;Germany;Bonn\r\n"
    "홍길동;hong@example.org;대한민국;서울\r\n"
    "محمد مثال;;EG;القاهرة\r\n"
)


@pytest.fixture
def bring(petition: Petition, django_capture_on_commit_callbacks: Callable) -> Callable[..., Import]:
    """Begin an import, and let the worker look through it."""

    def begin(content: str | bytes, **values: Any) -> Import:
        brought = Import(
            petition=values.pop("petition", petition),
            file_name="list.csv",
            basis_note="Folder 1",
            **{"language": "de", **values},
        )
        data = content.encode() if isinstance(content, str) else content
        importing.begin(brought, io.BytesIO(data), None)
        background.do_work.call("import", brought.pk)
        brought.refresh_from_db()
        return brought

    return begin


def added(brought: Import) -> Import:
    importing.decide(brought, None)
    assert background.do_work.call("import", brought.pk)
    brought.refresh_from_db()
    return brought


def names(petition: Petition) -> list[str]:
    return sorted(signature.signer_name for signature in petition.signatures.confirmed())


def test_a_list_is_looked_through_first_and_added_when_somebody_decides(petition: Petition, bring: Callable) -> None:
    brought = bring(LIST)
    assert (brought.state, brought.numbers["to_add"], brought.numbers["rejected"]) == (ImportState.CHECKED, 4, 0)
    assert not petition.signatures.exists()
    assert count_signatures(petition).confirmed == 0
    added(brought)
    assert brought.state == ImportState.DONE
    assert count_signatures(petition).paper == 4
    assert "홍길동" in names(petition)
    signature = petition.signatures.get(country="KR")
    assert (signature.status, signature.source, signature.language) == (Status.CONFIRMED, "paper", "de")
    assert signature.brought_by == brought
    assert verify(petition) == []


@pytest.mark.parametrize("name", ["libreoffice.ods", "libreoffice.xlsx", "libreoffice.csv"])
def test_files_of_other_programs_are_brought_in(petition: Petition, bring: Callable, name: str) -> None:
    content = (Path(__file__).parents[1] / "tables" / "files" / name).read_bytes()
    brought = added(bring(content, country="KR"))
    assert brought.numbers["added"] == 3
    assert names(petition) == ["Jörg Beispiel", "محمد مثال", "홍길동"]
    assert petition.signatures.filter(signed_at__date="2026-05-01").count() == 1


def test_the_same_file_twice_adds_nothing(petition: Petition, bring: Callable) -> None:
    added(bring(LIST))
    with pytest.raises(importing.SameFile):
        bring(LIST)
    again = bring(LIST + "\r\n")
    assert (again.numbers["to_add"], again.numbers["in_paper"]) == (0, 4)
    with pytest.raises(importing.NotPossible):
        importing.decide(again, None)
    assert count_signatures(petition).confirmed == 4


def test_duplicates_are_told_apart_by_where_they_stand(
    petition: Petition, consent: ConsentText, bring: Callable
) -> None:
    online = signing.sign(
        petition, Person("Ada Example", "ada@example.org"), country="DE", language="en", consent=consent
    )
    signing.confirm(online.public_id)
    added(bring(HEADER + "Ben Example;;DE;Bonn\n"))
    brought = bring(
        HEADER
        + "Ada E.;A.D.A+tag@example.org;DE;\n"
        + "Ada Example;ADA+list@Example.org;DE;\n"
        + "example, BEN;;DE;\n"
        + "Cid Example;cid@example.org;DE;\n"
        + "Cid Example;cid@example.org;AT;\n"
        + "Dee Example;;DE;\n"
        + "Dee Example;;DE;\n"
        + "Dee Example;;AT;\n"
    )
    numbers = brought.numbers
    assert (numbers["in_web"], numbers["in_paper"], numbers["in_file"], numbers["to_add"]) == (1, 1, 2, 4)
    assert numbers["left_out"] == {"in_web": [3], "in_paper": [4], "in_file": [6, 8]}


def test_people_of_one_name_are_different_where_somebody_says_so_and_still_once(
    petition: Petition, bring: Callable
) -> None:
    rows = HEADER + "Kim Example;;KR;\nKim Example;;KR;\nKim Example;;KR;\n"
    added(bring(rows, counts_namesakes=True))
    assert count_signatures(petition).confirmed == 3
    again = bring(rows + "\n", counts_namesakes=True)
    assert again.numbers["to_add"] == 0


def test_who_only_waited_for_the_mail_counts_by_hand(petition: Petition, consent: ConsentText, bring: Callable) -> None:
    signing.sign(petition, Person("Ada Example", "ada@example.org"), country="DE", language="en", consent=consent)
    added(bring(LIST))
    assert petition.signatures.filter(status=Status.PENDING).count() == 0
    assert count_signatures(petition).confirmed == 4


def test_a_mailbox_that_wants_no_mail_is_not_brought_in_again(
    petition: Petition, consent: ConsentText, bring: Callable
) -> None:
    signature = signing.sign(
        petition, Person("Ada Example", "ada@example.org"), country="DE", language="en", consent=consent
    )
    signing.deny(signature.public_id)
    brought = bring(LIST)
    assert (brought.numbers["unwanted"], brought.numbers["to_add"]) == (1, 3)


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (";ada@example.org;DE;", "Name", "Enter the name"),
        ("=HYPERLINK(1);ada@example.org;DE;", "Name", "does not begin with"),
        ("12345;ada@example.org;DE;", "Name", "Enter the name"),
        ("Ada;not an address;DE;", "E-Mail", "like name@example.org"),
        ("Ada;;Atlantis;", "Land", "two letters"),
        ("Ada;;;", "Land", "Enter the country"),
        (f"{'A' * 201};;DE;", "Name", "at most 200"),
    ],
)
def test_rows_that_cannot_be_added_say_how_to_mend_them(
    petition: Petition, bring: Callable, row: str, column: str, says: str
) -> None:
    brought = bring(HEADER + row + "\nBen Example;;DE;\n")
    assert (brought.numbers["rejected"], brought.numbers["to_add"]) == (1, 1)
    number, where, value, advice = brought.problems[0]
    assert (number, where) == (2, column)
    assert says in advice
    assert value == row.split(";")[["Name", "E-Mail", "Land", "Ort"].index(column)]
    rejected = open_table(io.BytesIO(b"".join(brought.rejected.pieces())))
    assert rejected.header[-1] == "What to mend"
    (_number, cells), *others = rejected.rows
    assert (list(cells[:4]), others) == ([*row.split(";")], [])
    added(brought)
    assert names(petition) == ["Ben Example"]


def test_rejected_rows_are_mended_and_loaded_again(petition: Petition, bring: Callable) -> None:
    added(bring(HEADER + "Ada Example;wrong;DE;Köln\nBen Example;;DE;Bonn\n"))
    brought = Import.objects.get()
    mended = b"".join(brought.rejected.pieces()).decode("utf-8-sig").replace("wrong", "ada@example.org")
    again = added(bring(mended))
    assert again.numbers["added"] == 1
    assert names(petition) == ["Ada Example", "Ben Example"]


def test_columns_are_known_in_every_language_and_can_be_put_right(petition: Petition, bring: Callable) -> None:
    assert match(["Nachname", "Vorname", "E-Mail-Adresse", "Land"]) == ["last_name", "first_name", "email", "country"]
    assert match(["Name", "Vorname", "Land"]) == ["last_name", "first_name", "country"]
    assert match(["Имя", "Фамилия"]) == ["first_name", "last_name"]
    assert match(["이름", "국가"]) == ["name", "country"]
    assert match(["الاسم", "البلد"]) == ["name", "country"]
    assert match(["Name", "name", "Shoe size"]) == ["name", "", ""]
    brought = bring("Wer;Woher\nAda Example;DE\n")
    assert brought.numbers["rejected"] == 1
    with pytest.raises(importing.NoName):
        importing.look_again(brought, ["", "country"], brought.encoding, brought.delimiter, {})
    importing.look_again(brought, ["name", "country"], brought.encoding, brought.delimiter, {})
    background.do_work.call("import", brought.pk)
    brought.refresh_from_db()
    assert brought.numbers["to_add"] == 1


def test_another_encoding_can_be_chosen(petition: Petition, bring: Callable) -> None:
    brought = bring("Name;Land\nJosé Muñoz;ES\n".encode("cp1252"))
    assert brought.encoding == "cp1252"
    importing.look_again(brought, ["name", "country"], "cp1250", ";", {})
    background.do_work.call("import", brought.pk)
    brought.refresh_from_db()
    assert (brought.encoding, brought.numbers["to_add"]) == ("cp1250", 1)


def test_nothing_is_kept_that_the_petition_does_not_ask(petition: Petition, bring: Callable) -> None:
    added(bring("Name;Country;Place;Comment\nAda Example;DE;Köln;Because\n"))
    signature = petition.signatures.get()
    assert (signature.person.place, signature.person.comment) == ("", "")


def test_import_export_import_is_the_identity(petition: Petition, bring: Callable) -> None:
    Petition.objects.filter(pk=petition.pk).update(asks_place=True, asks_comment=True)
    petition.refresh_from_db()
    other = Petition.objects.create(reference="other", asks_place=True, asks_comment=True)
    rows = (
        "name,email,place,country,language,comment,signed_on,wants_updates\n"
        "O'Hara-Example,o@example.org,'t Zand,NL,nl,\"=1+1, she said\n@home\",2026-05-01,yes\n"
        "محمد مثال,,القاهرة,EG,ar,,2026-05-02,no\n"
        '홍길동,hong@example.org,서울,KR,ko,"-5 °C, “cold”",31.05.2026,no\n'
    )
    added(bring(rows, petition=petition))
    exports = []
    for source, target in ((petition, other), (other, None)):
        content = io.BytesIO()
        columns = COLUMNS[ExportPurpose.FULL]
        write_table("csv", columns, rows_of(source, ExportPurpose.FULL, {}), content)
        table = open_table(content)
        place = columns.index("confirmed_at")
        exports.append([cells[:place] for _number, cells in table.rows])
        if target:
            added(bring(content.getvalue(), petition=target))
    assert exports[0] == exports[1]
    assert exports[0][0][5] == "=1+1, she said\n@home"


def test_rows_of_a_sheet_count_in_place_of_its_lines(petition: Petition, bring: Callable) -> None:
    first, second = User.objects.create_user("first"), User.objects.create_user("second")
    sheet = Sheet(
        petition=petition,
        number="B-1",
        collected_on=datetime.date(2026, 5, 1),
        country="DE",
        language="de",
        valid_lines=3,
    )
    enter(sheet, first)
    rows = "Name;Country;Sheet number\nAda Example;DE;b-1\nBen Example;DE;B-1\nCid Example;DE;B-9\n"
    waiting = bring(rows)
    assert next(advice for *_place, advice in waiting.problems).startswith("This sheet still waits")
    check(sheet, second, 3)
    assert count_signatures(petition).paper == 3
    brought = added(bring(rows + "\n"))
    sheet.refresh_from_db()
    assert (brought.numbers["added"], brought.numbers["rejected"], sheet.state) == (2, 1, SheetState.TYPED)
    assert count_signatures(petition).paper == 2
    assert verify(petition) == []
    importing.undo(brought, first, "The wrong pile")
    sheet.refresh_from_db()
    assert (sheet.state, count_signatures(petition).paper) == (SheetState.COUNTED, 3)
    assert verify(petition) == []


def test_a_sheet_has_no_more_rows_than_valid_lines(petition: Petition, bring: Callable) -> None:
    first, second = User.objects.create_user("first"), User.objects.create_user("second")
    sheet = Sheet(
        petition=petition, number="B-1", collected_on=timezone.localdate(), country="DE", language="de", valid_lines=1
    )
    enter(sheet, first)
    check(sheet, second, 1)
    brought = bring("Name;Country;Sheet number\nAda Example;DE;B-1\nBen Example;DE;B-1\n")
    assert (brought.numbers["to_add"], brought.numbers["rejected"]) == (1, 1)
    added(brought)
    more = bring("Name;Country;Sheet number\nCid Example;DE;B-1\n")
    assert (more.numbers["to_add"], more.numbers["no_line"]) == (0, 1)
    assert count_signatures(petition).paper == 1
    assert verify(petition) == []


def test_an_import_can_be_taken_back_as_if_it_had_never_been(petition: Petition, bring: Callable) -> None:
    brought = added(bring(LIST))
    importing.undo(brought, None, "The wrong list")
    assert not Signature.objects.exists()
    assert count_signatures(petition).confirmed == 0
    assert verify(petition) == []
    assert not PrivateFile.objects.exists()
    assert bring(LIST).numbers["to_add"] == 4


def test_what_fails_in_the_middle_leaves_nothing(
    petition: Petition, bring: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = bring(LIST)
    importing.decide(brought, None)

    def broken(*_arguments: Any) -> int:
        raise RuntimeError("Ada Example")

    monkeypatch.setattr(importing, "count_brought", broken)
    background.do_work.call("import", brought.pk)
    brought.refresh_from_db()
    assert brought.state == ImportState.REFUSED
    assert "could not be read" in str(brought.why_refused)
    assert not petition.signatures.exists()


def test_work_a_killed_worker_left_is_taken_up_again(
    petition: Petition, bring: Callable, django_capture_on_commit_callbacks: Callable
) -> None:
    brought = bring(LIST)
    importing.decide(brought, None)
    assert background.resume() == 0
    Import.objects.update(queued_at=timezone.now() - background.LEFT_TO_THE_QUEUE * 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert background.resume() == 1
    brought.refresh_from_db()
    assert brought.state == ImportState.DONE
    assert background.do_work.call("import", brought.pk) is False
    assert count_signatures(petition).confirmed == 4


def test_work_that_kills_every_worker_is_given_up(petition: Petition, bring: Callable) -> None:
    brought = bring(LIST)
    importing.decide(brought, None)
    Import.objects.update(attempts=background.MOST_ATTEMPTS)
    background.do_work.call("import", brought.pk)
    brought.refresh_from_db()
    assert brought.state == ImportState.REFUSED


def test_what_cannot_be_read_is_refused_at_once(petition: Petition, bring: Callable) -> None:
    with pytest.raises(Unreadable) as refused:
        bring(b"%PDF-1.7 not a table")
    assert refused.value.reason == Refusal.WRONG_TYPE
    assert not Import.objects.exists()
    assert not PrivateFile.objects.exists()


def test_files_are_sealed_where_they_lie(petition: Petition, bring: Callable) -> None:
    brought = bring(LIST)

    with private_storage().open(brought.file.path) as stored:
        assert b"Ada" not in stored.read()
    assert b"".join(brought.file.pieces()).decode() == LIST


def test_from_the_shell(petition: Petition, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST + "Wrong;no address;DE;\n", encoding="utf-8")
    call_command("import_signatures", petition.reference, str(path), "--note", "Folder 1", "--dry-run")
    said = capsys.readouterr().out
    assert "to_add: 4" in said
    assert "row 6, E-Mail" in said
    assert "no address" not in said
    assert not petition.signatures.exists()
    call_command("import_signatures", petition.reference, str(path), "--note", "Folder 1")
    assert "4 signatures added" in capsys.readouterr().out
    call_command("import_signatures", petition.reference, str(path), "--note", "Folder 1")
    assert "Nothing to add" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("import_signatures", "unknown", str(path), "--note", "x")
    with pytest.raises(CommandError):
        call_command("import_signatures", petition.reference, str(tmp_path / "none"), "--note", "x")
