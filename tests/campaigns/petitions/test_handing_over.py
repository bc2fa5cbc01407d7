"""Packs: what is in them, that the number can be explained, and that the same moment makes the same bytes."""

import csv
import datetime
import hashlib
import io
import zipfile
from collections.abc import Callable

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from campaigns.petitions import background, packing, signing
from campaigns.petitions.handing_over import ask_for_pack, record
from campaigns.petitions.models import (
    ConsentText,
    Handover,
    HandoverMode,
    PackState,
    Person,
    Petition,
    PetitionPage,
    PrivateFile,
    Sheet,
    Signature,
)
from campaigns.petitions.sheets import check, enter
from cms.access.models import User

NAMES = ("Ada Example", "홍길동", "محمد مثال", "=1+1 Example")


@pytest.fixture
def signed(petition: Petition, consent: ConsentText) -> list[Signature]:
    Petition.objects.update(handover_mode=HandoverMode.NAMES)
    petition.refresh_from_db()
    signed = []
    for number, name in enumerate(NAMES):
        person = Person(name, f"person{number}@example.org")
        signature = signing.sign(petition, person, country="DE", language="en", consent=consent)
        signing.confirm(signature.public_id)
        signed.append(signature)
    return signed


@pytest.fixture
def handover(petition: Petition, signed: list[Signature]) -> Handover:
    handover = Handover(
        petition=petition,
        mode=HandoverMode.NAMES,
        recipients="Embassy of Examplia\n1 Example Street\nExample City",
        language="en",
        message="We ask for a meeting.",
        planned_for=datetime.date(2026, 5, 1),
        as_of=timezone.now(),
    )
    handover.full_clean()
    record(handover)
    return handover


def packed(handover: Handover) -> tuple[bytes, dict[str, bytes]]:
    ask_for_pack(handover, None)
    assert background.do_work.call("handover", handover.pk)
    handover.refresh_from_db()
    assert handover.state == PackState.READY
    content = b"".join(handover.pack.pieces())
    archive = zipfile.ZipFile(io.BytesIO(content))
    return content, {name: archive.read(name) for name in archive.namelist()}


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_pack_has_all_it_should_and_a_manifest_of_it(handover: Handover) -> None:
    content, files = packed(handover)
    assert list(files) == [
        "1-letter.pdf",
        "2-petition-en.pdf",
        "3-statistics.pdf",
        "3-statistics.csv",
        "4-signatures.pdf",
        "4-signatures.csv",
        "MANIFEST.sha256",
    ]
    sums = dict(reversed(line.split("  ")) for line in files.pop("MANIFEST.sha256").decode().splitlines())
    assert sums == {name: hashlib.sha256(file).hexdigest() for name, file in files.items()}
    assert handover.pack_digest == hashlib.sha256(content).hexdigest()
    letter = text_of(files["1-letter.pdf"])
    for words in ("Embassy of Examplia", "4 people had signed", "We ask for a meeting.", "has 4 names"):
        assert words in letter
    assert "Let those who fled stay" in text_of(files["2-petition-en.pdf"])
    names = table(files["4-signatures.csv"])
    assert names[0] == ["name", "country"]
    assert sorted(name for name, _country in names[1:]) == sorted([*NAMES[:3], f"'{NAMES[3]}"])
    roll = text_of(files["4-signatures.pdf"])
    assert "Ada Example" in roll
    assert "Germany" in roll
    assert ["Total", "", "", "4"] in table(files["3-statistics.csv"])
    assert ["Country", "DE", "Germany", "4"] in table(files["3-statistics.csv"])


def test_the_same_moment_makes_the_same_bytes(handover: Handover, consent: ConsentText) -> None:
    first, _files = packed(handover)
    later = signing.sign(
        handover.petition, Person("Later Example", "later@example.org"), country="AT", language="en", consent=consent
    )
    signing.confirm(later.public_id)
    second, files = packed(handover)
    assert first == second
    assert "Later" not in files["4-signatures.csv"].decode()
    assert PrivateFile.objects.count() == 1


def test_the_versions_people_signed_are_told_apart_where_there_are_more(
    handover: Handover, page: PetitionPage, consent: ConsentText
) -> None:
    _content, files = packed(handover)
    assert b"Wording" not in files["3-statistics.csv"]
    page = PetitionPage.objects.get(pk=page.pk)
    page.title = "Let everybody stay"
    page.save_revision().publish()
    later = Person("Later Example", "later@example.org")
    signature = signing.sign(page.petition, later, country="AT", language="en", consent=consent)
    assert signature is not None
    signing.confirm(signature.public_id)
    Handover.objects.update(as_of=timezone.now())
    _content, files = packed(Handover.objects.get())
    rows = table(files["3-statistics.csv"])
    assert ["Wording", "en-1", "English, version 1", "4"] in rows
    assert ["Wording", "en-2", "English, version 2", "1"] in rows


def test_who_withdrew_is_in_no_pack_made_afterwards(handover: Handover, signed: list[Signature]) -> None:
    first, _files = packed(handover)
    signing.withdraw(signed[0].public_id)
    second, files = packed(handover)
    assert first != second
    assert "Ada Example" not in files["4-signatures.csv"].decode()


