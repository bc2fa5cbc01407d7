"""Work done after the answer: what a task does is safe to do twice."""

import logging
import time
from datetime import timedelta

from django.db import DatabaseError
from django.utils import timezone
from django_tasks import task
from redis.exceptions import RedisError

from .models import OutgoingMail
from .outbox import send_due

logger = logging.getLogger(__name__)
# How long a task waits for more mails to send at once, and for how long nobody in this process asks for another one:
# less, so that it begins after everything that relies on it, though clocks differ.
DELAY, AWAITED_SECONDS = timedelta(seconds=1), 0.5
_awaited_until = 0.0


@task()
def send_mails() -> int:
    """Send what the outbox owes; how many mails the server took. What there was no time for is left to another task."""
    sent = send_due()
    if sent and OutgoingMail.objects.due(timezone.now()).exists():
        send_soon()
    return sent


def send_soon() -> None:
    """Have somebody look into the outbox in a moment; to be called after the commit of what is to be sent.

    One look finds all mails written before it, so one task on its way from each process is enough. Where no task can be
    handed over, what is owed stays in the outbox, and whoever signed is not told of an error for what is stored.
    """
    global _awaited_until  # noqa: PLW0603 - what this process knows of its own tasks
    if time.monotonic() < _awaited_until:
        return
    try:
        if send_mails.get_backend().supports_defer:
            _awaited_until = time.monotonic() + AWAITED_SECONDS
            send_mails.using(run_after=timezone.now() + DELAY).enqueue()
        else:
            send_mails.enqueue()
    except (DatabaseError, RedisError, OSError) as error:
        logger.warning("No task could be handed over (%s); mails wait for the next look", type(error).__name__)
