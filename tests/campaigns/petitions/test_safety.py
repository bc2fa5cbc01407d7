"""What must hold whatever happens: one person one signature, and a stolen database names nobody."""

import io
import os
import random
import re
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from campaigns.petitions import background, signing
from campaigns.petitions.addresses import email_key
from campaigns.petitions.counting import roll_up
from campaigns.petitions.exchange import importing
from campaigns.petitions.forms.visitors import form_time_stamp
from campaigns.petitions.models import (
    ConsentText,
    Import,
    OutgoingMail,
    Person,
    Petition,
    PetitionPage,
    PetitionText,
    Signature,
    count_signatures,
)
from cms.access.models import User
from tests.factories import (
    CampaignIndexPageFactory,
    CampaignPageFactory,
    ConsentTextFactory,
    HomePageFactory,
    PetitionPageFactory,
)

ROUNDS = 20
AT_ONCE = 40
SIGNERS, CHANGES = 6, 8
SPELLINGS = ["ada@example.org", "ADA@example.org", "ada+one@example.org", "Ada+two@EXAMPLE.org"]


def in_parallel(work: Callable[[int], object], times: int) -> list[object]:
    """Run `work` in that many threads, all starting at the same moment, each with a connection of its own."""
    barrier = Barrier(times)

    def run(number: int) -> object:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


@pytest.fixture
def committed_page(transactional_db: None, root_page: object, default_site: object) -> PetitionPage:
    home = HomePageFactory(parent=root_page, slug="home")
    campaign = CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home))
    ConsentTextFactory()
    return PetitionPageFactory(parent=campaign)


@pytest.mark.postgres
def test_forty_equal_signatures_at_once_are_one_row_in_every_round(committed_page: PetitionPage) -> None:
    consent = ConsentText.objects.current("en")
    data = {
        "name": "Ada",
        "country": "DE",
        "consent": str(consent.pk),
        "form_time": form_time_stamp(committed_page.petition),
    }
    path = f"/en/petitions/{committed_page.petition.reference}/sign/"
    for _ in range(ROUNDS):
        answers = in_parallel(
            lambda number: Client().post(path, {**data, "email": SPELLINGS[number % len(SPELLINGS)]}).status_code,
            AT_ONCE,
        )
        assert answers == [303] * AT_ONCE
        assert Signature.objects.count() == 1
        assert OutgoingMail.objects.count() <= 3
        Signature.objects.all().delete()


@pytest.mark.postgres
def test_confirming_at_once_from_many_places_counts_once(committed_page: PetitionPage) -> None:
    petition, consent = committed_page.petition, ConsentText.objects.current("en")
    signature = signing.sign(petition, Person("Ada", "ada@example.org"), country="DE", language="en", consent=consent)
    results = in_parallel(lambda _: signing.confirm(signature.public_id), 20)
    assert results.count(signing.Confirmation.DONE) == 1
    assert count_signatures(petition).confirmed == 1


@pytest.mark.postgres
def test_nobody_who_signs_is_lost_or_refused_while_page_and_settings_are_published(
    committed_page: PetitionPage,
) -> None:
    petition, address = committed_page.petition, committed_page.url
    reword(committed_page, 0)
    User.objects.create_superuser("boss", "boss@example.org", None)

    def work(number: int) -> list[tuple[str, str]]:
        if number == 0:
            return [reword(committed_page, version) for version in range(1, CHANGES)] and []
        if number == 1:
            return [set_goal(petition, 1000 + change) for change in range(CHANGES)] and []
        return [sign_what_one_reads(address, f"person{number}.{time}@example.org") for time in range(CHANGES)]

    signed = dict(chain.from_iterable(in_parallel(work, 2 + SIGNERS)))
    assert len(signed) == SIGNERS * CHANGES
    assert {each.person.email: each.text.demand for each in Signature.objects.select_related("text")} == signed
    assert len(set(signed.values())) > 1
    versions = PetitionText.objects.of(petition, "en").values_list("number", flat=True)
    assert list(versions) == list(range(CHANGES + 1, 0, -1))
    assert count_signatures(petition).confirmed == len(signed)
    petition.refresh_from_db()
    assert petition.goal == 999 + CHANGES


def sign_what_one_reads(address: str, email: str) -> tuple[str, str]:
    """Open the page, fill in the form as it stands there, confirm; the words that stood there."""
    visitor = Client(REMOTE_ADDR=f"198.51.100.{random.randrange(1, 255)}")  # noqa: S311 - no secret
    html = visitor.get(address).content.decode()
    hidden = dict(re.findall(r'name="(consent|text|form_time)" value="([^"]*)"', html))
    words = re.search(r"<p>Words of version \d+\.</p>", html)
    path = re.search(r'action="([^"]*/sign/)"', html)
    assert words
    assert path
    answer = visitor.post(path[1], {**hidden, "name": "Ada Example", "email": email, "country": "DE"})
    assert answer.status_code == 303, answer.content.decode()
    petition = Petition.objects.get()
    signing.confirm(Signature.objects.get(email_key=email_key(petition.pk, email)).public_id)
    return email, words[0]


