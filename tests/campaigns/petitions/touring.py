"""What is done with a petition, step by step: by visitors, signers, chores, and the people who run it.

Each step takes the million and a browser of an administrator's.
"""

import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.articles.audience import editions_of, readers_of
from campaigns.articles.delivering import deliver
from campaigns.articles.mailing import start_due
from campaigns.articles.models import Mailing, UpdatePage
from campaigns.petitions import correcting, erasing, reminding, retention, rotation, signing
from campaigns.petitions.counting import roll_up, verify
from campaigns.petitions.exchange import importing
from campaigns.petitions.exchange.exporting import rows_of
from campaigns.petitions.forms.visitors import form_time_stamp
from campaigns.petitions.invalidating import work_on
from campaigns.petitions.models import (
    ConsentText,
    ExportPurpose,
    Handover,
    HandoverMode,
    Import,
    Invalidation,
    InvalidationState,
    Petition,
    PetitionPage,
    Reminder,
    Rule,
    Signature,
    Status,
)
from campaigns.petitions.moving import Act
from campaigns.petitions.outbox import send_due
from campaigns.petitions.statistics import signatures_up_to, statistics_of
from campaigns.petitions.tokens import Purpose, make_token
from cms.health import NotReady, check_mail

from .million import SHOWN


@dataclass
class Full:
    """A petition with most of the million, what hangs on it, and what counting cost while it was small."""

    page: PetitionPage
    other: PetitionPage
    update: UpdatePage
    mailing: Mailing
    consent: ConsentText
    blocks_when_small: int

    @property
    def petition(self) -> Petition:
        return self.page.petition

    def one(self, status: Status) -> Signature:
        """The latest signature that stands so: its signer can be unsealed."""
        return self.petition.signatures.filter(status=status).order_by("-pk")[0]

    def link(self, view: str, purpose: Purpose, status: Status) -> str:
        """The address of a signer's own page."""
        token = make_token(purpose, self.one(status).public_id)
        return reverse(f"petitions:{view}", args=[self.petition.reference, token])

    def address(self, view: str) -> str:
        """The address of one of the petition's own pages."""
        return reverse(f"petitions:{view}", args=[self.petition.reference])

    def filled_in(self, address: str) -> dict[str, str]:
        """What a browser sends when somebody signs."""
        stamp = form_time_stamp(self.petition)
        person = {"name": "Ada Example", "email": address, "country": "DE"}
        return {**person, "website": "", "consent": str(self.consent.pk), "form_time": stamp}


Step = Callable[[Full, Client], object]
STEPS: dict[str, Step] = {}


def step(act: Step) -> Step:
    """One more of `STEPS`, by its name."""
    STEPS[act.__name__] = act
    return act


def screen(name: str, *, of_petition: bool = True, query: str = "") -> None:
    """A step that looks at a screen of the admin."""

    def look(full: Full, client: Client) -> HttpResponse:
        found = reverse(name, args=[full.petition.pk] if of_petition else [])
        return client.get(found + query.format(petition=full.petition.pk, middle=full.one(Status.HELD).pk - 2 * SHOWN))

    STEPS[f"{name}{query}"] = look


@step
def page(full: Full, client: Client) -> HttpResponse:
    return Client().get(full.page.url)


@step
def number(full: Full, client: Client) -> HttpResponse:
    return Client().get(reverse("petition_count", args=[full.petition.reference]))


@step
def thanks(full: Full, client: Client) -> HttpResponse:
    return Client().get(full.address("thanks"))


@step
def sign(full: Full, client: Client) -> HttpResponse:
    return client.post(full.address("sign"), full.filled_in("ada@example.org"))


@step
def sign_again(full: Full, client: Client) -> HttpResponse:
    return client.post(full.address("sign"), full.filled_in(full.one(Status.CONFIRMED).signer_email))


@step
def send_again(full: Full, client: Client) -> HttpResponse:
    return client.post(full.address("resend"), {"email": full.one(Status.PENDING).signer_email})


@step
def confirm(full: Full, client: Client) -> HttpResponse:
    link = full.link("confirm", Purpose.CONFIRM, Status.PENDING)
    client.get(link)
    return client.post(link)


@step
def deny(full: Full, client: Client) -> HttpResponse:
    link = full.link("deny", Purpose.DENY, Status.PENDING)
    client.get(link)
    return client.post(link)


@step
def my_page(full: Full, client: Client) -> HttpResponse:
    link = full.link("my", Purpose.MANAGE, Status.CONFIRMED)
    client.get(f"{link}download/")
    client.post(link, {"wants_updates": "on"})
    return client.get(link)


@step
def withdraw(full: Full, client: Client) -> bool:
    return signing.withdraw(full.one(Status.CONFIRMED).public_id)


@step
def unsubscribe(full: Full, client: Client) -> HttpResponse:
    return client.post(full.link("unsubscribe", Purpose.UNSUBSCRIBE, Status.CONFIRMED))


@step
def send_mails(full: Full, client: Client) -> int:
    return send_due()


@step
def every_minute(full: Full, client: Client) -> None:
    call_command("housekeeping", stdout=io.StringIO())
    start_due()
    with suppress(NotReady):
        check_mail()


