"""A live petition in English, and what signing it takes."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.files.storage import storages
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from wagtail.models import Page, Site

from campaigns.petitions.forms.visitors import form_time_stamp
from campaigns.petitions.models import ConsentText, Petition, PetitionPage
from tests.factories import (
    CampaignIndexPageFactory,
    CampaignPageFactory,
    ConsentTextFactory,
    HomePageFactory,
    PetitionPageFactory,
)


@pytest.fixture
def home(root_page: Page, default_site: Site) -> Page:
    home = HomePageFactory(parent=root_page, slug="home")
    default_site.root_page = home
    default_site.site_name = "Example Rights"
    default_site.save()
    Site.clear_site_root_paths_cache()
    return home


@pytest.fixture
def campaign(home: Page) -> Page:
    return CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home))


@pytest.fixture
def page(campaign: Page) -> PetitionPage:
    return PetitionPageFactory(parent=campaign, title="Let them stay", slug="let-them-stay")


@pytest.fixture
def petition(page: PetitionPage) -> Petition:
    return page.petition


@pytest.fixture
def consent(english: object) -> ConsentText:
    return ConsentTextFactory()


@pytest.fixture
def form_data(petition: Petition, consent: ConsentText) -> dict[str, str]:
    """What a browser sends when somebody fills in the form."""
    return {
        "name": "Ada Example",
        "email": "ada@example.org",
        "country": "DE",
        "website": "",
        "consent": str(consent.pk),
        "form_time": form_time_stamp(petition),
    }


@pytest.fixture
def sign_url(petition: Petition) -> str:
    return f"/en/petitions/{petition.reference}/sign/"


@pytest.fixture(autouse=True)
def no_mails_yet() -> None:
    mail.outbox = []


@pytest.fixture(autouse=True)
def no_private_files_yet() -> None:
    storages._storages.pop("private", None)


@pytest.fixture
def post(
    client: Client, sign_url: str, form_data: dict[str, str], django_capture_on_commit_callbacks: Callable
) -> Callable:
    """Post the form with changes, and let what happens after the commit happen."""

    def send(**changes: str) -> object:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(sign_url, {**form_data, **changes})

    return send


def links(message: EmailMultiAlternatives) -> dict[str, str]:
    """The paths in a mail by what they are for: confirm, deny, my."""
    found = {}
    for line in message.body.splitlines():
        if "/petitions/" in line:
            path = line[line.index("/", len("https://")) :].strip()
            found[path.split("/petitions/")[1].split("/")[1]] = path
    return found
