"""Import, export, handover and erasure as people in the office meet them."""

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from campaigns.petitions import signing
from campaigns.petitions.models import (
    ConsentText,
    Erasure,
    Export,
    Handover,
    HandoverMode,
    Import,
    ImportState,
    Petition,
    PetitionPage,
    Sheet,
    Signature,
    count_signatures,
)
from campaigns.petitions.tokens import Purpose, make_token
from tests.factories import UpdatePageFactory

from .test_admin import as_role, signature

__all__ = ["as_role", "signature"]
ROWS = "Name;E-mail address;Country\nAda Example;ada@example.org;DE\nBen Example;wrong;DE\n"


@pytest.fixture(autouse=True)
def after_commit(django_capture_on_commit_callbacks: Callable) -> Callable:
    """Let the worker do what is asked for."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def upload(content: str | bytes = ROWS, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def import_data(petition: Petition, **changes: Any) -> dict[str, Any]:
    data = {"petition": petition.pk, "basis": "paper", "basis_note": "Folder 1", "language": "de", "country": ""}
    return {**data, "upload": upload(), **changes}


def test_a_data_officer_brings_a_list_in(as_role: Callable, petition: Petition, after_commit: Callable) -> None:
    officer = as_role("Data officers")
    assert "Nothing is added before" in officer.get(reverse("imports:add")).content.decode()
    with after_commit():
        answer = officer.post(reverse("imports:add"), import_data(petition))
    brought = Import.objects.get()
    page = reverse("imports:inspect", args=[brought.pk])
    assert answer["Location"] == page
    shown = officer.get(page).content.decode()
    assert "Add 1 signature" in shown
    assert "Enter an e-mail address like name@example.org" in shown
    assert officer.get(page, {"progress": ""}).json()["is_working"] is False
    rejected = officer.get(reverse("imports:rejected", args=[brought.pk]))
    assert b"Ben Example" in b"".join(rejected.streaming_content)
    assert "no-store" in rejected["Cache-Control"]
    columns = {"column_0": "name", "column_1": "", "column_2": "country", "language": "de", "encoding": "utf-8"}
    twice = officer.post(page, {"act": "look", **columns, "column_1": "name", "delimiter": ";"})
    assert twice.status_code == 422
    none = officer.post(page, {"act": "look", **columns, "column_0": "", "delimiter": ";"})
    assert "which column has the names" in none.content.decode()
    with after_commit():
        officer.post(page, {"act": "look", **columns, "delimiter": ";"})
    brought.refresh_from_db()
    assert brought.numbers["to_add"] == 2
    with after_commit():
        officer.post(page, {"act": "add"})
    assert count_signatures(petition).paper == 2
    assert "2 signatures added" in officer.get(page).content.decode()
    officer.post(page, {"act": "add"})
    assert count_signatures(petition).paper == 2
    assert officer.post(page, {"act": "undo", "reason": ""}).status_code == 422
    officer.post(page, {"act": "undo", "reason": "The wrong list"})
    assert count_signatures(petition).paper == 0
    history = officer.get("/admin/reports/site-history/").content.decode()
    assert "Ada Example" not in history


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7", "not a table"),
        (b"\x00\x01\x02", "do not belong into text"),
        (b"", "no table"),
        ("Name,name\nAda,Ada\n", "the same header"),
    ],
)
def test_files_that_cannot_be_read_are_refused_beside_the_field(
    as_role: Callable, petition: Petition, content: bytes, says: str
) -> None:
    answer = as_role("Data officers").post(
        reverse("imports:add"), import_data(petition, upload=upload(content or b" "))
    )
    assert says in answer.content.decode()
    assert not Import.objects.exists()


def test_a_file_is_thrown_away_or_known_again(as_role: Callable, petition: Petition, after_commit: Callable) -> None:
    officer = as_role("Data officers")
    for act in ("discard", "add"):
        with after_commit():
            officer.post(reverse("imports:add"), import_data(petition))
        with after_commit():
            officer.post(reverse("imports:inspect", args=[Import.objects.first().pk]), {"act": act})
    assert [brought.state for brought in Import.objects.order_by("pk")] == [ImportState.DISCARDED, ImportState.DONE]
    again = officer.post(reverse("imports:add"), import_data(petition))
    assert "nothing new in it" in again.content.decode()


def test_numbers_are_for_everybody_and_names_for_data_officers(
    as_role: Callable, petition: Petition, signature: Signature, after_commit: Callable
) -> None:
    signing.confirm(signature.public_id)
    asked = {"petition": petition.pk, "format": "csv", "reason": "Report"}
    viewer, officer = as_role("Viewers"), as_role("Data officers")
    refused = viewer.post(reverse("exports:add"), {**asked, "purpose": "full"})
    assert refused.status_code == 200
    assert not Export.objects.exists()
    for client, purpose in ((viewer, "numbers"), (officer, "full")):
        with after_commit():
            client.post(reverse("exports:add"), {**asked, "purpose": purpose, "country": "DE", "since": "2020-01-01"})
    full, numbers = Export.objects.order_by("-pk")
    content = b"".join(officer.get(reverse("exports:download", args=[full.pk])).streaming_content).decode("utf-8-sig")
    assert "canary@example.org" in content
    assert viewer.get(reverse("exports:download", args=[full.pk])).status_code == 302
    assert "data officers only" in viewer.get(reverse("exports:inspect", args=[full.pk])).content.decode()
    taken = b"".join(viewer.get(reverse("exports:download", args=[numbers.pk])).streaming_content).decode("utf-8-sig")
    assert taken.splitlines()[1].endswith("DE,en,web,1")
    entry = ModelLogEntry.objects.filter(action="petitions.exported").latest("pk")
    assert entry.comment == "full · csv · Report"
    assert "Download the file" in officer.get(reverse("exports:inspect", args=[full.pk])).content.decode()


def test_an_empty_file_and_days_the_wrong_way_round(
    as_role: Callable, petition: Petition, after_commit: Callable
) -> None:
    officer = as_role("Data officers")
    asked = {"petition": petition.pk, "format": "xlsx", "purpose": "names", "reason": "Report"}
    wrong = officer.post(reverse("exports:add"), {**asked, "since": "2026-02-01", "until": "2026-01-01"})
    assert "before the first one" in wrong.content.decode()
    Petition.objects.update(is_sensitive=True)
    assert "only numbers leave it" in officer.post(reverse("exports:add"), asked).content.decode()
    Petition.objects.update(is_sensitive=False)
    with after_commit():
        officer.post(reverse("exports:add"), asked)
    export = Export.objects.get()
    assert export.rows == 0
    export.file.delete()
    assert "kept for a day" in officer.get(reverse("exports:inspect", args=[export.pk])).content.decode()


def handover_data(petition: Petition, **changes: Any) -> dict[str, Any]:
    return {
        "petition": petition.pk,
        "mode": "number",
        "recipients": "Embassy of Examplia\r\n1 Example Street",
        "language": "en",
        "planned_for": "2026-05-01",
        "as_of": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "message": "",
        "place": "",
        **changes,
    }


def test_a_petition_is_handed_over_and_everybody_sees_it(
    as_role: Callable, page: PetitionPage, signature: Signature, client: Client, after_commit: Callable
) -> None:
    petition = page.petition
    signing.confirm(signature.public_id)
    Signature.objects.update(confirmed_at=timezone.now() - datetime.timedelta(days=1))
    publisher, officer = as_role("Publishers"), as_role("Data officers")
    wide = publisher.post(reverse("handovers:add"), handover_data(petition, mode="names"))
    assert "Signers were told" in wide.content.decode()
    late = publisher.post(reverse("handovers:add"), handover_data(petition, as_of="2999-01-01 00:00"))
    assert "still to come" in late.content.decode()
    Petition.objects.update(handover_mode=HandoverMode.NAMES)
    publisher.post(reverse("handovers:add"), handover_data(petition, mode="names"))
    handover = Handover.objects.get()
    shown = reverse("handovers:inspect", args=[handover.pk])
    assert "Make the pack" in publisher.get(shown).content.decode()
    with after_commit():
        publisher.post(shown)
    handover.refresh_from_db()
    assert (handover.state, handover.signatures) == ("ready", 1)
    fetch = reverse("handovers:download", args=[handover.pk])
    assert publisher.get(fetch).status_code == 302
    pack = zipfile.ZipFile(io.BytesIO(b"".join(officer.get(fetch).streaming_content)))
    assert b"Canary Example" in pack.read("4-signatures.csv")

    news = UpdatePageFactory(parent=page.get_parent(), title="What the embassy said")
    data = handover_data(
        petition,
        mode="names",
        as_of=timezone.localtime(handover.as_of).strftime("%Y-%m-%d %H:%M:%S"),
        delivered_on="2026-05-01",
        place="Example City",
        answered_on="2026-05-09",
        news=news.pk,
    )
    early = publisher.post(reverse("handovers:edit", args=[handover.pk]), {**data, "answered_on": "2026-04-01"})
    assert "An answer comes after" in early.content.decode()
    publisher.post(reverse("handovers:edit", args=[handover.pk]), data)
    petition.refresh_from_db()
    assert (petition.outcome, petition.handed_over_on) == ("answered", datetime.date(2026, 5, 1))
    public = client.get(page.url).content.decode()
    for words in ("May 1, 2026", "Example City", "Embassy of Examplia", "What the embassy said"):
        assert words in public
    news.unpublish()
    assert "What the embassy said" not in client.get(page.url).content.decode()
    mine = client.get(
        reverse("petitions:my", args=[petition.reference, make_token(Purpose.MANAGE, signature.public_id)])
    )
    assert "Embassy of Examplia" in mine.content.decode()
    assert "1 Example Street" not in public
    assert "Canary" not in public


def test_a_person_is_erased_everywhere_by_address(
    as_role: Callable, petition: Petition, signature: Signature, consent: ConsentText
) -> None:
    signing.confirm(signature.public_id)
    officer, url = as_role("Data officers"), reverse("erase_person:index")
    assert "No signature with this address" in officer.post(url, {"email": "nobody@example.org"}).content.decode()
    assert officer.post(url, {"email": "no address"}).status_code == 200
    found = officer.post(url, {"email": "CANARY+x@example.org"}).content.decode()
    assert petition.reference in found
    assert officer.post(url, {"email": "canary@example.org", "act": "erase"}).status_code == 422
    officer.post(url, {"email": "canary@example.org", "act": "erase", "reason": "By letter of May 1"})
    signature.refresh_from_db()
    assert (signature.status, signature.sealed_person, signature.person_key) == ("withdrawn", None, None)
    assert Erasure.objects.get().kind == "erased"
    assert count_signatures(petition).confirmed == 0
    entry = ModelLogEntry.objects.filter(action="petitions.erased").get()
    assert "canary" not in str(entry.data)


def test_a_scan_is_sealed_and_opened_by_data_officers_only(as_role: Callable, petition: Petition) -> None:
    data = {
        "petition": petition.pk,
        "number": "B-1",
        "collected_on": "2026-05-01",
        "valid_lines": "9",
        "country": "KR",
        "language": "ko",
    }
    editor, officer = as_role("Editors"), as_role("Data officers")
    wrong = editor.post(reverse("sheets:add"), {**data, "scan_file": upload(b"<svg/>", "scan.pdf")})
    assert "not a scan" in wrong.content.decode()
    editor.post(reverse("sheets:add"), {**data, "scan_file": upload(b"\x89PNG Canary", "scan.pdf")})
    sheet = Sheet.objects.get()
    address = reverse("sheets:scan", args=[sheet.pk])
    assert editor.get(address).status_code == 302
    assert "data officers can open it" in editor.get(reverse("sheets:inspect", args=[sheet.pk])).content.decode()
    scan = officer.get(address)
    assert (b"".join(scan.streaming_content), scan["Content-Type"]) == (b"\x89PNG Canary", "image/png")
    assert scan["Content-Disposition"].startswith("inline")
    assert ModelLogEntry.objects.filter(action="petitions.scan_opened").exists()


@pytest.mark.parametrize("role", ["Editors", "Publishers", "Viewers"])
def test_nobody_else_brings_names_in_or_erases(as_role: Callable, petition: Petition, role: str) -> None:
    client = as_role(role)
    for name in ("imports:index", "imports:add", "erase_person:index"):
        assert client.get(reverse(name)).status_code == 302
    assert "Erase a person" not in client.get("/admin/").content.decode()
