"""What is deleted when, without anybody having to think of it (design §4)."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from campaigns.clocks import shared_now

from .journal import read_journal
from .models import (
    ERASED_VALUES,
    INVALIDATION_UNDOABLE,
    ErasureKind,
    Invalidation,
    OutgoingMail,
    Petition,
    PrivateFile,
    Purge,
    Signature,
    Status,
)
from .signing import UNCONFIRMED_KEPT, anonymise, deny, erase, withdraw

BATCH = 1000


@dataclass(frozen=True)
class Erased:
    """How much each rule touched: signatures, then what hung on them."""

    unconfirmed: int = 0
    invalidated: int = 0
    anonymised: int = 0
    never_counted: int = 0
    mails: int = 0
    suppressions: int = 0
    sheets: int = 0
    imports: int = 0
    files: int = 0
    rules: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing to do."""
        return not any(asdict(self).values())


def erase_due(at: datetime | None = None) -> Erased:
    """Apply every retention rule that is due, in batches; safe to repeat and to interrupt. Notes the numbers."""
    erased = _apply(at or shared_now(), _Act())
    if not erased.is_nothing:
        Purge.objects.create(numbers=asdict(erased))
    return erased


def count_due(at: datetime | None = None) -> Erased:
    """How much `erase_due` would touch now; nothing is changed."""
    return _apply(at or shared_now(), _Count())


def bring_up_to_date(since: date) -> int:
    """After restoring a backup: erase once more what the journal says was erased since; how many were still there."""
    again: dict[ErasureKind, Callable[[Any], bool]] = {
        ErasureKind.WITHDRAWN: withdraw,
        ErasureKind.DENIED: deny,
        ErasureKind.ERASED: erase,
    }
    return sum(again[kind](public_id) for public_id, kind in read_journal(since))


def _apply(at: datetime, act: "_Act") -> Erased:
    """Every rule once, then the petitions whose time is over."""
    numbers = Counter(
        unconfirmed=act.delete(Signature.objects.pending().filter(signed_at__lt=at - UNCONFIRMED_KEPT)),
        invalidated=act.update(_invalidated_for_good(at), **ERASED_VALUES),
        rules=act.update(_rules_of_the_past(at), sealed_rule=None),
        files=act.delete_files(PrivateFile.objects.expired(at)),
    )
    for petition in Petition.objects.ended_before(at):
        if petition.erases_at and petition.erases_at <= at:
            numbers.update(_apply_to(petition, act))
    return Erased(**numbers)


def _apply_to(petition: Petition, act: "_Act") -> dict[str, int]:
    """Names go; the number, and on what it rests, stays."""
    never_counted = petition.signatures.filter(status__in=[Status.PENDING, Status.HELD])
    invalidated = petition.signatures.filter(status=Status.INVALIDATED, sealed_person__isnull=False)
    sheets = petition.sheets.exclude(collector="", place="", scan=None)
    imports = petition.imports.exclude(file=None, rejected=None, sealed_problems=None)
    # Known before what names them lets them go.
    files = {key for key in _files_of(petition) if key}
    return {
        "mails": act.delete(OutgoingMail.objects.filter(signature__petition=petition)),
        "never_counted": act.delete(never_counted),
        "suppressions": act.delete(petition.suppressions.all()),
        "anonymised": act.anonymise(petition),
        "invalidated": act.update(invalidated, **ERASED_VALUES),
        "sheets": act.update(sheets, collector="", place="", scan=None),
        "imports": act.update(imports, file=None, rejected=None, sealed_problems=None),
        "files": act.delete_files(PrivateFile.objects.filter(pk__in=files)),
    }


def _files_of(petition: Petition) -> Iterator[Any]:
    """The keys of the private files that hang on a petition, and nothing where there is none."""
    yield from petition.sheets.values_list("scan", flat=True)
    yield from petition.handovers.values_list("pack", flat=True)
    yield from petition.exports.values_list("file", flat=True)
    for keys in petition.imports.values_list("file", "rejected"):
        yield from keys


def _invalidated_for_good(at: datetime) -> QuerySet[Signature]:
    """Once invalidating cannot be undone any more, nothing personal is needed."""
    overdue = Signature.objects.filter(status=Status.INVALIDATED, sealed_person__isnull=False)
    return overdue.since_before(at - INVALIDATION_UNDOABLE)


def _rules_of_the_past(at: datetime) -> QuerySet[Invalidation]:
    """A rule may hold a name or an address; once nothing can be decided or undone by it, it is not needed."""
    rules = Invalidation.objects.filter(sealed_rule__isnull=False, asked_at__lt=at - INVALIDATION_UNDOABLE)
    return rules.exclude(state__in=Invalidation.working_states).exclude(applied_at__gte=at - INVALIDATION_UNDOABLE)


class _Act:
    """Deletes and anonymises, batch by batch."""

    def delete(self, rows: QuerySet[Any]) -> int:
        done = 0
        while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
            rows.model._default_manager.filter(pk__in=keys).delete()
            done += len(keys)
        return done

    def delete_files(self, files: QuerySet[PrivateFile]) -> int:
        found = list(files)
        for file in found:
            file.delete()
        return len(found)

    def update(self, rows: QuerySet[Any], **values: Any) -> int:
        return rows.update(**values)

    def anonymise(self, petition: Petition) -> int:
        done = 0
        while size := anonymise(petition, BATCH):
            done += size
        return done


class _Count(_Act):
    """Only counts."""

    def delete(self, rows: QuerySet[Any]) -> int:
        return rows.count()

    def delete_files(self, files: QuerySet[PrivateFile]) -> int:
        return files.count()

    def update(self, rows: QuerySet[Any], **values: Any) -> int:
        return rows.count()

    def anonymise(self, petition: Petition) -> int:
        return petition.signatures.filter(status=Status.CONFIRMED).count()
