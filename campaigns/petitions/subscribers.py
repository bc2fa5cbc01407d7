"""Who is written to when there is news: signers who confirmed, asked for it, and still want it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from .addresses import email_key
from .models import Signature, Status, Suppression


class Place(NamedTuple):
    """How far a walk through signatures has come: everything up to this one is done."""

    petition: int = 0
    signature: int = 0


def subscribers(**of: Any) -> QuerySet[Signature]:
    """The signatures of those who want news and have a mailbox that may be written to."""
    denied = Suppression.objects.filter(petition=OuterRef("petition"), email_key=OuterRef("email_key"))
    return Signature.objects.filter(
        ~Exists(denied), status=Status.CONFIRMED, wants_updates=True, email_key__isnull=False, **of
    )


def count_by_language(petitions: Collection[int]) -> dict[str, int]:
    """How many there are by the language they signed in. Who signed several petitions is counted for each."""
    counted = subscribers(petition__in=petitions).order_by("language").values_list("language")
    return dict(counted.annotate(number=Count("pk")))


def subscribers_after(
    place: Place, petitions: Collection[int], before: datetime, size: int, languages: Collection[str] | None
) -> list[Place]:
    """The next batch by petition and signature: those confirmed before a moment, in these languages or in any.

    Short of `size` only once there are no more.
    """
    batch: list[Place] = []
    for petition in sorted(petitions):
        if petition < place.petition:
            continue
        found = subscribers(petition=petition, confirmed_at__lte=before)
        if languages is not None:
            found = found.filter(language__in=languages)
        if petition == place.petition:
            found = found.filter(pk__gt=place.signature)
        keys = found.order_by("pk").values_list("pk", flat=True)[: size - len(batch)]
        batch += [Place(petition, key) for key in keys]
        if len(batch) == size:
            break
    return batch


def subscriber(signature_id: int) -> Signature | None:
    """The signature if its signer wants news at this very moment, locked; None if not any more."""
    return subscribers(pk=signature_id).select_for_update(of=("self",)).select_related("petition").first()


def same_mailbox(address: str, petitions: Iterable[int]) -> QuerySet[Signature]:
    """The signatures of a mailbox on these petitions, each of which knows it by a key of its own."""
    keys = Q(pk__in=[])
    for petition in petitions:
        keys |= Q(petition=petition, email_key=email_key(petition, address))
    return Signature.objects.filter(keys)
