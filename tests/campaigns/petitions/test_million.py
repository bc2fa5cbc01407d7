"""With a million signatures nothing that is asked often reads them all, and counting costs by what is new."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Locale, Page, Site

from campaigns.articles.models import Mailing, MailingState
from campaigns.petitions import signing, storing
from campaigns.petitions.counting import roll_up
from campaigns.petitions.models import MailKind, OutgoingMail, Petition, Signature, Status
from tests.factories import (
    CampaignIndexPageFactory,
    CampaignPageFactory,
    ConsentTextFactory,
    HomePageFactory,
    PetitionPageFactory,
    UpdatePageFactory,
)

from .million import MILLION, Watch, blocks_read, count, empty, fill, named, plan_deliveries
from .touring import STEPS, Full

# In one process: filling takes longer than all else.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db, pytest.mark.xdist_group("million")]
FEW, NEW = 1000, 100
# What is meant to look at all signatures of a petition, which here has nine of ten.
READS_ALL = {
    "prove_numbers": "Recounts everything: that is the proof. Once a day.",
    "export_names": "A file of everybody.",
    "invalidate_by_rule": "Looks at everybody a rule could mean, a batch at a time; when somebody asks for it.",
    "hand_over": "Everybody in numbers, of the same moment as the names beside them.",
    "hand_over_names": "A list of everybody.",
    "plan_mailing": "How many of everybody want news, before somebody decides to mail them.",
}
# What is shown to everybody, and whatever is about numbers only, has no business with signatures.
READS_NONE = {"page", "number", "thanks", "export_numbers"}


@pytest.fixture(scope="module")
def full(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Full]:
    """A million signatures, within a transaction that is rolled back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        empty()
        yield made()
        transaction.set_rollback(True)
    Site.clear_site_root_paths_cache()


def made() -> Full:
    locale = Locale.objects.get_or_create(language_code="en")[0]
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    home = HomePageFactory(parent=root, slug="million")
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    Site.clear_site_root_paths_cache()
    campaign = CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home))
    page, other = PetitionPageFactory(parent=campaign), PetitionPageFactory(parent=campaign)
    update, consent = UpdatePageFactory(parent=campaign), ConsentTextFactory()
    mailing = Mailing.objects.create(
        update_key=update.translation_key,
        page=update,
        title=update.title,
        state=MailingState.SENDING,
        started_at=timezone.now(),
        is_planned=True,
        pace=5,
    )
    named(page.petition, consent, 0)
    fill(page.petition, other.petition, consent, 1, FEW)
    count()
    full = Full(page, other, update, mailing, consent, blocks_to_roll_up(page.petition))
    fill(page.petition, other.petition, consent, FEW + 1, MILLION)
    latest = named(page.petition, consent, MILLION)
    waiting = [signature for signature in latest if signature.status == Status.PENDING]
    asked_at = timezone.now() - timedelta(days=2)
    OutgoingMail.objects.bulk_create(
        OutgoingMail(signature=signature, kind=MailKind.CONFIRM, created_at=asked_at) for signature in waiting
    )
    plan_deliveries(mailing)
    count()
    return full


def blocks_to_roll_up(petition: Petition) -> int:
    """How many blocks are looked at for rolling up so many new confirmations; nothing stays of it."""
    with transaction.atomic():
        for public_id in list(petition.signatures.pending().order_by("-pk").values_list("public_id", flat=True)[:NEW]):
            signing.confirm(public_id)
        before = blocks_read()
        assert roll_up() == NEW
        blocks = blocks_read() - before
        transaction.set_rollback(True)
    return blocks


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """A watch on the database, and on the one statement that takes a way of its own."""
    watch = Watch()
    execute = storing._execute_prepared

    def watched(statement: str, values: list) -> tuple | None:
        watch.look_at(statement, values)
        return execute(statement, values)

    monkeypatch.setattr(storing, "_execute_prepared", watched)
    return watch


@pytest.fixture
def browser(full: Full) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", None))
    return client


@pytest.mark.parametrize("name", STEPS)
def test_nothing_reads_a_million_rows(full: Full, browser: Client, watch: Watch, name: str) -> None:
    with watch.on():
        answer = STEPS[name](full, browser)
    assert getattr(answer, "status_code", 200) < 400
    assert bool(watch.plans) != (name in READS_NONE)
    assert name in READS_ALL or not watch.scans, "\n".join(watch.scans)


@pytest.mark.usefixtures("full")
def test_a_sequential_scan_is_seen(watch: Watch) -> None:
    with watch.on():
        assert Signature.objects.filter(risk="trap").exists()
        assert Signature.objects.filter(risk="network").count() == 0
    assert len(watch.scans) == 2
    assert "risk" in watch.scans[0]


def test_rolling_up_costs_by_what_is_new(full: Full) -> None:
    """Once a level more in an index of tallies, each; not by signatures, of which there are a thousand times more."""
    assert blocks_to_roll_up(full.page.petition) <= 1.5 * full.blocks_when_small