def reword(page: PetitionPage, version: int) -> bool:
    """Publish other words, as an editor does."""
    page = PetitionPage.objects.get(pk=page.pk)
    page.demand = f"<p>Words of version {version}.</p>"
    page.save_revision().publish()
    return page.live


def set_goal(petition: Petition, goal: int) -> bool:
    """Change the settings, with a field more or less to fill in each time."""
    editor = Client()
    editor.force_login(User.objects.get(username="boss"))
    values = {name: getattr(petition, name) for name in ("reference", "handover_mode", "retention_months", "outcome")}
    fields = {"asks_place": "on"} if goal % 2 else {}
    answer = editor.post(reverse("petition_settings:edit", args=[petition.pk]), {**values, **fields, "goal": goal})
    assert answer.status_code == 302, answer.context["form"].errors
    return True


@pytest.mark.postgres
def test_an_import_whose_worker_is_killed_is_there_as_a_whole_or_not_at_all(committed_page: PetitionPage) -> None:
    petition, rows = committed_page.petition, 1500
    content = "name,email,country\n" + "".join(f"Ada,ada{n}@example.org,DE\n" for n in range(rows))
    seconds, outcomes = 0.0, []
    chance = random.Random(11)  # noqa: S311 - the same moments in every run
    for number in range(11):
        brought = Import(petition=petition, file_name="list.csv", basis_note="Folder", language="en")
        importing.begin(brought, io.BytesIO(content.encode()), None)
        background.do_work.call("import", brought.pk)
        importing.decide(brought, None)
        started = time.perf_counter()
        # The first one shows how long it takes; the others are killed somewhere within that time.
        in_a_process_killed_after(chance.uniform(0, seconds) if number else None, brought.pk)
        seconds = seconds or time.perf_counter() - started
        stored = Signature.objects.count()
        assert stored == count_signatures(petition).paper
        outcomes.append(stored)
        # The worker that comes next finds either everything or all of it still to do.
        assert background.do_work.call("import", brought.pk) == (stored == 0)
        assert Signature.objects.count() == count_signatures(petition).paper == rows
        brought.refresh_from_db()
        importing.undo(brought, None, "next")
    assert set(outcomes) <= {0, rows}
    assert outcomes[0] == rows
    assert outcomes.count(0) >= 5


def in_a_process_killed_after(seconds: float | None, import_id: int) -> None:
    """Add an import in a process of its own with a connection of its own."""
    process = os.fork()
    if not process:
        # Not closed: that would end the session of the parent, whose socket it is.
        connection.connection = None
        background.do_work.call("import", import_id)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


@pytest.mark.postgres
def test_the_number_is_never_wrong_while_it_is_rolled_up(committed_page: PetitionPage) -> None:
    petition, consent = committed_page.petition, ConsentText.objects.current("en")
    for number in range(60):
        person = Person("Example", f"person{number}@example.org")
        signing.confirm(signing.sign(petition, person, country="DE", language="en", consent=consent).public_id)

    def look_or_move(number: int) -> object:
        if number % 2:
            return roll_up(batch=3) and None
        return {count_signatures(petition).confirmed for _ in range(40)}

    seen = [numbers for numbers in in_parallel(look_or_move, 8) if numbers]
    assert seen == [{60}] * 4
    assert count_signatures(petition).confirmed == 60


@pytest.mark.django_db
def test_a_dump_of_the_database_contains_nothing_that_was_typed(post: Callable, petition: Petition) -> None:
    petition.asks_place = petition.asks_comment = True
    petition.save()
    secrets = {
        "name": "Canary Qxzvname",
        "email": "qxzvmail@example.org",
        "place": "Qxzvplace",
        "comment": "Qxzvcomment",
    }
    post(**secrets)
    post(**{**secrets, "email": "QXZVMAIL+again@example.org"})
    signing.confirm(Signature.objects.get().public_id)
    dump = database_dump().lower()
    assert b"let them stay" in dump
    assert not any(part.lower().encode() in dump for part in ("Qxzvname", "qxzvmail", "Qxzvplace", "Qxzvcomment"))


def database_dump() -> bytes:
    """Every value of every table, as bytes."""
    with connection.cursor() as cursor:
        values = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table of our own
            values += [value for row in cursor.fetchall() for value in row]
    return b"\n".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in values
    )


@pytest.mark.django_db
def test_keys_can_be_rotated_and_old_ones_thrown_away(post: Callable, settings: Any) -> None:
    post()
    old = list(settings.DATA_KEYS)
    new = "2:bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleS0="
    settings.DATA_KEYS = [new, *old]
    person_key = bytes(Signature.objects.get().person_key)
    # As those have it who signed before paper was compared with the web.
    Signature.objects.update(person_key=None)
    call_command("rotate_keys")
    assert bytes(Signature.objects.get().person_key) == person_key
    settings.DATA_KEYS = [new]
    assert Signature.objects.get().person.name == "Ada Example"
