"""Whether this process lives (/healthz) and can serve (/readyz), in generic words only.

What no web process can help, mails that wait because the mail server is down for example, is reported as something to
attend to and leaves the answer at 200: a load balancer must not take the site away because of it.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from uuid import uuid4

from django.core.cache import cache as shared_cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from campaigns.clocks import shared_now
from campaigns.petitions.models import MailState, OutgoingMail
from cms.pooling import replace_dead
from cms.workers.models import Worker
from cms.workers.queues import has_workers, the_queue

logger = logging.getLogger(__name__)

WAITS_TOO_LONG = timedelta(minutes=15)
CLOCKS_DIFFER_BY = timedelta(minutes=1)


class NotReady(Exception):
    """A check did not pass."""


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when everything a request needs is there, 503 with the names of the checks that failed otherwise."""
    failed = failing(REQUIRED)
    if failed:
        return JsonResponse({"status": "not ready", "failed": failed}, status=503)
    return JsonResponse({"status": "ready", "attention": failing(WATCHED)})


def failing(checks: dict[str, Callable[[], None]]) -> list[str]:
    """The names of the checks that do not pass; why goes to the log."""
    names = []
    for name, check in checks.items():
        try:
            check()
        except (NotReady, DatabaseError, RedisError, OSError) as error:
            logger.warning("readiness check %s failed: %s", name, type(error).__name__)
            replace_dead(error)
            names.append(name)
    return names


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    if not migrations_are_applied():
        migrations_are_applied.cache_clear()
        raise NotReady


@cache
def migrations_are_applied() -> bool:
    """Asked until it is so; the code of a running process does not change after that."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def check_cache() -> None:
    key, value = f"health-{uuid4()}", uuid4().hex
    shared_cache.set(key, value, timeout=10)
    if shared_cache.get(key) != value:
        raise NotReady
    shared_cache.delete(key)


def check_clock() -> None:
    if abs(shared_now() - timezone.now()) > CLOCKS_DIFFER_BY:
        raise NotReady


def check_mail() -> None:
    if OutgoingMail.objects.filter(state=MailState.QUEUED, created_at__lte=timezone.now() - WAITS_TOO_LONG).exists():
        raise NotReady


def check_tasks() -> None:
    waits_since = the_queue().waits_since()
    if waits_since is not None and waits_since <= timezone.now() - WAITS_TOO_LONG:
        raise NotReady


def check_worker() -> None:
    if has_workers() and not Worker.objects.alive().exists():
        raise NotReady


REQUIRED = {"database": check_database, "migrations": check_migrations}
WATCHED = {"cache": check_cache, "clock": check_clock, "mail": check_mail, "tasks": check_tasks, "worker": check_worker}
