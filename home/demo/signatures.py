"""A few dozen invented signatures, so that a petition can be seen running; every one says that it is an example."""

import datetime
import random
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from campaigns.petitions.models import ConsentText, Person, Petition, Signature, TallyEntry
from campaigns.petitions.signing import confirm, sign

EXAMPLE_COUNT = 37
SEED = 7


class Origin(NamedTuple):
    """Where a signer lives, and the language of the page they signed on."""

    country: str
    language: str


ORIGINS = (
    *[Origin("DE", "de")] * 11,
    *[Origin("AT", "de")] * 3,
    *[Origin("CH", "de")] * 3,
    *[Origin("GB", "en")] * 4,
    *[Origin("US", "en")] * 3,
    *[Origin("KR", "ko")] * 4,
    *[Origin("NL", "en")] * 2,
    Origin("US", "ko"),
    Origin("DE", "ar"),
    Origin("JO", "ar"),
    Origin("MA", "ar"),
    Origin("FR", "en"),
    Origin("CA", "en"),
    Origin("JP", "en"),
)
# Names in the writing of the page: so lists and exports can be seen with names that run from right to left.
NAMES = {"en": "Example Person {}", "de": "Example Person {}", "ko": "예시 인물 {}", "ar": "شخص افتراضي {}"}


def add_example_signatures(petition: Petition, consents: dict[str, ConsentText], within: datetime.timedelta) -> None:
    """Sign and confirm as everybody does, spread over the time that has passed; no mail is sent."""
    chance = random.Random(SEED)  # noqa: S311 - the same picture every time, nothing to protect
    origins = chance.sample(ORIGINS, EXAMPLE_COUNT)
    for number, origin in enumerate(origins, start=1):
        ago = within * chance.uniform(0.02, 0.98)
        name = NAMES[origin.language].format(number)
        person = Person(name=name, email=f"example-person-{number}@example.org")
        _add(petition, person, origin, consents[origin.language], timezone.now() - ago, wants_updates=number % 3 > 0)


@transaction.atomic
def _add(
    petition: Petition,
    person: Person,
    origin: Origin,
    consent: ConsentText,
    at: datetime.datetime,
    *,
    wants_updates: bool,
) -> None:
    signature = sign(
        petition,
        person,
        country=origin.country,
        language=origin.language,
        consent=consent,
        wants_updates=wants_updates,
    )
    if signature is None:
        return
    confirm(signature.public_id)
    # Nobody reads example.org: the mail is taken back before this transaction lets it go.
    signature.mails.all().delete()
    Signature.objects.filter(pk=signature.pk).update(signed_at=at, confirmed_at=at, status_since=at)
    entry = TallyEntry.objects.filter(petition=petition).latest("pk")
    entry.day = at.astimezone(datetime.UTC).date()
    entry.save(update_fields=["day"])
