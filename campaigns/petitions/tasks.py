"""Work done after the answer: what a task does is safe to do twice."""

import logging

from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone
from django_tasks import task
from redis.exceptions import RedisError

from .models import OutgoingMail
from .outbox import send_due

logger = logging.getLogger(__name__)
# Set while a task is on its way that has not looked yet; for so many seconds at most, should the task be lost.
AWAITED, AWAITED_SECONDS = "outbox:awaited", 10


@task()
def send_mails() -> int:
    """Send what the outbox owes; how many mails the server took. What there was no time for is left to another task."""
    cache.delete(AWAITED)
    sent = send_due()
    if sent and OutgoingMail.objects.due(timezone.now()).exists():
        send_soon()
    return sent


def send_soon() -> None:
    """Have somebody look into the outbox; to be called after the commit of what is to be sent.

    One look finds all mails written before it, so one task on its way is enough. Where no task can be handed over, what
    is owed stays in the outbox, and whoever signed is not told of an error for what is stored.
    """
    try:
        if cache.add(AWAITED, 1, AWAITED_SECONDS):
            send_mails.enqueue()
    except (DatabaseError, RedisError, OSError) as error:
        logger.warning("No task could be handed over (%s); mails wait for the next look", type(error).__name__)
