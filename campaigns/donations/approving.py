"""Bank details come into force when a second person approves them. Nothing else changes the state of a row.

See docs/adr/0020. Errors are for the edges to word: they say what happened, not what a user should read.
"""

import uuid
from dataclasses import asdict
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from .banking import compact
from .mail import tell_administrators
from .models import BankAccount, BankDetails, DetailsState, Identification
from .models.details import details_from


class SamePerson(Exception):
    """Whoever entered details cannot approve them."""


class NotWaiting(Exception):
    """Somebody has decided on these details meanwhile, or entered others."""


class NotTheSameNumber(Exception):
    """The number the second person typed is not the one that was entered."""


def in_force(account_key: uuid.UUID) -> BankDetails | None:
    """What donors see now."""
    return BankDetails.objects.filter(account_key=account_key, state=DetailsState.CURRENT).first()


def last_entered(account_key: uuid.UUID) -> BankDetails | None:
    """What waits for a second person, else what is in force: what an editor goes on from."""
    return BankDetails.objects.pending().filter(account_key=account_key).first() or in_force(account_key)


@transaction.atomic
def enter(account: BankAccount, identification: Identification, user: Any) -> BankDetails | None:
    """Take down what a person entered; it waits for another one. None where it is in force already, or waits already.

    Replaces what waited before. Raises NotWaiting if somebody else entered something in the same moment.
    """
    current, waiting = in_force(account.translation_key), account.waiting
    if waiting and waiting.identification == identification:
        return None
    if waiting:
        _decide(waiting, DetailsState.WITHDRAWN, user)
    if current and current.identification == identification:
        if waiting:
            _report(account, waiting, current, "withdrawn", user)
        return None
    details = details_from(identification, account.translation_key)
    details.entered_by = user
    try:
        with transaction.atomic():
            details.save()
    except IntegrityError as error:
        raise NotWaiting from error
    _report(account, details, current, "entered", user)
    return details


@transaction.atomic
def approve(details: BankDetails, user: Any, typed: str) -> None:
    """Put details into force. `typed` is the IBAN or account number as the second person reads it at the bank's.

    Raises SamePerson, NotTheSameNumber, NotWaiting; nothing is changed then.
    """
    if details.entered_by_id == user.pk:
        raise SamePerson
    if compact(typed) != compact(details.iban or details.account_number):
        raise NotTheSameNumber
    former = in_force(details.account_key)
    if former:
        BankDetails.objects.filter(pk=former.pk, state=DetailsState.CURRENT).update(state=DetailsState.FORMER)
    _decide(details, DetailsState.CURRENT, user)
    _report_decision(details, former, "approved", user)


@transaction.atomic
def refuse(details: BankDetails, user: Any, reason: str) -> None:
    """Keep details from coming into force; whoever entered them may do so too. Raises NotWaiting."""
    _decide(details, DetailsState.REFUSED, user, reason)
    _report_decision(details, in_force(details.account_key), "refused", user)


def _decide(details: BankDetails, state: DetailsState, user: Any, reason: str = "") -> None:
    """Change the state of a row that still waits: of two decisions at once the second finds none."""
    details.state, details.decided_by, details.decided_at, details.reason = state, user, timezone.now(), reason.strip()
    decided = BankDetails.objects.filter(pk=details.pk, state=DetailsState.PENDING).update(
        state=details.state, decided_by=user, decided_at=details.decided_at, reason=details.reason
    )
    if not decided:
        raise NotWaiting


def _report_decision(details: BankDetails, former: BankDetails | None, what: str, user: Any) -> None:
    account = BankAccount.objects.originals().filter(translation_key=details.account_key).first()
    if account:
        _report(account, details, former, what, user)


def _report(account: BankAccount, details: BankDetails, former: BankDetails | None, what: str, user: Any) -> None:
    """Log old and new values, and mail them once they are stored."""
    data = {
        "old": asdict(former.identification) if former else None,
        "new": asdict(details.identification),
        "reason": details.reason,
    }
    log(instance=account, action=f"donations.{what}", user=user, data=data)
    transaction.on_commit(partial(tell_administrators.enqueue, details.pk, former.pk if former else None))
