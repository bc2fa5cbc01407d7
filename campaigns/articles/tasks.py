"""The worker's part of a mailing: short runs that give other tasks their turn, and mails to single signers first."""

from django_tasks import task

from .delivering import deliver


@task(priority=-10)
def send_mailing(mailing_id: int) -> None:
    """Send for a while, and ask for the next turn if there is more to send at once."""
    if deliver(mailing_id):
        send_mailing.enqueue(mailing_id)
