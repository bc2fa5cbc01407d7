"""A campaign with a petition and an update, people who asked for news, and a worker."""

from collections.abc import Callable

import pytest
from django.core import mail
from wagtail.models import Page, Site

from campaigns.articles import mailing as mailings
from campaigns.articles.delivering import deliver
from campaigns.articles.models import CampaignPage, Mailing, UpdatePage
from campaigns.petitions import signing
from campaigns.petitions.models import ConsentText, Person, Petition, PetitionPage, Signature
from tests.factories import (
    CampaignIndexPageFactory,
    CampaignPageFactory,
    ConsentTextFactory,
    HomePageFactory,
    PetitionPageFactory,
    UpdatePageFactory,
)


@pytest.fixture
def campaign(root_page: Page, default_site: Site) -> CampaignPage:
    home = HomePageFactory(parent=root_page, slug="campaigning")
    default_site.root_page, default_site.site_name = home, "Example Rights"
    default_site.save()
    Site.clear_site_root_paths_cache()
    return CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home), slug="let-them-stay")


@pytest.fixture
def petition(campaign: CampaignPage) -> Petition:
    page: PetitionPage = PetitionPageFactory(parent=campaign, slug="petition", title="Let them stay")
    return page.petition


@pytest.fixture
def update(campaign: CampaignPage) -> UpdatePage:
    return UpdatePageFactory(
        parent=campaign, slug="hearing", title="They were heard", summary="The court has listened to them."
    )


@pytest.fixture
def consent(english: object) -> ConsentText:
    return ConsentTextFactory()


@pytest.fixture
def sign(petition: Petition, consent: ConsentText) -> Callable[..., Signature]:
    """Sign, confirm, and by default ask for news."""

    def signed(name: str, *, on: Petition | None = None, language: str = "en", wants: bool = True) -> Signature:
        person = Person(name.title(), name if "@" in name else f"{name}@example.org")
        signature = signing.sign(
            on or petition, person, country="DE", language=language, consent=consent, wants_updates=wants
        )
        assert signature
        signing.confirm(signature.public_id)
        signature.refresh_from_db()
        return signature

    return signed


@pytest.fixture(autouse=True)
def no_mails_yet() -> None:
    mail.outbox = []


@pytest.fixture
def planned(update: UpdatePage) -> Callable[..., Mailing]:
    """Plan a mailing that no worker has begun."""

    def plan(page: UpdatePage | None = None, **values: object) -> Mailing:
        settings = {"starts_at": None, "pace": 6000, "in_original": True, **values}
        return mailings.plan(page or update, None, **settings)

    return plan


@pytest.fixture
def mailed(planned: Callable[..., Mailing]) -> Callable[..., Mailing]:
    """Plan a mailing, and let a worker have its turns."""

    def mail_it(page: UpdatePage | None = None, **values: object) -> Mailing:
        return worked(planned(page, **values))

    return mail_it


def worked(mailing: Mailing) -> Mailing:
    """Let a worker do all there is to do at once."""
    while deliver(mailing.pk):
        pass
    mailing.refresh_from_db()
    return mailing


def receivers() -> list[str]:
    """Whom news was sent to, in alphabetical order."""
    return sorted(message.to[0].partition("@")[0] for message in mail.outbox)
