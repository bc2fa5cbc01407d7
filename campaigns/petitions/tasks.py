"""Work done after the answer: what a task does is safe to do twice."""

from django_tasks import task

from .outbox import is_awaited, send_due


@task()
def send_mails() -> int:
    """Send what the outbox owes; how many mails the server took."""
    return send_due()


def send_soon() -> None:
    """Have somebody look into the outbox; to be called after the commit of what is to be sent."""
    if not is_awaited():
        send_mails.enqueue()
