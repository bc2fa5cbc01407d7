"""What is deleted when, without anybody having to think of it (design §4)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from .models import ERASED_VALUES, Petition, Signature, Status
from .signing import INVALIDATION_UNDOABLE, UNCONFIRMED_KEPT, anonymise

BATCH = 1000


@dataclass(frozen=True)
class Erased:
    """How many signatures each rule touched."""

    unconfirmed: int
    invalidated: int
    anonymised: int


def erase_due(at: datetime | None = None) -> Erased:
    """Apply every retention rule that is due; safe to repeat and to interrupt."""
    at = at or timezone.now()
    return Erased(
        unconfirmed=_delete_unconfirmed(at),
        invalidated=_erase_invalidated(at),
        anonymised=sum(_anonymise(petition) for petition in Petition.objects.ended_before(at) if _is_due(petition, at)),
    )


def _is_due(petition: Petition, at: datetime) -> bool:
    return petition.erases_at is not None and petition.erases_at <= at


def _delete_unconfirmed(at: datetime) -> int:
    return (
        Signature.objects.pending()
        .filter(signed_at__lt=at - UNCONFIRMED_KEPT)
        .delete()[1]
        .get(Signature._meta.label, 0)
    )


def _erase_invalidated(at: datetime) -> int:
    """Once invalidating cannot be undone any more, nothing personal is needed."""
    overdue = Signature.objects.filter(status=Status.INVALIDATED, sealed_person__isnull=False)
    return overdue.since_before(at - INVALIDATION_UNDOABLE).update(**ERASED_VALUES)


def _anonymise(petition: Petition) -> int:
    """All confirmed signatures of a petition lose their names; those that never counted are deleted."""
    petition.signatures.filter(status__in=[Status.PENDING, Status.HELD]).delete()
    petition.suppressions.all().delete()
    done = 0
    while size := anonymise(petition, BATCH):
        done += size
    return done