def test_a_sensitive_petition_hands_over_its_number_only(petition: Petition, handover: Handover) -> None:
    Petition.objects.update(is_sensitive=True, handover_mode=HandoverMode.NUMBER)
    handover.petition.refresh_from_db()
    with pytest.raises(ValidationError):
        handover.full_clean()
    handover.mode = HandoverMode.NUMBER
    record(handover)
    _content, files = packed(handover)
    assert not [name for name in files if name.startswith("4-")]
    assert "no names" in text_of(files["1-letter.pdf"])
    assert not any(b"Ada Example" in file for file in files.values())


def test_paper_is_explained_beside_the_names(handover: Handover) -> None:
    first, second = User.objects.create_user("first"), User.objects.create_user("second")
    sheet = Sheet(
        petition=handover.petition,
        number="B-1",
        collected_on=datetime.date(2026, 5, 1),
        country="AT",
        language="de",
        valid_lines=7,
    )
    enter(sheet, first)
    check(sheet, second, 7)
    handover.as_of = timezone.now()
    record(handover)
    _content, files = packed(handover)
    letter = text_of(files["1-letter.pdf"])
    assert "11 people had signed" in letter
    assert "One sheet of paper has 7 of the signatures" in letter
    statistics = table(files["3-statistics.csv"])
    for by in ("Country", "Language", "Source", "Month"):
        assert sum(int(row[3]) for row in statistics if row[0] == by) == 11


def test_names_erased_since_are_counted_and_said(handover: Handover) -> None:
    signing.anonymise(handover.petition, 1)
    _content, files = packed(handover)
    letter = text_of(files["1-letter.pdf"])
    assert "4 people had signed" in letter
    assert "has 3 names" in letter
    assert "1 name has been erased since" in letter


def test_a_pack_is_made_anew_if_somebody_withdrew_between_counting_and_listing(
    handover: Handover, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tried = packing.statistics_of, []

    def wrong_at_first(handover: Handover) -> packing.Statistics:
        numbers = real(handover)
        tried.append(numbers)
        numbers.named += len(tried) == 1
        return numbers

    monkeypatch.setattr(packing, "statistics_of", wrong_at_first)
    packed(handover)
    assert len(tried) == 2
    monkeypatch.setattr(packing, "MOST_TRIES", 0)
    ask_for_pack(handover, None)
    background.do_work.call("handover", handover.pk)
    handover.refresh_from_db()
    assert handover.state == PackState.FAILED


def test_changing_what_is_packed_throws_the_pack_away(handover: Handover) -> None:
    packed(handover)
    handover.place = "Example City"
    record(handover)
    assert handover.state == PackState.READY
    handover.message = "Another sentence."
    record(handover)
    assert (handover.state, handover.pack) == (PackState.NONE, None)
    assert not PrivateFile.objects.exists()


def test_places_go_along_where_that_was_promised(handover: Handover) -> None:
    Petition.objects.update(handover_mode=HandoverMode.NAMES_AND_PLACES)
    handover.mode = HandoverMode.NAMES_AND_PLACES
    record(handover)
    assert table(packed(handover)[1]["4-signatures.csv"])[0] == ["name", "place", "country"]


def test_the_petition_follows_its_handover_and_retention_starts_from_it(petition: Petition, handover: Handover) -> None:
    end = timezone.now() - datetime.timedelta(days=60)
    Petition.objects.update(closes_at=end)
    handover.petition.refresh_from_db()
    before = handover.petition.erases_at
    handover.delivered_on = timezone.localdate() - datetime.timedelta(days=10)
    record(handover)
    petition.refresh_from_db()
    assert (petition.outcome, petition.handed_over_on) == ("handed_over", handover.delivered_on)
    assert petition.erases_at is not None
    assert petition.erases_at > before
    handover.answered_on = timezone.localdate()
    record(handover)
    petition.refresh_from_db()
    assert petition.outcome == "answered"


def test_a_petition_that_was_won_stays_won(petition: Petition, handover: Handover) -> None:
    handover.petition.outcome = "won"
    handover.petition.save()
    handover.delivered_on = timezone.localdate()
    record(handover)
    petition.refresh_from_db()
    assert petition.outcome == "won"


def test_german_letters_are_german(handover: Handover, page: PetitionPage) -> None:
    handover.language = "de"
    record(handover)
    _content, files = packed(handover)
    letter = text_of(files["1-letter.pdf"])
    assert "Wir übergeben Ihnen die Petition" in letter
    assert "Deutschland" in text_of(files["4-signatures.pdf"])


def test_only_what_was_asked_for_is_done_once(handover: Handover, django_capture_on_commit_callbacks: Callable) -> None:
    ask_for_pack(handover, None)
    handover.refresh_from_db()
    asked = handover.asked_at
    ask_for_pack(handover, None)
    handover.refresh_from_db()
    assert handover.asked_at == asked
    with django_capture_on_commit_callbacks(execute=True):
        background.start(handover)
        background.start(handover)
    handover.refresh_from_db()
    assert (handover.state, handover.attempts) == (PackState.READY, 2)
