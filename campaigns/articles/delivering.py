"""Sends a mailing, a short run at a time: at most once to a person, whatever dies meanwhile (ADR 0028).

Each mail is claimed in a transaction of its own before the server gets it. A claim whose worker died is written off as
uncertain; what was claimed is claimed again only if the server itself said that it did not take the mail.
"""

import logging
import time
from datetime import datetime
from functools import cache
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from campaigns.mails import Letter
from campaigns.petitions.mail import is_permanent
from campaigns.petitions.subscribers import Place, same_mailbox, subscriber, subscribers_after

from .audience import Editions, editions_of, petitions_for
from .mail import compose, message_to
from .models import ENDED_STATES, LEASE, Delivery, DeliveryState, Mailing, MailingState, PauseReason

logger = logging.getLogger(__name__)
# Other tasks get their turn after so long.
RUN_SECONDS = 10.0
BATCH = 500
# So many refused for good one after the other, and the trouble is the server or us. A mail nobody knows about weighs
# more. So many put off, and the server wants a rest.
MOST_STRIKES, STRIKES_FOR_UNCERTAIN, MOST_PUT_OFF = 20, 5, 20


def deliver(mailing_id: int) -> bool:
    """Plan and send for a while; True if there is more to do at once. Nothing happens if another worker is at it."""
    mailing = Mailing.objects.filter(pk=mailing_id).first()
    if mailing is None or not mailing.take(timezone.now()):
        return False
    try:
        if mailing.state == MailingState.SCHEDULED:
            mailing.start(timezone.now())
        if mailing.state in ENDED_STATES:
            return _forget_rows(mailing)
        return mailing.state == MailingState.SENDING and _go_on(mailing)
    finally:
        mailing.give_back()


def _go_on(mailing: Mailing) -> bool:
    editions = editions_of(mailing.update_key)
    page = editions.any_page
    if page is None:
        mailing.pause_itself(PauseReason.NOT_LIVE)
        return False
    _write_off(mailing, claimed_before=timezone.now() - LEASE)
    run = Run(mailing, editions, petitions_for(page))
    return run.send() if run.plan() else mailing.keep(timezone.now())


@transaction.atomic
def _write_off(mailing: Mailing, claimed_before: datetime) -> None:
    """What a dead worker had claimed is neither sent again nor called sent."""
    lost = mailing.deliveries.filter(state=DeliveryState.SENDING, claimed_at__lt=claimed_before)
    mailing.count(DeliveryState.UNCERTAIN, lost.update(state=DeliveryState.UNCERTAIN))


def _forget_rows(mailing: Mailing) -> bool:
    """Once it is over, numbers are all that stays."""
    _write_off(mailing, claimed_before=timezone.now())
    while keys := list(mailing.deliveries.values_list("pk", flat=True)[:BATCH]):
        Delivery.objects.filter(pk__in=keys).delete()
    return False


