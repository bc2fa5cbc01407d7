"""Mails an update to many signers while workers are killed and people leave, and looks who got it.

    python -m tests.postgres python -m bench.mailing [--signers 10000] [--kills 5]

A mail server of our own notes each mail it takes in a file before it answers. Everybody who stays must stand there
once; nobody who left may stand there after leaving; a mail of which a dead worker said nothing may be missing, and is
counted.
"""

import argparse
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
django.setup()

from django.conf import settings  # noqa: E402 - Django has to be there first
from django.core.mail import EmailMessage  # noqa: E402
from django.core.mail.backends.base import BaseEmailBackend  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Locale, Page, Site  # noqa: E402

from campaigns.articles.delivering import deliver  # noqa: E402
from campaigns.articles.mailing import plan  # noqa: E402
from campaigns.articles.models import Delivery, Mailing, MailingState, UpdatePage  # noqa: E402
from campaigns.petitions import signing  # noqa: E402
from campaigns.petitions.addresses import email_key  # noqa: E402
from campaigns.petitions.models import Person, Petition, PetitionPage, Signature, Status  # noqa: E402
from tests.factories import (  # noqa: E402
    CampaignIndexPageFactory,
    CampaignPageFactory,
    HomePageFactory,
    PetitionPageFactory,
    UpdatePageFactory,
)

LANGUAGES = ("en", "de", "ar", "ko")
ONE_IN_LEAVES = 20


class NotingBackend(BaseEmailBackend):
    """A mail server that writes down whom each mail was for."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with Path(settings.BENCH_MAILS).open("ab", buffering=0) as file:
            for message in email_messages:
                message.message().as_bytes()
                file.write(f"{time.time_ns()} {message.to[0]}\n".encode())
        return len(email_messages)


@dataclass(frozen=True)
class Outcome:
    """Who got how many mails, who left in vain, and what the mailing says of itself."""

    mailing: Mailing
    received: Counter[str]
    stayed: set[str]
    told_after_leaving: set[str]
    kills: int
    seconds: float

    @property
    def twice(self) -> set[str]:
        """Those who got more than one mail."""
        return {address for address, number in self.received.items() if number > 1}

    @property
    def missing(self) -> set[str]:
        """Those who stayed and got none."""
        return self.stayed - self.received.keys()


def campaign() -> tuple[list[Petition], UpdatePage]:
    """A campaign with two petitions and an update."""
    Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    home = HomePageFactory(parent=root, slug="bench-home")
    Site.objects.update_or_create(is_default_site=True, defaults={"root_page": home, "hostname": "localhost"})
    article = CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home))
    pages: list[PetitionPage] = [PetitionPageFactory(parent=article, slug=f"bench-{n}") for n in range(2)]
    update = UpdatePageFactory(parent=article, title="They were heard", summary="The court has listened to them.")
    return [page.petition for page in pages], update


def signed(petition: Petition, numbers: range) -> list[Signature]:
    """People who confirmed and asked for news."""
    made, now = [], timezone.now()
    for n in numbers:
        signature = Signature(
            petition=petition, status=Status.CONFIRMED, source="paper", country="DE", language=LANGUAGES[n % 4]
        )
        signature.confirmed_at, signature.wants_updates = now, True
        signature.person = Person(f"Example {n}", f"person{n}@example.org")
        signature.email_key = email_key(petition.pk, f"person{n}@example.org")
        made.append(signature)
    return Signature.objects.bulk_create(made, batch_size=1000)


def worker(mailing_id: int) -> int:
    """A process that works at the mailing until there is nothing to do; its number."""
    process = os.fork()
    if not process:
        # Not closed: that would end the session of the parent, whose socket it is.
        connection.connection = None
        while deliver(mailing_id):
            pass
        os._exit(0)
    return process


def time_passes() -> None:
    """Long enough for a dead worker to be believed dead, and for the next minute of the clock."""
    long_ago = timezone.now() - timedelta(hours=1)
    Mailing.objects.update(leased_until=None, minute=None)
    Delivery.objects.filter(state="sending").update(claimed_at=long_ago)


def leave(leavers: list[Signature]) -> dict[str, int]:
    """Some withdraw, some end the news; when they had gone."""
    gone = {}
    for n, signature in enumerate(leavers):
        address = signature.signer_email
        if n % 2:
            signing.withdraw(signature.public_id)
        else:
            signing.choose_updates(signature.public_id, wants_updates=False)
        gone[address] = time.time_ns()
    return gone


def experiment(signers: int, kills: int, folder: Path) -> Outcome:
    """Mail to so many, killing the worker so often at moments spread over all of it."""
    settings.EMAIL_BACKEND, settings.BENCH_MAILS = "bench.mailing.NotingBackend", str(folder / "mails")
    mails = Path(settings.BENCH_MAILS)
    mails.touch()
    (first, second), update = campaign()
    people = signed(first, range(signers))
    # Every tenth signed the other petition, too.
    signed(second, range(0, signers, 10))
    chance = random.Random(5)  # noqa: S311 - the same moments in every run
    leavers = [person for n, person in enumerate(people) if n % 10 and chance.randrange(ONE_IN_LEAVES) == 0]
    mailing = plan(update, None, starts_at=timezone.now() + timedelta(seconds=1), pace=6000, in_original=True)
    time.sleep(1.1)
    started, gone = time.perf_counter(), {}
    for number in range(kills):
        process, threshold = worker(mailing.pk), signers * (number + chance.random()) / (kills + 1)
        while mails.read_bytes().count(b"\n") < threshold:
            time.sleep(0.02 + chance.random() / 50)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        gone |= leave(leavers[number :: kills + 1])
        time_passes()
    mailing.refresh_from_db()
    while mailing.state == MailingState.SENDING:
        os.waitpid(worker(mailing.pk), 0)
        time_passes()
        mailing.refresh_from_db()
    received = [line.split() for line in mails.read_text().splitlines()]
    return Outcome(
        mailing,
        Counter(address for _at, address in received),
        stayed={f"person{n}@example.org" for n in range(signers)} - gone.keys(),
        told_after_leaving={address for at, address in received if int(at) > gone.get(address, int(at))},
        kills=kills,
        seconds=time.perf_counter() - started,
    )


def main() -> None:
    """Do it once, and say what came of it; fails where a promise was broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--signers", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=5)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    with TemporaryDirectory() as folder:
        outcome = experiment(options.signers, options.kills, Path(folder))
    mailing = outcome.mailing
    numbers: dict[str, Any] = {
        "signers": options.signers,
        "rows planned": mailing.planned,
        "mails taken": sum(outcome.received.values()),
        "sent": mailing.sent,
        "uncertain": mailing.uncertain,
        "left": mailing.left,
        "the same mailbox": mailing.twice,
        "got it twice": len(outcome.twice),
        "stayed and got none": len(outcome.missing),
        "got it after leaving": len(outcome.told_after_leaving),
        "workers killed": outcome.kills,
        "mails per second": round(sum(outcome.received.values()) / outcome.seconds),
    }
    for name, number in numbers.items():
        print(f"{name:22} {number:8,}")  # noqa: T201
    if outcome.twice or outcome.told_after_leaving or len(outcome.missing) > mailing.uncertain:
        raise SystemExit("A promise was broken.")


if __name__ == "__main__":
    main()
