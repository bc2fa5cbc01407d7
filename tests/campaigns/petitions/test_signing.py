from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.petitions import signing
from campaigns.petitions.models import (
    ERASED_STATUSES,
    ERASED_VALUES,
    ConsentText,
    MailKind,
    Outcome,
    OutgoingMail,
    Person,
    Petition,
    Risk,
    Signature,
    Status,
    Suppression,
    TallyEntry,
    count_signatures,
)
from campaigns.petitions.signing import TRANSITIONS, Act, Confirmation, NotPossible, PetitionNotOpen

pytestmark = pytest.mark.django_db
ADA = Person("Ada Example", "ada@example.org")


@pytest.fixture
def sign(petition: Petition, consent: ConsentText) -> Callable[..., Signature | None]:
    def sign(person: Person = ADA, **changes: Any) -> Signature | None:
        return signing.sign(petition, person, **{"country": "DE", "language": "en", "consent": consent, **changes})

    return sign


def confirmed(petition: Petition) -> int:
    return count_signatures(petition).confirmed


def test_a_new_signature_is_pending_owes_one_mail_and_is_not_counted(sign: Callable, petition: Petition) -> None:
    signature = sign()
    assert signature.status == Status.PENDING
    assert [outgoing.kind for outgoing in signature.mails.all()] == [MailKind.CONFIRM]
    assert confirmed(petition) == 0


def test_what_the_signer_typed_comes_back_only_unsealed(sign: Callable) -> None:
    signature = sign(Person("김예시", "kim@example.org", "서울", "왜냐하면"))
    stored = Signature.objects.get(pk=signature.pk)
    assert stored.person == Person("김예시", "kim@example.org", "서울", "왜냐하면")
    assert "김예시".encode() not in bytes(stored.sealed_person)


def test_a_second_signature_from_the_same_mailbox_changes_nothing(sign: Callable) -> None:
    first = sign()
    second = sign(Person("Somebody Else", "ADA+again@example.org"), wants_updates=True)
    assert second.pk == first.pk
    assert Signature.objects.get().person == ADA
    assert not Signature.objects.get().wants_updates


def test_the_same_post_twenty_times_is_one_row_and_at_most_three_mails(sign: Callable) -> None:
    for _ in range(20):
        sign()
    assert Signature.objects.count() == 1
    assert OutgoingMail.objects.count() == 3


def test_one_mailbox_gets_at_most_ten_mails_a_day_over_all_petitions(consent: ConsentText) -> None:
    for number in range(15):
        petition = Petition.objects.create(reference=f"petition-{number}")
        signing.sign(petition, ADA, country="DE", language="en", consent=consent)
    assert Signature.objects.count() == 15
    assert OutgoingMail.objects.count() == 10


def test_repeating_a_signature_uses_up_no_mails_of_other_petitions(sign: Callable, consent: ConsentText) -> None:
    for _ in range(20):
        sign()
    other = Petition.objects.create(reference="another")
    signing.sign(other, ADA, country="DE", language="en", consent=consent)
    assert OutgoingMail.objects.filter(signature__petition=other).count() == 1


def test_confirming_counts_once_however_often_it_is_done(sign: Callable, petition: Petition) -> None:
    signature = sign()
    results = [signing.confirm(signature.public_id) for _ in range(3)]
    assert results == [Confirmation.DONE, Confirmation.ALREADY, Confirmation.ALREADY]
    assert confirmed(petition) == 1
    assert TallyEntry.objects.count() == 1


def test_a_confirmed_mailbox_that_signs_again_is_told_so_by_mail(sign: Callable) -> None:
    signing.confirm(sign().public_id)
    sign()
    assert OutgoingMail.objects.order_by("-pk").first().kind == MailKind.ALREADY


@pytest.mark.parametrize(
    ("circumstance", "risk"), [({"is_trapped": True}, Risk.TRAP), ({"client_address": "192.0.2.1"}, Risk.NETWORK)]
)
def test_a_risk_holds_the_signature_after_confirming_until_a_person_releases_it(
    sign: Callable, petition: Petition, settings: Any, circumstance: dict, risk: Risk
) -> None:
    settings.NETWORK_HOURLY_LIMIT = 0
    signature = sign(**circumstance)
    assert signature.risk == risk
    assert signing.confirm(signature.public_id) == Confirmation.DONE
    assert (Signature.objects.get().status, confirmed(petition)) == (Status.HELD, 0)
    signing.review(signature.public_id, Act.RELEASE)
    assert (Signature.objects.get().status, confirmed(petition)) == (Status.CONFIRMED, 1)


def test_two_hundred_people_behind_one_address_are_not_held(sign: Callable) -> None:
    for number in range(200):
        assert sign(Person("Example", f"person{number}@example.org"), client_address="192.0.2.1").risk == Risk.NONE
    assert sign(Person("Example", "last@example.org"), client_address="192.0.2.1").risk == Risk.NETWORK


def test_addresses_of_one_ipv6_network_count_together(sign: Callable, settings: Any) -> None:
    settings.NETWORK_HOURLY_LIMIT = 1
    sign(Person("Example", "a@example.org"), client_address="2001:db8::1")
    assert sign(Person("Example", "b@example.org"), client_address="2001:db8::ffff:1").risk == Risk.NETWORK
    assert sign(Person("Example", "c@example.org"), client_address="2001:db8:0:1::1").risk == Risk.NONE


def test_denying_deletes_the_signature_and_keeps_the_mailbox_from_being_written_to(sign: Callable) -> None:
    assert signing.deny(sign().public_id)
    assert not Signature.objects.exists()
    assert sign() is None
    assert not Signature.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_denied_mailbox_can_still_be_used_for_another_petition(sign: Callable, consent: ConsentText) -> None:
    signing.deny(sign().public_id)
    other = Petition.objects.create(reference="other")
    assert signing.sign(other, ADA, country="DE", language="en", consent=consent)