@step
def every_day(full: Full, client: Client) -> None:
    call_command("purge", stdout=io.StringIO())


@step
def count_what_is_due(full: Full, client: Client) -> retention.Erased:
    return retention.count_due()


@step
def prove_numbers(full: Full, client: Client) -> object:
    return verify()


@step
def roll_up_new(full: Full, client: Client) -> int:
    signing.confirm(full.one(Status.PENDING).public_id)
    return roll_up()


@step
def remind(full: Full, client: Client) -> int:
    reminder = reminding.ask(full.petition, None)
    reminder.position = full.one(Status.PENDING).pk - 40
    reminding.write_some(reminder)
    return Reminder.objects.get(pk=reminder.pk).mails


@step
def review(full: Full, client: Client) -> int:
    held, invalidated = full.one(Status.HELD).pk, full.one(Status.INVALIDATED).pk
    return signing.review_all(full.petition, [held], Act.RELEASE) + signing.review_all(
        full.petition, [invalidated], Act.RESTORE
    )


@step
def invalidate_by_rule(full: Full, client: Client) -> int:
    """Its first batch, and taking it back."""
    rule = Rule(risk="trap")
    invalidation = Invalidation.objects.create(petition=full.petition, as_of=timezone.now())
    invalidation.rule, invalidation.state = rule, InvalidationState.APPLYING
    work_on(invalidation)
    invalidation.state, invalidation.position = InvalidationState.UNDOING, 0
    work_on(invalidation)
    return invalidation.restored


@step
def rotate_keys(full: Full, client: Client) -> list[int]:
    return rotation._next_batch(1_000)


@step
def correct_one(full: Full, client: Client) -> bool:
    values = {"name": "Ada Example", "place": "", "comment": "", "country": "FR"}
    return correcting.correct(full.one(Status.CONFIRMED).public_id, values)


@step
def find_by_address(full: Full, client: Client) -> HttpResponse:
    return client.post(reverse("signatures:find"), {"email": full.one(Status.CONFIRMED).signer_email})


@step
def look_at_one(full: Full, client: Client) -> HttpResponse:
    return client.get(reverse("signatures:inspect", args=[full.one(Status.CONFIRMED).pk]))


@step
def erase_somebody(full: Full, client: Client) -> int:
    return erasing.erase_everywhere(full.one(Status.CONFIRMED).signer_email, None, "Asked for it")


@step
def bring_in(full: Full, client: Client) -> int:
    """A file of a thousand, with one who has signed; and taking it back."""
    table = ["name,email,country,signed_on", *(f"Person {n},brought{n}@example.org,DE,2026-05-01" for n in range(1000))]
    table.append(f"Somebody,{full.one(Status.CONFIRMED).signer_email},DE,2026-05-01")
    brought = Import(petition=full.petition, file_name="list.csv", basis_note="In the archive", language="en")
    importing.begin(brought, io.BytesIO("\n".join(table).encode()), None)
    importing.look_through(brought)
    importing.add(brought)
    importing.undo(brought, None, "The wrong list")
    return int(brought.numbers["added"])


@step
def export_names(full: Full, client: Client) -> object:
    """The first of them: the rest comes by the same statement."""
    return list(islice(rows_of(full.petition, ExportPurpose.FULL, {}), 10))


@step
def export_numbers(full: Full, client: Client) -> object:
    return list(rows_of(full.petition, ExportPurpose.NUMBERS, {}))


@step
def hand_over(full: Full, client: Client) -> object:
    handover = Handover(petition=full.petition, mode=HandoverMode.NAMES, as_of=timezone.now())
    return statistics_of(handover)


@step
def hand_over_names(full: Full, client: Client) -> object:
    handover = Handover(petition=full.petition, mode=HandoverMode.NAMES, as_of=timezone.now())
    return list(signatures_up_to(handover).confirmed().order_by("public_id")[:10])


@step
def plan_mailing(full: Full, client: Client) -> object:
    return readers_of(full.update, editions_of(full.update.translation_key))


@step
def begin_mailing(full: Full, client: Client) -> bool:
    """Only the last rows are still to be made."""
    last = {"planned_petition": full.other.petition_id, "planned_signature": full.one(Status.CONFIRMED).pk - 2000}
    Mailing.objects.update(is_planned=False, **last)
    return deliver(full.mailing.pk)


@step
def go_on_mailing(full: Full, client: Client) -> bool:
    return deliver(full.mailing.pk)


screen("wagtailadmin_home", of_petition=False)
screen("petition_pages:index", of_petition=False)
screen("petition_settings:index", of_petition=False)
for name in ("desk", "remind", "invalidate", "steer"):
    screen(f"petition_desk:{name}")
for place in ("", "last=1", "before={middle}", "after={middle}"):
    screen("signatures:index", of_petition=False, query=f"?petition={{petition}}&{place}")
for status in Status:
    for place in ("", "&last=1"):
        screen("signatures:index", of_petition=False, query=f"?petition={{petition}}&status={status}{place}")
for status in (Status.HELD, Status.INVALIDATED):
    for place in ("", "&last=1"):
        screen("petition_desk:review", query=f"?status={status}{place}")
