"""Work done after the answer: what a task does is safe to do twice."""

from django_tasks import task

from .mail import deliver


@task()
def deliver_mail(mail_id: int) -> bool:
    """Send one mail from the outbox."""
    return deliver(mail_id)
