"""The life of a signature: the only writer of its status.

sign ──> pending ──confirm──> confirmed ──> (end + retention) ──> anonymised
            │  └─hold─> held ──release──┘  └─withdraw─> withdrawn
            └─ 7 days: deleted    └─invalidate─> invalidated ──restore──> confirmed
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from enum import Enum
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from .addresses import email_key
from .journal import note_erasure
from .limits import count_signature, may_write_to, take_back_mail_to
from .models import (
    ERASED_STATUSES,
    ERASED_VALUES,
    MAX_MAILS_PER_SIGNATURE,
    ConsentText,
    ErasureKind,
    Invalidation,
    MailKind,
    OutgoingMail,
    Person,
    Petition,
    PetitionText,
    Risk,
    Signature,
    Source,
    Status,
    Suppression,
)
from .moving import TRANSITIONS, Act, NotPossible, move, move_all
from .namesakes import person_key
from .storing import store_with_mail
from .tasks import send_soon

UNCONFIRMED_KEPT = timedelta(days=7)


class PetitionNotOpen(Exception):
    """Signatures are not taken at this moment."""


class Confirmation(Enum):
    """How a confirmation went, as its signer is told. Held and confirmed signatures look the same."""

    DONE = "done"
    ALREADY = "already"
    EXPIRED = "expired"
    LATE = "late"


def sign(
    petition: Petition,
    person: Person,
    *,
    country: str,
    language: str,
    consent: ConsentText,
    wants_updates: bool = False,
    is_trapped: bool = False,
    client_address: str = "",
    source: Source = Source.WEB,
    text: PetitionText | None = None,
    share_tag: str = "",
) -> Signature | None:
    """Take a signature and owe its mail, in one transaction.

    `text` is the version of the petition text the signer saw; the one that is online now where nobody says. `share_tag`
    is the word of the link they came by.

    A mailbox that has signed already keeps its first signature and is only written to again. None for a mailbox
    whose owner does not want to be written to. Callers answer the same in every case. Raises PetitionNotOpen.
    """
    if not petition.is_signable():
        raise PetitionNotOpen
    is_crowded, may_write = count_signature(petition.pk, client_address, person.email)
    signature = Signature(
        petition=petition,
        source=source,
        risk=Risk.TRAP if is_trapped else Risk.NETWORK if is_crowded else Risk.NONE,
        email_key=email_key(petition.pk, person.email),
        person_key=person_key(petition.pk, person.name, person.place, country),
        country=country,
        language=language,
        consent=consent,
        text=text or PetitionText.objects.current(petition, language),
        wants_updates=wants_updates,
        share_tag=share_tag,
    )
    signature.person = person
    if may_write:
        if store_with_mail(signature):
            transaction.on_commit(send_soon)
            return signature
        take_back_mail_to(person.email)
    with transaction.atomic():
        if Suppression.objects.filter(petition=petition, email_key=signature.email_key).exists():
            return None
        stored = _insert_or_find(signature)
        _owe_mail(stored, person.email)
    return stored


def _insert_or_find(signature: Signature) -> Signature:
    """Store the signature unless its mailbox has one; the one that stands, locked.

    Insert first, look afterwards: the unique constraint decides between any number of equals at once. The look finds
    nothing only if the other one was withdrawn or deleted in between, and then there is room for this one.
    """
    rows = Signature.objects.select_for_update().filter(petition=signature.petition, email_key=signature.email_key)
    stored = None
    while stored is None:
        Signature.objects.bulk_create([signature], ignore_conflicts=True)
        stored = rows.first()
    stored.petition = signature.petition
    return stored


def _owe_mail(signature: Signature, address: str) -> bool:
    """Put the fitting mail into the outbox, at most three per signature and ten a day per mailbox; False if it may not
    be written to any more.
    """
    if signature.mails.count() >= MAX_MAILS_PER_SIGNATURE or not may_write_to(address):
        return False
    kind = MailKind.CONFIRM if signature.status == Status.PENDING else MailKind.ALREADY
    OutgoingMail.objects.create(signature=signature, kind=kind)
    transaction.on_commit(send_soon)
    return True


@transaction.atomic
def resend(petition: Petition, address: str) -> None:
    """Write once more to a mailbox that has signed; nothing happens for any other."""
    signature = (
        Signature.objects.select_for_update()
        .filter(petition=petition, email_key=email_key(petition.pk, address))
        .first()
    )
    if signature:
        _owe_mail(signature, address)


@transaction.atomic
def remind(public_id: UUID) -> bool:
    """Send the link once more to somebody who has not confirmed; False if they have meanwhile, or have had enough."""
    signature = _locked(public_id)
    if signature is None or signature.person is None or confirmation_standing(signature) is not Confirmation.DONE:
        return False
    return _owe_mail(signature, signature.person.email)


@transaction.atomic
def confirm(public_id: UUID) -> Confirmation:
    """Count the signature, or hold it if there is a risk; any number of times, with one effect."""
    signature = _locked(public_id)
    standing = confirmation_standing(signature)
    if signature is not None and standing is Confirmation.DONE:
        move(signature, Act.HOLD if signature.risk else Act.CONFIRM)
    return standing


def confirmation_standing(signature: Signature | None) -> Confirmation:
    """How confirming this signature would go now: DONE if it would take effect."""
    if signature is None or signature.status == Status.WITHDRAWN:
        return Confirmation.EXPIRED
    if signature.status != Status.PENDING:
        return Confirmation.ALREADY
    if not signature.petition.accepts_confirmations():
        return Confirmation.LATE
    if signature.signed_at < timezone.now() - UNCONFIRMED_KEPT:
        return Confirmation.EXPIRED
    return Confirmation.DONE


@transaction.atomic
def deny(public_id: UUID) -> bool:
    """Act on “I did not sign this”: the signature goes, and the mailbox is not written to again for this petition."""
    signature = _locked(public_id)
    if signature is None or signature.status in ERASED_STATUSES:
        return False
    _suppress(signature)
    note_erasure(signature, ErasureKind.DENIED)
    if signature.status == Status.PENDING:
        signature.delete()
    else:
        move(signature, Act.WITHDRAW)
    return True


@transaction.atomic
def withdraw(public_id: UUID, kind: ErasureKind = ErasureKind.WITHDRAWN) -> bool:
    """Take the signature back and erase everything personal at once; False if there was nothing left to erase."""
    signature = _locked(public_id)
    if signature is None or signature.status in ERASED_STATUSES:
        return False
    note_erasure(signature, kind)
    move(signature, Act.WITHDRAW)
    return True


@transaction.atomic
def erase(public_id: UUID) -> bool:
    """Withdraw for somebody who asked the organisation to, so that no import brings them back either."""
    signature = _locked(public_id)
    if signature:
        _suppress(signature)
    return withdraw(public_id, ErasureKind.ERASED)


def choose_updates(public_id: UUID, *, wants_updates: bool) -> bool:
    """Change the choice about updates; False for an erased signature."""
    rows = Signature.objects.filter(public_id=public_id).exclude(status__in=ERASED_STATUSES)
    return rows.update(wants_updates=wants_updates) == 1


@transaction.atomic
def review(public_id: UUID, act: Act) -> None:
    """Release, invalidate or restore after a person looked. NotPossible if the signature does not stand that way."""
    signature = _locked(public_id)
    if signature is None:
        raise NotPossible
    _review(signature, act)


@transaction.atomic
def review_all(petition: Petition, keys: Sequence[int], act: Act) -> int:
    """Release, invalidate or restore those of a petition that stand that way; how many. For as many as one looks at."""
    moved = 0
    for signature in Signature.objects.select_for_update().filter(petition=petition, pk__in=keys).order_by("pk"):
        with suppress(NotPossible):
            _review(signature, act)
            moved += 1
    return moved


def _review(signature: Signature, act: Act) -> None:
    if act not in {Act.RELEASE, Act.INVALIDATE, Act.RESTORE}:
        raise NotPossible
    if act == Act.RESTORE and signature.sealed_person is None:
        raise NotPossible
    move(signature, act)


@transaction.atomic
def invalidate_all(invalidation: Invalidation, keys: Sequence[int]) -> int:
    """Invalidate a batch by rule; how many."""
    rows = Signature.objects.filter(petition=invalidation.petition_id, pk__in=keys)
    return move_all(rows, Act.INVALIDATE, invalidation=invalidation)


@transaction.atomic
def restore_all(invalidation: Invalidation, keys: Sequence[int]) -> int:
    """Let a batch stand again as it did before it was invalidated by rule; how many.

    Who has withdrawn, was erased or decided upon singly since stays so.
    """
    rows = Signature.objects.filter(invalidation=invalidation, pk__in=keys, sealed_person__isnull=False)
    held = move_all(rows.filter(confirmed_at=None), Act.HOLD_AGAIN)
    return held + move_all(rows.exclude(confirmed_at=None), Act.RESTORE)


@transaction.atomic
def anonymise(petition: Petition, batch: int) -> int:
    """Erase what is personal in a batch of a petition's confirmed signatures; the number stays. How many were done."""
    rows = Signature.objects.confirmed().filter(petition=petition).values("pk")[:batch]
    origins, target = TRANSITIONS[Act.ANONYMISE]
    return Signature.objects.filter(pk__in=rows, status__in=origins).update(
        status=target, status_since=timezone.now(), **ERASED_VALUES
    )


def _suppress(signature: Signature) -> None:
    """Neither write to the mailbox again for this petition nor let an import bring it in."""
    if signature.email_key:
        Suppression.objects.bulk_create(
            [Suppression(petition=signature.petition, email_key=signature.email_key)], ignore_conflicts=True
        )


def _locked(public_id: UUID) -> Signature | None:
    return (
        Signature.objects.select_for_update(of=("self",)).select_related("petition").filter(public_id=public_id).first()
    )
