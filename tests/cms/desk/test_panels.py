"""The dashboard for those who run the site: first steps, and the condition of what works behind it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Site

from campaigns.petitions import signing
from campaigns.petitions.models import ConsentText, MailState, OutgoingMail, Person, PetitionPage
from cms.access.models import User
from cms.desk.condition import condition
from cms.desk.first_steps import first_steps
from cms.workers.queues import MOST_ATTEMPTS
from home.models import HomePage, OrganisationSettings
from tests.factories import (
    CampaignIndexPageFactory,
    CampaignPageFactory,
    ConsentTextFactory,
    PetitionPageFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db
HOME = "wagtailadmin_home"


@pytest.fixture(autouse=True)
def no_backup_yet() -> None:
    storages._storages.pop("private", None)


@pytest.fixture
def page(home_page: HomePage) -> PetitionPage:
    campaign = CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home_page, slug="campaigns"))
    return PetitionPageFactory(parent=campaign)


@pytest.fixture
def consent(page: PetitionPage) -> ConsentText:
    return ConsentTextFactory()


@pytest.fixture
def as_role(page: PetitionPage) -> Callable[[str], Client]:
    call_command("create_roles", verbosity=0)

    def log_in(role: str) -> Client:
        user = User.objects.create_user(role, password="a long password")
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        return client

    return log_in


def dashboard(client: Client) -> str:
    return client.get(reverse(HOME)).content.decode()


def done(site: Site) -> list[bool]:
    return [step.is_done for step in first_steps(site)]


def test_publishers_are_led_through_the_first_steps(as_role: Callable) -> None:
    page = dashboard(as_role("Publishers"))
    assert "Say who you are" in page
    assert "of 6 steps done" in page


@pytest.mark.parametrize("role", ["Editors", "Data officers", "Viewers"])
def test_who_cannot_mend_it_is_not_bothered(as_role: Callable, role: str) -> None:
    page = dashboard(as_role(role))
    assert "Say who you are" not in page
    assert "Behind the site" not in page


def test_every_step_can_be_done_and_then_they_are_gone(
    as_role: Callable, page: PetitionPage, consent: ConsentText, default_site: Site
) -> None:
    publisher = as_role("Publishers")
    officer = User.objects.create_user("officer")
    officer.groups.add(Group.objects.get(name="Data officers"))
    assert done(default_site) == [False, False, False, True, True, False]
    settings = OrganisationSettings.for_site(default_site)
    parent = page.get_site().root_page
    settings.name, settings.email, settings.postal_address = "Example", "info@example.org", "Street 1"
    settings.imprint_page = StandardPageFactory(parent=parent, slug="imprint")
    settings.privacy_page = StandardPageFactory(parent=parent, slug="privacy", live=False)
    settings.save()
    default_site.hostname = "example.org"
    default_site.save()
    person = Person("Ada", "ada@example.org")
    signature = signing.sign(page.petition, person, country="DE", language="en", consent=consent)
    signing.confirm(signature.public_id)
    assert done(default_site) == [True, False, True, True, True, True]
    settings.privacy_page.live = True
    settings.privacy_page.save()
    assert all(done(default_site))
    assert "Say who you are" not in dashboard(publisher)


def test_a_backup_that_was_noted_is_shown_and_a_missing_one_is_missed(as_role: Callable) -> None:
    client = as_role("Publishers")
    assert "No backup is noted" in dashboard(client)
    call_command("note_backup", "database and media")
    call_command("note_backup", "database <b>")
    assert "ago: database &lt;b&gt;." in dashboard(client)
    assert condition().backup.of == "database <b>"


def test_mails_and_tasks_that_wait_are_noticed(page: PetitionPage, consent: ConsentText) -> None:
    call_command("note_backup", "all")
    assert condition().is_good
    person = Person("Ada", "ada@example.org")
    signing.sign(page.petition, person, country="DE", language="en", consent=consent)
    assert not condition().mails_are_late
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert condition().mails_are_late
    OutgoingMail.objects.update(state=MailState.REFUSED)
    now = condition()
    assert (now.mail_waits_since, now.refused_mails, now.is_good) == (None, 1, True)
    task = {"args_kwargs": {"args": [], "kwargs": {}}, "task_path": "x", "priority": 0, "queue_name": "default"}
    DBTaskResult.objects.create(**task, backend_name="default", run_after=timezone.now())
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))
    assert condition().workers_are_late
    often = ["worker"] * MOST_ATTEMPTS
    DBTaskResult.objects.update(status="FAILED", finished_at=timezone.now(), worker_ids=often)
    assert (condition().failed_tasks, condition().workers_are_late, condition().is_good) == (1, False, False)


def test_looking_costs_a_fixed_number_of_queries(as_role: Callable, django_assert_max_num_queries: Callable) -> None:
    client = as_role("Publishers")
    dashboard(client)
    with django_assert_max_num_queries(70):
        dashboard(client)
