from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule

from campaigns.petitions import background, correcting, invalidating, sheets, signing
from campaigns.petitions.counting import correct, roll_up, verify
from campaigns.petitions.exchange import importing
from campaigns.petitions.models import (
    ERASED_STATUSES,
    ERASED_VALUES,
    ConsentText,
    Import,
    Invalidation,
    Person,
    Petition,
    Rule,
    Sheet,
    Signature,
    Source,
    Status,
    Tally,
    TallyEntry,
    count_signatures,
    count_signatures_of,
)
from campaigns.petitions.retention import erase_due
from campaigns.petitions.signing import Act, NotPossible
from cms.access.models import User
from tests.factories import ConsentTextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirm(petition: Petition, consent: ConsentText) -> Callable[[int], Signature]:
    def confirm(number: int, country: str = "DE") -> Signature:
        signature = signing.sign(
            petition, Person("Example", f"person{number}@example.org"), country=country, language="en", consent=consent
        )
        signing.confirm(signature.public_id)
        return signature

    return confirm


def test_rolling_up_changes_where_numbers_stand_and_not_the_number(confirm: Callable, petition: Petition) -> None:
    for number in range(5):
        confirm(number, country="DE" if number < 3 else "KR")
    assert count_signatures(petition).confirmed == 5
    assert roll_up(batch=2) == 5
    assert not TallyEntry.objects.exists()
    assert dict(Tally.objects.values_list("country", "signatures")) == {"DE": 3, "KR": 2}
    assert count_signatures(petition).confirmed == 5


def test_several_petitions_are_counted_at_once(
    confirm: Callable, petition: Petition, django_assert_num_queries: Callable
) -> None:
    confirm(1)
    roll_up()
    confirm(2)
    other = Petition.objects.create(reference="other", goal=500)
    TallyEntry.objects.create(petition=other, day=date(2026, 5, 1), source=Source.PAPER, change=40)
    with django_assert_num_queries(1):
        counts = count_signatures_of([other, petition, other])
    assert [(count.web, count.paper) for count in counts] == [(0, 40), (2, 0), (0, 40)]
    assert [count.goal for count in counts] == [500, petition.goal, 500]


def test_rolling_up_again_adds_to_the_same_cells(confirm: Callable, petition: Petition) -> None:
    confirm(1)
    roll_up()
    signing.withdraw(confirm(2).public_id)
    roll_up()
    assert Tally.objects.get().signatures == 1


def test_rolling_up_costs_the_same_whatever_is_there(
    confirm: Callable, petition: Petition, django_assert_num_queries: Callable
) -> None:
    for size in (0, 300):
        Tally.objects.bulk_create(
            Tally(
                petition=petition,
                day=date(2020, 1, 1) + timedelta(day),
                country="FR",
                language="en",
                source="web",
                signatures=1,
            )
            for day in range(size)
        )
        confirm(size)
        with django_assert_num_queries(9):
            roll_up()


def test_verifying_finds_a_number_that_was_tampered_with_and_corrects_it(confirm: Callable, petition: Petition) -> None:
    confirm(1)
    roll_up()
    Tally.objects.update(signatures=4711)
    with pytest.raises(CommandError, match="1 cells differ"):
        call_command("verify_counts", stderr=StringIO())
    correct(verify())
    out = StringIO()
    call_command("verify_counts", petition.reference, stdout=out)
    assert "agree" in out.getvalue()
    assert count_signatures(petition).confirmed == 1


def test_an_unknown_petition_is_named() -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("verify_counts", "nowhere")


