"""Correcting what a signer got wrong about themselves, at their wish: keys, numbers and seal follow."""

from uuid import UUID

from django.db import IntegrityError, transaction

from .models import COUNTED_STATUSES, ERASED_STATUSES, Person, Signature
from .moving import cell_of, tell_tally
from .namesakes import person_key

CORRECTED = ("name", "place", "comment", "country")


class SameAsAnother(Exception):
    """Somebody without a mailbox of that name, place and country has signed already."""


class NobodyLeft(Exception):
    """The signature is erased: there is nobody to correct."""


@transaction.atomic
def correct(public_id: UUID, values: dict[str, str]) -> list[str]:
    """Change any of `CORRECTED`; which ones have changed. The mailbox stays: it is what was confirmed.

    Raises NobodyLeft, and SameAsAnother if a unique constraint says so; nothing is changed then.
    """
    signature = Signature.objects.select_for_update(of=("self",)).filter(public_id=public_id).first()
    person = signature.person if signature else None
    if signature is None or person is None or signature.status in ERASED_STATUSES:
        raise NobodyLeft
    before = {**vars(person), "country": signature.country}
    after = {**before, **{name: values[name] for name in CORRECTED if name in values}}
    changed = [name for name in CORRECTED if before[name] != after[name]]
    if changed:
        _store(signature, after)
    return changed


def _store(signature: Signature, values: dict[str, str]) -> None:
    before, country = signature.person_key, values["country"]
    namesake = signature.person.namesake if signature.person else 1
    known_by = (values["name"], values["place"], country)
    key = person_key(signature.petition_id, *known_by, namesake)
    if before is None or bytes(before) != key:
        # Another person by name is the first of that name.
        namesake, key = 1, person_key(signature.petition_id, *known_by)
    old_cell = cell_of(signature, signature.confirmed_at) if signature.confirmed_at else None
    signature.person = Person(
        name=values["name"], email=values["email"], place=values["place"], comment=values["comment"], namesake=namesake
    )
    signature.person_key, signature.country = key, country
    try:
        with transaction.atomic():
            signature.save(update_fields=["sealed_person", "person_key", "country"])
    except IntegrityError as error:
        raise SameAsAnother from error
    if old_cell and signature.confirmed_at and signature.status in COUNTED_STATUSES:
        new_cell = cell_of(signature, signature.confirmed_at)
        if new_cell != old_cell:
            tell_tally({old_cell: -1, new_cell: 1})
