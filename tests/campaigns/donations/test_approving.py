"""Bank details come into force through two persons, and through nothing else."""

from dataclasses import replace

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import ModelLogEntry

from campaigns.donations.approving import (
    NotTheSameNumber,
    NotWaiting,
    SamePerson,
    approve,
    enter,
    in_force,
    last_entered,
    refuse,
)
from campaigns.donations.models import BankAccount, BankDetails, DetailsState
from cms.access.models import User
from tests.factories import BankAccountFactory

from .conftest import EURO, OTHER_BIC, OTHER_IBAN, REFERENCE_IBAN

OTHER = replace(EURO, iban=OTHER_IBAN, bic=OTHER_BIC, bank="Commerzbank")


def enter_other(account: BankAccount, user: User) -> BankDetails:
    details = enter(account, OTHER, user)
    assert details
    return details


def iban_in_force(account: BankAccount) -> str:
    details = in_force(account.translation_key)
    return details.iban if details else ""


def test_a_new_account_is_not_in_force_before_a_second_person_approves(english: object, editor: User) -> None:
    account = BankAccountFactory()
    enter(account, EURO, editor)
    assert in_force(account.translation_key) is None
    assert BankAccount.objects.get(pk=account.pk).details is None


def test_a_second_person_puts_details_into_force(account: BankAccount, editor: User, publisher: User) -> None:
    details = enter_other(account, editor)
    assert iban_in_force(account) == REFERENCE_IBAN
    approve(details, publisher, "de89 3704 0044 0532 0130 00")
    assert iban_in_force(account) == OTHER_IBAN
    states = BankDetails.objects.order_by("pk").values_list("state", "decided_by__username")
    assert list(states) == [("former", "publisher"), ("current", "publisher")]


def test_nobody_approves_what_they_entered(account: BankAccount, editor: User) -> None:
    editor.is_superuser = True
    details = enter_other(account, editor)
    with pytest.raises(SamePerson):
        approve(details, editor, OTHER_IBAN)
    assert iban_in_force(account) == REFERENCE_IBAN


def test_the_database_itself_refuses_one_person(account: BankAccount, editor: User) -> None:
    details = enter_other(account, editor)
    BankDetails.objects.filter(state=DetailsState.CURRENT).update(state=DetailsState.FORMER)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankDetails.objects.filter(pk=details.pk).update(
            state=DetailsState.CURRENT, decided_by=editor, decided_at=timezone.now()
        )


def test_the_database_holds_one_set_in_force(account: BankAccount) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BankDetails.objects.create(
            account_key=account.translation_key,
            state=DetailsState.CURRENT,
            decided_at=timezone.now(),
            holder="Somebody",
            iban=OTHER_IBAN,
        )


def test_the_second_person_has_to_type_the_same_number(account: BankAccount, editor: User, publisher: User) -> None:
    details = enter_other(account, editor)
    for typed in ("", REFERENCE_IBAN, OTHER_IBAN[:-1]):
        with pytest.raises(NotTheSameNumber):
            approve(details, publisher, typed)
    assert iban_in_force(account) == REFERENCE_IBAN


def test_who_changes_what_waits_becomes_the_first_person(account: BankAccount, editor: User, publisher: User) -> None:
    first = enter_other(account, editor)
    second = enter(account, replace(OTHER, holder="Example Society e.V."), publisher)
    assert second
    with pytest.raises(NotWaiting):
        approve(first, publisher, OTHER_IBAN)
    with pytest.raises(SamePerson):
        approve(second, publisher, OTHER_IBAN)
    approve(second, editor, OTHER_IBAN)
    details = in_force(account.translation_key)
    assert details
    assert details.holder == "Example Society e.V."


def test_of_two_decisions_at_once_the_second_finds_nothing(account: BankAccount, editor: User, publisher: User) -> None:
    details = enter_other(account, editor)
    stale = BankDetails.objects.get(pk=details.pk)
    refuse(details, publisher, "Not ours")
    with pytest.raises(NotWaiting):
        approve(stale, publisher, OTHER_IBAN)
    assert iban_in_force(account) == REFERENCE_IBAN
    assert BankDetails.objects.get(pk=details.pk).reason == "Not ours"


def test_the_same_again_changes_nothing(account: BankAccount, editor: User, publisher: User) -> None:
    assert enter(account, EURO, editor) is None
    waiting = enter_other(account, editor)
    assert enter(account, OTHER, publisher) is None
    assert last_entered(account.translation_key) == waiting


def test_going_back_to_what_is_in_force_takes_back_what_waited(account: BankAccount, editor: User) -> None:
    waiting = enter_other(account, editor)
    assert enter(account, EURO, editor) is None
    assert BankDetails.objects.get(pk=waiting.pk).state == DetailsState.WITHDRAWN
    assert ModelLogEntry.objects.filter(action="donations.withdrawn").count() == 1


def test_every_step_is_logged_with_old_and_new_value(account: BankAccount, editor: User, publisher: User) -> None:
    details = enter_other(account, editor)
    approve(details, publisher, OTHER_IBAN)
    entered, approved = ModelLogEntry.objects.filter(object_id=str(account.pk)).order_by("-pk")[:2][::-1]
    assert (entered.action, entered.user, approved.action, approved.user) == (
        "donations.entered", editor, "donations.approved", publisher,
    )  # fmt: skip
    for entry in (entered, approved):
        assert entry.data["old"]["iban"] == REFERENCE_IBAN
        assert entry.data["new"]["iban"] == OTHER_IBAN
    with override("en"):
        assert approved.message == (
            "Bank details approved: IBAN: DE04 5502 0500 0001 4036 01 → DE89 3704 0044 0532 0130 00; "
            "BIC: BFSWDE33MNZ → COBADEFFXXX; Bank: SozialBank → Commerzbank"
        )


def test_administrators_approvers_and_whoever_entered_get_a_mail(
    account: BankAccount,
    editor: User,
    publisher: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    User.objects.create_superuser("admin", email="admin@example.org")
    User.objects.create_user("reader", email="reader@example.org")
    User.objects.create_superuser("gone", email="gone@example.org", is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        details = enter_other(account, editor)
    assert {message.to[0] for message in mail.outbox} == {"admin@example.org", "editor@example.org"}
    to_admin = next(message for message in mail.outbox if message.to == ["admin@example.org"])
    assert to_admin.subject == f"Bank details to approve: {account.title}"
    for words in ("editor", "DE04 5502 0500 0001 4036 01", "DE89 3704 0044 0532 0130 00", f"/inspect/{details.pk}/"):
        assert words in to_admin.body
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        approve(details, publisher, OTHER_IBAN)
    assert {message.to[0] for message in mail.outbox} == {"admin@example.org", "editor@example.org"}
    assert "New bank details in force" in mail.outbox[0].subject


def test_a_dead_mail_server_does_not_undo_a_decision(
    account: BankAccount,
    editor: User,
    publisher: User,
    settings: object,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]
    with django_capture_on_commit_callbacks(execute=True):
        approve(enter_other(account, editor), publisher, OTHER_IBAN)
    assert iban_in_force(account) == OTHER_IBAN


def test_users_who_leave_take_nothing_with_them(account: BankAccount, editor: User, publisher: User) -> None:
    editor.delete()
    publisher.delete()
    assert iban_in_force(account) == REFERENCE_IBAN