def test_denying_a_confirmed_signature_takes_it_back(sign: Callable, petition: Petition) -> None:
    signature = sign()
    signing.confirm(signature.public_id)
    assert signing.deny(signature.public_id)
    assert confirmed(petition) == 0
    assert Suppression.objects.count() == 1


def test_withdrawing_erases_at_once_and_lowers_the_number(sign: Callable, petition: Petition) -> None:
    signature = sign(wants_updates=True)
    signing.confirm(signature.public_id)
    assert signing.withdraw(signature.public_id)
    row = Signature.objects.get()
    assert (row.status, row.person, row.email_key, row.wants_updates) == (Status.WITHDRAWN, None, None, False)
    assert confirmed(petition) == 0
    assert not signing.withdraw(signature.public_id)


def test_who_took_a_signature_back_can_sign_again(sign: Callable, petition: Petition) -> None:
    signing.withdraw(sign().public_id)
    again = sign()
    signing.confirm(again.public_id)
    assert confirmed(petition) == 1


def test_invalidating_can_be_undone(sign: Callable, petition: Petition) -> None:
    signature = sign()
    signing.confirm(signature.public_id)
    signing.review(signature.public_id, Act.INVALIDATE)
    assert confirmed(petition) == 0
    signing.review(signature.public_id, Act.RESTORE)
    assert confirmed(petition) == 1


def test_the_choice_about_updates_can_be_changed_until_the_data_are_erased(sign: Callable) -> None:
    signature = sign()
    assert signing.choose_updates(signature.public_id, wants_updates=True)
    assert Signature.objects.get().wants_updates
    signing.withdraw(signature.public_id)
    assert not signing.choose_updates(signature.public_id, wants_updates=True)


@pytest.mark.parametrize("change", [{"outcome": Outcome.WON}, {"closes_at": -1}, {"opens_at": 1}])
def test_nobody_signs_a_petition_that_is_not_open(sign: Callable, petition: Petition, change: dict) -> None:
    for name, value in change.items():
        setattr(petition, name, timezone.now() + timedelta(hours=value) if isinstance(value, int) else value)
    petition.save()
    with pytest.raises(PetitionNotOpen):
        sign()
    assert not Signature.objects.exists()


@pytest.mark.parametrize(("hours", "result"), [(71, Confirmation.DONE), (73, Confirmation.LATE)])
def test_a_closed_petition_confirms_earlier_signatures_for_72_hours(
    sign: Callable, petition: Petition, hours: int, result: Confirmation
) -> None:
    signature = sign()
    petition.closes_at = timezone.now() - timedelta(hours=hours)
    petition.save()
    assert signing.confirm(signature.public_id) is result


def test_a_signature_not_confirmed_for_seven_days_is_expired(sign: Callable) -> None:
    signature = sign()
    Signature.objects.update(signed_at=timezone.now() - timedelta(days=7, minutes=1))
    assert signing.confirm(signature.public_id) is Confirmation.EXPIRED


def test_sending_again_writes_only_to_mailboxes_that_signed(sign: Callable, petition: Petition) -> None:
    signing.resend(petition, "stranger@example.org")
    assert not OutgoingMail.objects.exists()
    sign()
    signing.resend(petition, "ada@example.org")
    assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize("act", [Act.RELEASE, Act.RESTORE])
@pytest.mark.parametrize("status", list(Status))
def test_review_does_only_what_the_table_allows(sign: Callable, act: Act, status: Status) -> None:
    signature = sign()
    force(signature, status)
    if status in TRANSITIONS[act][0]:
        signing.review(signature.public_id, act)
        assert Signature.objects.get().status == TRANSITIONS[act][1]
    else:
        with pytest.raises(NotPossible):
            signing.review(signature.public_id, act)
        assert Signature.objects.get().status == status


def test_review_is_no_way_around_the_mailbox(sign: Callable) -> None:
    with pytest.raises(NotPossible):
        signing.review(sign().public_id, Act.CONFIRM)


def force(signature: Signature, status: Status) -> None:
    """Put a row into a status as if it had got there."""
    erased = ERASED_VALUES if status in ERASED_STATUSES else {}
    is_counted = status in {Status.CONFIRMED, Status.ANONYMISED}
    Signature.objects.filter(pk=signature.pk).update(
        status=status, confirmed_at=timezone.now() if is_counted else None, **erased
    )


@pytest.mark.parametrize(
    "change",
    [
        {"status": "nonsense"},
        {"status": Status.CONFIRMED},
        {"status": Status.WITHDRAWN},
        {"status": Status.ANONYMISED, "confirmed_at": timezone.now()},
        {"sealed_person": None},
        {"email_key": None},
        {"consent": None},
        {"confirmed_at": timezone.now()},
    ],
)
def test_the_database_refuses_rows_that_contradict_themselves(sign: Callable, change: dict) -> None:
    sign()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.update(**change)


def test_the_mail_is_sent_after_the_commit(sign: Callable, django_capture_on_commit_callbacks: Callable) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sign()
        assert not mail.outbox
    assert len(mail.outbox) == 1


def test_a_transaction_that_fails_leaves_no_signature_and_no_mail(
    sign: Callable, django_capture_on_commit_callbacks: Callable
) -> None:
    class OutOfPower(Exception):
        pass

    def sign_and_fail() -> None:
        with transaction.atomic():
            sign()
            raise OutOfPower

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(OutOfPower):
        sign_and_fail()
    assert not Signature.objects.exists()
    assert not mail.outbox
