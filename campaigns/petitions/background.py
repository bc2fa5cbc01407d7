"""Work done by a worker, each step in one transaction: killed in the middle, nothing of the step has happened.

Most work is one step; what touches rows that people may want meanwhile goes batch by batch. The worker holds the row of
the work locked. `resume` hands over again what is neither done nor locked.
"""

import gc
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from .exchange.exporting import make_file
from .exchange.importing import add, look_through
from .invalidating import work_on
from .models import Export, Handover, Import, ImportState, Invalidation, Reminder, Work
from .packing import make_pack
from .reminding import write_some

logger = logging.getLogger(__name__)
DOING: dict[type[Work], Callable[[Any], None]] = {
    Export: make_file,
    Handover: make_pack,
    Invalidation: work_on,
    Reminder: write_some,
}
MOST_ATTEMPTS = 5
LEFT_TO_THE_QUEUE = timedelta(minutes=2)
KINDS: dict[str, type[Work]] = {
    str(model._meta.model_name): model for model in (Import, Export, Handover, Invalidation, Reminder)
}


@task()
def do_work(kind: str, work_id: int) -> bool:
    """Do a piece of work unless it is done or somebody is at it; True if it was done now."""
    model = KINDS[kind]
    model._default_manager.filter(pk=work_id).update(attempts=F("attempts") + 1)
    # What is loaded by now stays; looking through it for garbage again and again takes a quarter of the time.
    gc.freeze()
    try:
        was_done = False
        while _do_step(model, work_id):
            was_done = True
    except Exception as error:  # noqa: BLE001 - whatever it was, somebody waits for an answer
        # The words of an error may hold what was in the file; its kind does not.
        logger.error("%s %s failed (%s)", kind, work_id, type(error).__name__)
        with transaction.atomic():
            work = _locked(model, work_id)
            if work is not None and work.is_working:
                _give_up(work)
        return False
    finally:
        gc.unfreeze()
    return was_done


@transaction.atomic
def _do_step(model: type[Work], work_id: int) -> bool:
    """One step; False if there was none to do, or another worker has it. A step that went well counts attempts anew."""
    work = _locked(model, work_id)
    if work is None or not work.is_working:
        return False
    if work.attempts > MOST_ATTEMPTS:
        return _give_up(work)
    _doing(work)(work)
    if work.is_working:
        model._default_manager.filter(pk=work_id).update(queued_at=timezone.now(), attempts=0)
    return True


def start(work: Work) -> None:
    """Hand a piece of work to the queue, once what asks for it is certain; attempts are counted anew."""
    type(work)._default_manager.filter(pk=work.pk).update(queued_at=timezone.now(), attempts=0)
    transaction.on_commit(partial(do_work.enqueue, str(work._meta.model_name), work.pk))


def resume() -> int:
    """Hand over again whatever a killed worker left behind; how many pieces."""
    found = 0
    for kind, model in KINDS.items():
        queued_before = timezone.now() - LEFT_TO_THE_QUEUE
        late: Any = model._default_manager.filter(queued_at__lt=queued_before)
        for work_id in late.filter(state__in=model.working_states).values_list("pk", flat=True):
            with transaction.atomic():
                if _locked(model, work_id):
                    model._default_manager.filter(pk=work_id).update(queued_at=timezone.now())
                    found += 1
                    transaction.on_commit(partial(do_work.enqueue, kind, work_id))
    return found


def _doing(work: Work) -> Callable[[Any], None]:
    if isinstance(work, Import):
        return add if work.state == ImportState.ADDING else look_through
    return next(doing for model, doing in DOING.items() if isinstance(work, model))


def _locked(model: type[Work], work_id: int) -> Any:
    """The work, locked; None if another worker has it."""
    rows = model._default_manager.filter(pk=work_id)
    skips = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=skips, of=("self",) if skips else ()).first()


def _give_up(work: Work) -> bool:
    work.fail()
    work.finished_at = timezone.now()
    work.save()
    return False