class LifeOfSignatures(RuleBasedStateMachine):
    """Any order of acts, online and on paper, of roll-ups and erasures leaves numbers that equal a recount."""

    signatures = Bundle("signatures")
    paper = Bundle("paper")
    rules = Bundle("rules")
    files = Bundle("files")

    def __init__(self) -> None:
        super().__init__()
        self.petition = Petition.objects.create(reference=Petition.objects.free_reference("machine"))
        self.consent = ConsentTextFactory()
        self.counted: set[object] = set()
        self.on_sheets: dict[object, int] = {}
        self.people = [User.objects.get_or_create(username=name)[0] for name in ("first", "second")]

    @rule(target=signatures, mailbox=st.integers(0, 5), risky=st.booleans())
    def sign(self, mailbox: int, risky: bool) -> object:
        person = Person("Example", f"person{mailbox}@example.org")
        signature = signing.sign(
            self.petition, person, country="DE", language="en", consent=self.consent, is_trapped=risky
        )
        return signature and signature.public_id

    @rule(public_id=signatures)
    def confirm(self, public_id: object) -> None:
        if public_id and signing.confirm(public_id) is signing.Confirmation.DONE:
            self._note(public_id)

    @rule(public_id=signatures, act=st.sampled_from([Act.RELEASE, Act.INVALIDATE, Act.RESTORE]))
    def review(self, public_id: object, act: Act) -> None:
        if public_id:
            try:
                signing.review(public_id, act)
            except NotPossible:
                return
            self._note(public_id)

    @rule(public_id=signatures)
    def withdraw(self, public_id: object) -> None:
        if public_id and signing.withdraw(public_id):
            self._note(public_id)

    @rule(public_id=signatures)
    def deny(self, public_id: object) -> None:
        if public_id and signing.deny(public_id):
            self._note(public_id)

    @rule(target=paper, lines=st.integers(1, 12))
    def enter_sheet(self, lines: int) -> object:
        number = f"S-{Sheet.objects.count()}"
        sheet = Sheet(
            petition=self.petition, number=number, collected_on=date(2026, 1, 1), country="DE", language="en",
            valid_lines=lines,
        )  # fmt: skip
        sheets.enter(sheet, self.people[0])
        return sheet.pk

    @rule(sheet_id=paper, person=st.integers(0, 1), lines=st.integers(1, 12))
    def check_sheet(self, sheet_id: object, person: int, lines: int) -> None:
        sheet = Sheet.objects.get(pk=sheet_id)
        with suppress(sheets.SamePerson, sheets.NotTheSameCount, sheets.NotPossible):
            sheets.check(sheet, self.people[person], lines)
            assert (person, lines) == (1, sheet.valid_lines)
            self.on_sheets[sheet_id] = lines

    @rule(sheet_id=paper)
    def undo_sheet(self, sheet_id: object) -> None:
        with suppress(sheets.NotPossible):
            sheets.undo(Sheet.objects.get(pk=sheet_id), self.people[0], "again")
            del self.on_sheets[sheet_id]

    @rule(sheet_id=paper, lines=st.integers(1, 12))
    def correct_sheet(self, sheet_id: object, lines: int) -> None:
        sheet = Sheet.objects.get(pk=sheet_id)
        sheet.valid_lines = lines
        with suppress(sheets.NotPossible):
            sheets.enter(sheet, self.people[0])
            assert sheet_id not in self.on_sheets

    @rule(target=files, mailboxes=st.sets(st.integers(0, 8), max_size=4), names=st.sets(st.integers(0, 3), max_size=2))
    def bring_in(self, mailboxes: set[int], names: set[int]) -> object:
        rows = [f"Example,person{mailbox}@example.org,DE" for mailbox in sorted(mailboxes)]
        rows += [f"Example {'abcd'[name]},,DE" for name in sorted(names)]
        content = "\n".join(["name,email,country", *rows, *["," * 2] * Import.objects.count()])
        brought = Import(petition=self.petition, file_name="list.csv", basis_note="Folder", language="en")
        try:
            importing.begin(brought, BytesIO(content.encode()), None)
            background.do_work.call("import", brought.pk)
            importing.decide(brought, None)
        except (importing.NotPossible, importing.SameFile):
            return None
        background.do_work.call("import", brought.pk)
        brought.refresh_from_db()
        assert brought.numbers["added"] == brought.numbers["to_add"]
        return brought.pk

    @rule(file_id=files)
    def take_back(self, file_id: object) -> None:
        with suppress(importing.NotPossible):
            if file_id:
                importing.undo(Import.objects.get(pk=file_id), self.people[0], "again")
                assert not Signature.objects.filter(brought_by=file_id).exists()

    @rule(file_id=files, number=st.integers(0, 3))
    def erase_one_of_a_file(self, file_id: object, number: int) -> None:
        public_ids = Signature.objects.filter(brought_by=file_id).order_by("pk").values_list("public_id", flat=True)
        if file_id and number < len(public_ids):
            signing.erase(public_ids[number])

    @rule(
        target=rules,
        says=st.sampled_from(
            [Rule(risk="trap"), Rule(country="FR"), Rule(domain="example.org"), Rule(name="*ample"), Rule(name="b*")]
        ),
        is_decided=st.booleans(),
        most_steps=st.integers(0, 3),
    )
    def invalidate_by_rule(self, says: Rule, is_decided: bool, most_steps: int) -> int:
        """The worker may be killed between two steps, and go on at the end."""
        invalidation = invalidating.ask(self.petition, says, None)
        background.do_work.call("invalidation", invalidation.pk)
        invalidation.refresh_from_db()
        found = self._standing()
        with suppress(invalidating.NotPossible):
            if is_decided:
                invalidating.decide(invalidation, None, "bots")
                for _step in range(most_steps):
                    background._do_step(Invalidation, invalidation.pk)
                assert len(found) - len(self._standing()) <= invalidation.found
        return invalidation.pk

    @rule(rule_id=rules)
    def finish_rule(self, rule_id: int) -> None:
        background.do_work.call("invalidation", rule_id)

    @rule(rule_id=rules)
    def undo_rule(self, rule_id: int) -> None:
        with suppress(invalidating.NotPossible):
            invalidation = Invalidation.objects.get(pk=rule_id)
            gone = invalidation.signatures.filter(status=Status.INVALIDATED, sealed_person__isnull=False).count()
            invalidating.undo(invalidation, None, "not bots")
            background.do_work.call("invalidation", rule_id)
            invalidation.refresh_from_db()
            assert invalidation.restored >= gone
            assert not invalidation.signatures.filter(sealed_person__isnull=False).exists()

    @rule(public_id=signatures, country=st.sampled_from(["DE", "FR"]), name=st.sampled_from(["Example", "Ben Example"]))
    def correct(self, public_id: object, country: str, name: str) -> None:
        with suppress(correcting.NobodyLeft):
            correcting.correct(public_id, {"name": name, "country": country})

    @rule()
    def roll_up(self) -> None:
        roll_up()

    @rule()
    def anonymise(self) -> None:
        signing.anonymise(self.petition, 10)

    def _standing(self) -> list[object]:
        """Who could be invalidated."""
        rows = Signature.objects.filter(petition=self.petition, status__in=[Status.HELD, Status.CONFIRMED])
        return list(rows.values_list("public_id", flat=True))

    def _note(self, public_id: object) -> None:
        row = Signature.objects.filter(public_id=public_id).first()
        is_counted = row is not None and row.brought_by is None and row.status in {Status.CONFIRMED, Status.ANONYMISED}
        (self.counted.add if is_counted else self.counted.discard)(public_id)

    def teardown(self) -> None:
        count, stored = count_signatures(self.petition), Signature.objects.filter(petition=self.petition)
        brought = stored.counted().filter(brought_by__isnull=False).count()
        online = stored.counted().filter(brought_by__isnull=True).count()
        if not Invalidation.objects.filter(petition=self.petition).exists():
            assert online == len(self.counted)
        assert (count.web, count.paper) == (online, sum(self.on_sheets.values()) + brought)
        assert verify(self.petition) == []
        erased = stored.filter(status__in=ERASED_STATUSES)
        assert not [row for row in erased.values_list(*ERASED_VALUES) if any(row)]
        left = stored.exclude(status__in=ERASED_STATUSES)
        mailboxes = [bytes(key) for key in left.values_list("email_key", flat=True) if key]
        assert len(mailboxes) == len(set(mailboxes))


