"""The pool of connections after the database was restarted: one request finds out, and spares the others.

Asking each connection whether it lives before each request would find out too, at the price of a way to the database.
"""

import sys
from typing import Any

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, connection


def connect() -> None:
    """Look after the pool from now on."""
    got_request_exception.connect(note_exception, dispatch_uid="pooling.note_exception")


def note_exception(**kwargs: Any) -> None:
    """Receiver of got_request_exception."""
    replace_dead(sys.exc_info()[1])


def replace_dead(error: BaseException | None) -> None:
    """Replace idle connections that are dead, if that is what the error may come from."""
    pool = getattr(connection, "pool", None)
    if pool is not None and isinstance(error, OperationalError | InterfaceError):
        pool.check()
