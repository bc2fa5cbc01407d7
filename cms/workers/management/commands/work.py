"""`manage.py work`: a worker, whichever queue the settings name."""

import os
import socket
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

from cms.workers.beating import Heart
from cms.workers.queues import the_queue


class Command(BaseCommand):
    help = "Do tasks until told to stop. Run as many at once, on as many machines, as there is work for."

    def handle(self, *args: Any, **options: Any) -> None:
        name, queue = f"{socket.gethostname()[:40]}-{os.getpid()}-{get_random_string(8)}", the_queue()
        heart = Heart(name, queue)
        heart.start()
        try:
            queue.work(name)
        finally:
            heart.stop()