class TestLifeOfSignatures(LifeOfSignatures.TestCase, TestCase):
    settings = hypothesis_settings(max_examples=25, stateful_step_count=20, deadline=None)


def test_unconfirmed_signatures_are_deleted_after_seven_days(petition: Petition, consent: ConsentText) -> None:
    for email, days in (("old@example.org", 8), ("new@example.org", 6)):
        signature = signing.sign(petition, Person("Example", email), country="DE", language="en", consent=consent)
        Signature.objects.filter(pk=signature.pk).update(signed_at=timezone.now() - timedelta(days=days))
    assert erase_due().unconfirmed == 1
    assert Signature.objects.get().person.email == "new@example.org"


def test_invalidated_signatures_lose_their_names_after_thirty_days(confirm: Callable) -> None:
    signature = confirm(1)
    signing.review(signature.public_id, Act.INVALIDATE)
    assert erase_due().invalidated == 0
    assert erase_due(timezone.now() + timedelta(days=31)).invalidated == 1
    with pytest.raises(NotPossible):
        signing.review(signature.public_id, Act.RESTORE)


def test_names_are_erased_when_retention_is_over_and_the_number_stays(confirm: Callable, petition: Petition) -> None:
    for number in range(3):
        confirm(number)
    petition.closes_at = timezone.now()
    petition.retention_months = 1
    petition.save()
    assert erase_due(timezone.now() + timedelta(days=27)).anonymised == 0
    assert erase_due(timezone.now() + timedelta(days=32)).anonymised == 3
    assert not Signature.objects.filter(sealed_person__isnull=False).exists()
    assert not Signature.objects.filter(email_key__isnull=False).exists()
    assert count_signatures(petition).confirmed == 3
    assert verify() == []


def test_a_petition_without_an_end_keeps_its_names(confirm: Callable) -> None:
    confirm(1)
    assert erase_due(timezone.now() + timedelta(days=9999)).anonymised == 0


def test_housekeeping_does_all_chores_and_can_be_repeated(confirm: Callable) -> None:
    confirm(1)
    out = StringIO()
    call_command("housekeeping", stdout=out)
    call_command("housekeeping", stdout=out)
    assert "1 entries rolled up" in out.getvalue()


def test_held_signatures_are_listed_and_released_by_risk(petition: Petition, consent: ConsentText) -> None:
    signature = signing.sign(
        petition, Person("Example", "x@example.org"), country="DE", language="en", consent=consent, is_trapped=True
    )
    signing.confirm(signature.public_id)
    out = StringIO()
    call_command("review_held", petition.reference, stdout=out)
    call_command("review_held", petition.reference, "--risk", "trap", "--release", stdout=out)
    assert "trap: 1 held" in out.getvalue()
    assert count_signatures(petition).confirmed == 1
