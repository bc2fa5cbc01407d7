"""What the outbox owes: sending everything due, wherever a task was lost or a mail server was away."""

from datetime import datetime, timedelta

from django.utils import timezone

from .models import OutgoingMail
from .tasks import deliver_mail

# A mail just written is already in the queue; only what stayed behind is handed over again.
LEFT_TO_THE_QUEUE = timedelta(minutes=1)


def send_due(at: datetime | None = None, limit: int = 1000) -> int:
    """Hand the oldest mails due for a minute to the task queue; how many. One handed over twice is still sent once."""
    due = list(
        OutgoingMail.objects.due((at or timezone.now()) - LEFT_TO_THE_QUEUE).values_list("pk", flat=True)[:limit]
    )
    for mail_id in due:
        deliver_mail.enqueue(mail_id)
    return len(due)