class Run:
    """One worker at a mailing, for a short while."""

    def __init__(self, mailing: Mailing, editions: Editions, petitions: list[int]) -> None:
        self.mailing, self.editions, self.petitions = mailing, editions, petitions
        self.connection: Any = get_connection()
        self.letter_in = cache(self._compose)
        self.strikes = self.put_off = 0
        self.ends = time.monotonic() + RUN_SECONDS

    @property
    def is_over(self) -> bool:
        """Whether others should have their turn."""
        return time.monotonic() > self.ends

    def _compose(self, language: str) -> Letter | None:
        page = self.editions.page_for(language, in_original=self.mailing.in_original)
        return compose(page, language) if page else None

    def plan(self) -> bool:
        """Make a row for everybody who wants news and confirmed before the start; True once all are there."""
        while not self.mailing.is_planned:
            if self.is_over or not self.mailing.keep(timezone.now()):
                return False
            self._plan_batch()
        return True

    @transaction.atomic
    def _plan_batch(self) -> None:
        mailing = self.mailing
        place = Place(mailing.planned_petition, mailing.planned_signature)
        everybody = mailing.in_original and self.editions.original is not None
        languages = None if everybody else self.editions.by_language.keys()
        batch = subscribers_after(place, self.petitions, mailing.started_at or timezone.now(), BATCH, languages)
        rows = [Delivery(mailing=mailing, signature_id=signature) for _petition, signature in batch]
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        mailing.note_planned(batch[-1] if batch else place, len(batch), is_all=len(batch) < BATCH)

    def send(self) -> bool:
        """Send what is due, as the pace allows; True if only the time of the run is over."""
        while due := list(self.mailing.deliveries.due(timezone.now()).values_list("pk", flat=True)[:BATCH]):
            for delivery_id in due:
                if self.is_over:
                    return True
                if self.strikes >= MOST_STRIKES:
                    self.mailing.pause_itself(PauseReason.REFUSED)
                    return False
                if self.put_off >= MOST_PUT_OFF:
                    return False
                if not (self._is_connected() and self.mailing.begin_one(timezone.now())):
                    return False
                self._send_one(delivery_id)
        if self.mailing.finish(timezone.now()):
            _forget_rows(self.mailing)
        return False

    def _send_one(self, delivery_id: int) -> None:
        claimed = self._claim(delivery_id)
        if claimed is None:
            return
        delivery, message = claimed
        try:
            self.connection.send_messages([message])
        except (SMTPException, OSError, ValueError) as error:
            # The words of an error may hold the address; its kind does not.
            logger.warning("A mail of mailing %s was not taken (%s)", self.mailing.pk, type(error).__name__)
            self.connection.close()
            self._note_failure(delivery, error)
        else:
            self.strikes = self.put_off = 0
            self._note(delivery, DeliveryState.SENT)

    def _is_connected(self) -> bool:
        """Whether there is a mail server to give mails to, found out before anything is claimed."""
        try:
            self.connection.open()
        except (SMTPException, OSError) as error:
            logger.warning("No mail server for mailing %s (%s)", self.mailing.pk, type(error).__name__)
            return False
        return True

    @transaction.atomic
    def _claim(self, delivery_id: int) -> tuple[Delivery, EmailMultiAlternatives] | None:
        """Take one mail if its signer wants it at this very moment, and with it all others of the same mailbox."""
        rows = self.mailing.deliveries.due(timezone.now()).select_for_update()
        delivery = rows.filter(pk=delivery_id).first()
        if delivery is None:
            return None
        signature = subscriber(delivery.signature_id)
        letter = self.letter_in(signature.language) if signature else None
        address = signature.person.email if signature and signature.person else ""
        if not (signature and letter and address):
            self._note(delivery, DeliveryState.LEFT)
            return None
        self._pass_over_the_same(delivery, address)
        delivery.state, delivery.claimed_at = DeliveryState.SENDING, timezone.now()
        delivery.attempts += 1
        delivery.save(update_fields=["state", "claimed_at", "attempts"])
        return delivery, message_to(signature, address, letter)

    def _pass_over_the_same(self, delivery: Delivery, address: str) -> None:
        if len(self.petitions) > 1:
            same = self.mailing.deliveries.filter(signature__in=same_mailbox(address, self.petitions))
            waiting = same.filter(state=DeliveryState.PLANNED).exclude(pk=delivery.pk)
            self.mailing.count(DeliveryState.TWICE, waiting.update(state=DeliveryState.TWICE))

    @transaction.atomic
    def _note(self, delivery: Delivery, state: DeliveryState) -> None:
        """Note what became of it, unless that was noted meanwhile."""
        self.mailing.count(state, Delivery.objects.unfinished().filter(pk=delivery.pk).update(state=state))

    def _note_failure(self, delivery: Delivery, error: Exception) -> None:
        """Only an answer of the server tells that it has not taken the mail; a connection that broke tells nothing."""
        if is_permanent(error) or isinstance(error, ValueError):
            self.strikes += 1
            self._note(delivery, DeliveryState.REFUSED)
        elif isinstance(error, SMTPRecipientsRefused | SMTPResponseException):
            # Who may not send at all need not try the next one.
            self.put_off += MOST_PUT_OFF if isinstance(error, SMTPSenderRefused) else 1
            self._put_back(delivery)
        else:
            self.strikes += STRIKES_FOR_UNCERTAIN
            self._note(delivery, DeliveryState.UNCERTAIN)

    def _put_back(self, delivery: Delivery) -> None:
        again = delivery.next_attempt(timezone.now())
        if again is None:
            self._note(delivery, DeliveryState.REFUSED)
        else:
            planned = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING)
            planned.update(state=DeliveryState.PLANNED, not_before=again)
