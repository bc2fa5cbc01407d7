"""Measures how fast the outbox sends confirmations, beside a bare loop that has its mails ready, and one that has not.

    python -m bench.mail [--mails 10000] [--rounds 5]

All give equally large mails to the same server over one connection each, in turn, so that whatever else the machine
does slows down all. The database is one that loses nothing, as in production. Then two workers send at once, and every
mail must arrive exactly once.
"""

import argparse
import os
import smtplib
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
django.setup()

from django.conf import settings  # noqa: E402 - Django has to be there first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.exchange import petition  # noqa: E402
from bench.server import DURABLE  # noqa: E402
from bench.sink import Sink, sink  # noqa: E402
from campaigns.mails import Letter  # noqa: E402
from campaigns.petitions.addresses import email_key  # noqa: E402
from campaigns.petitions.mail import Writer  # noqa: E402
from campaigns.petitions.models import ConsentText, MailKind, OutgoingMail, Person, Signature  # noqa: E402
from campaigns.petitions.outbox import send_due  # noqa: E402
from tests.postgres import temporary_server  # noqa: E402

BAR = 0.9


def owe(count: int) -> None:
    """So many signatures that wait for their confirmation, each owed its mail."""
    wanted, consent, made = petition(), ConsentText.objects.first(), []
    for number in range(count):
        person = Person(f"Person {number} Example", f"person{number}@example.org")
        signature = Signature(petition=wanted, consent=consent, country="DE", language="en")
        signature.email_key = email_key(wanted.pk, person.email)
        signature.person = person
        made.append(signature)
    Signature.objects.bulk_create(made, batch_size=1000)
    owed = (OutgoingMail(signature=signature, kind=MailKind.CONFIRM) for signature in made)
    OutgoingMail.objects.bulk_create(owed, batch_size=1000)


def drain() -> None:
    """Send until nothing is owed."""
    while send_due():
        pass


def loop(port: int, count: int, mail: bytes) -> None:
    """What anybody would write who has the mails ready and keeps no account of them."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        for number in range(count):
            server.sendmail("petitions@example.org", [f"person{number}@example.org"], mail)


def writing_loop(port: int, count: int, letter: Letter) -> None:
    """The same for who has to put each mail into its form first, as Django does it."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        for number in range(count):
            address = f"person{number}@example.org"
            mail = letter.message(address).message().as_bytes(linesep="\r\n")
            server.sendmail("petitions@example.org", [address], mail)


def drain_by_two() -> None:
    """Two processes that send until nothing is owed."""
    processes = []
    for _worker in range(2):
        process = os.fork()
        if not process:
            # Not closed: that would end the session of the parent, whose socket it is.
            connection.connection = None
            drain()
            os._exit(0)
        processes.append(process)
    for process in processes:
        os.waitpid(process, 0)


def check(server: Sink, count: int) -> None:
    """Every mail once, and no other; whatever else came ends the bench."""
    taken, expected = Counter(server.taken()), {f"person{number}@example.org" for number in range(count)}
    if taken != Counter(expected):
        missing, twice = len(expected - taken.keys()), sum(number > 1 for number in taken.values())
        raise SystemExit(f"{missing} mails are missing, {twice} came twice, {len(taken.keys() - expected)} are others.")


def an_owed_letter() -> Letter:
    """What is sent to a signer, with the links in it."""
    owe(1)
    message = Writer().mail_to(Signature.objects.latest("pk"), MailKind.CONFIRM)
    if message is None:
        raise SystemExit("There is no page to write of.")
    return Letter("en", str(message.subject), str(message.body), str(message.alternatives[0][0]))


def measure(server: Sink, mails: int, rounds: int) -> dict[str, list[float]]:
    """Mails per second in each round, by who sent them."""
    Signature.objects.all().delete()
    letter, size = an_owed_letter(), mails // rounds
    mail = letter.message("person0@example.org").message().as_bytes(linesep="\r\n")
    ways: dict[str, Callable[[], None]] = {
        "bare loop": lambda: loop(server.port, size, mail),
        "writing loop": lambda: writing_loop(server.port, size, letter),
        "outbox": drain,
        "two workers": drain_by_two,
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for name, send in list(ways.items()) * rounds:
        Signature.objects.all().delete()
        if "loop" not in name:
            owe(size)
        started = time.perf_counter()
        send()
        rates[name].append(size / (time.perf_counter() - started))
        check(server, size)
    print(f"{mails:,} mails of {len(mail):,} bytes in {rounds} rounds")  # noqa: T201
    return rates


def main() -> None:
    """Measure, and say by how much the outbox is slower; the bar is 90 %."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        call_command("migrate", verbosity=0)
        rates = measure(server, options.mails, options.rounds)
    bare = median(rates["bare loop"])
    for name, found in rates.items():
        middle = median(found)
        print(f"{name:14} {middle:8,.0f}/s ({min(found):,.0f} to {max(found):,.0f}) {middle / bare:6.0%}")  # noqa: T201
    met = median(rates["outbox"]) / bare >= BAR
    print(f"The bar of {BAR:.0%} is {'met' if met else 'missed'}; every mail came exactly once.")  # noqa: T201


def with_a_server() -> int:
    """Run this module anew with a database of its own; its exit status."""
    with temporary_server(DURABLE) as url:
        command = [sys.executable, "-m", "bench.mail", *sys.argv[1:]]
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    if "DATABASE_URL" not in os.environ:
        sys.exit(with_a_server())
    main()
