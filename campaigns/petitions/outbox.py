"""Sends what the outbox owes: batch by batch over one connection, by any number of workers, no mail by two at once."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection
from django.utils import timezone

from campaigns.clocks import shared_now
from campaigns.limits import count_within

from .mail import Writer, is_permanent
from .models import BACK_OFF, MailKind, MailState, OutgoingMail
from .sealing import SealBroken

logger = logging.getLogger(__name__)
BATCH = 50
# Others get their turn after so long; far less than a claim holds.
RUN_SECONDS = 20.0


def send_due(at: datetime | None = None) -> int:
    """Send the mails due at a moment, now by default, until none is left or others should have their turn.

    Returns how many the mail server took. A server that cannot be reached, or that says "later", puts a mail back with
    growing pauses for a week, one that refuses a mailbox twice.
    """
    run = Run(at)
    while run.is_on() and (batch := OutgoingMail.objects.claim(_room_this_minute(), run.at)):
        if settings.MAILS_PER_MINUTE:
            _count_this_minute(len(batch))
        with noting_quickly():
            run.send(batch)
    run.connection.close()
    return run.sent


@contextmanager
def noting_quickly() -> Iterator[None]:
    """What is committed within is not waited for to be on the disk: that would take longer than sending a mail.

    A crash of the database forgets what was noted in its last second (three times `wal_writer_delay`, 200 ms). Those
    mails are claimed, which is waited for, and go out a second time once `LEASE` is over; none is lost.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def _room_this_minute() -> int:
    """How many mails may be claimed at once, by the pace the mail server's provider asks for."""
    pace = settings.MAILS_PER_MINUTE
    return max(0, min(BATCH, pace - _count_this_minute(0))) if pace else BATCH


def _count_this_minute(mails: int) -> int:
    """Count mails, and say how many there were in this minute. Several workers at once may pass the pace by a batch."""
    return count_within(timedelta(minutes=1), "outbox", str(int(time.time()) // 60), by=mails)


class Run:
    """One worker at the outbox, for a short while."""

    def __init__(self, at: datetime | None) -> None:
        self._at, self._ends = at, time.monotonic() + RUN_SECONDS
        self._behind = shared_now() - timezone.now()
        self._writer = Writer()
        self.connection: Any = get_connection()
        self.sent, self._is_connected = 0, True

    @property
    def at(self) -> datetime:
        return self._at or timezone.now() + self._behind

    def is_on(self) -> bool:
        """Whether there is a server to send to, and time."""
        return self._is_connected and time.monotonic() < self._ends

    def send(self, batch: list[OutgoingMail]) -> None:
        """Send one mail after the other. What is not reached goes back as it was."""
        for number, mail in enumerate(batch):
            if not self.is_on():
                OutgoingMail.objects.give_back(batch[number:], self.at if self._is_connected else self.at + BACK_OFF[0])
                return
            self._send_one(mail)

    def _send_one(self, mail: OutgoingMail) -> None:
        try:
            message = self._writer.mail_to(mail.signature, MailKind(mail.kind))
            if message is None:
                mail.note(MailState.REFUSED)
                return
            self._hand_over(message)
        except (SMTPException, OSError, SealBroken, ValueError) as error:
            self._put_back(mail, error)
        else:
            self.sent += 1
            mail.note(MailState.SENT)

    def _hand_over(self, message: EmailMultiAlternatives) -> None:
        """Give it to the server. Who answers can be asked for the next one; who does not will not answer to that."""
        has_opened = False
        try:
            self.connection.open()
            has_opened = True
            self.connection.send_messages([message])
        except (SMTPException, OSError) as error:
            self.connection.close()
            self._is_connected = has_opened and isinstance(error, SMTPRecipientsRefused | SMTPResponseException)
            raise

    def _put_back(self, mail: OutgoingMail, error: Exception) -> None:
        """Plan the next attempt. The log gets the kind of error only: its text may hold the address."""
        again = mail.next_attempt(self.at, is_refused=is_permanent(error))
        mail.note(MailState.QUEUED if again else MailState.REFUSED, again)
        logger.warning("Mail %s was not taken (%s, attempt %s)", mail.pk, type(error).__name__, mail.attempts)
