"""A live donation page in English with one account that two persons have agreed on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from wagtail.models import Page, Site

from campaigns.donations.approving import approve, enter
from campaigns.donations.models import BankAccount, BankDetails, DonationPage, Identification
from cms.access.models import User
from tests.factories import (
    BankAccountFactory,
    CampaignIndexPageFactory,
    CampaignPageFactory,
    DonationPageFactory,
    HomePageFactory,
)

REFERENCE_IBAN = "DE04550205000001403601"
REFERENCE_BIC = "BFSWDE33MNZ"
OTHER_IBAN = "DE89370400440532013000"
OTHER_BIC = "COBADEFFXXX"
SWISS_IBAN = "CH9300762011623852957"

EURO = Identification(
    holder="Example Society",
    country="DE",
    currency="EUR",
    iban=REFERENCE_IBAN,
    bic=REFERENCE_BIC,
    bank="SozialBank",
)
SWISS = Identification(
    holder="Example Society",
    country="CH",
    currency="CHF",
    iban=SWISS_IBAN,
    bic="KBSZCH22XXX",
    bank="Example Bank",
    street="Example Street",
    house_number="1",
    postcode="8000",
    town="Zürich",
)
AMERICAN = Identification(
    holder="Example Society",
    country="US",
    currency="USD",
    bic="EXAMUS33",
    bank="Example Bank",
    account_number="000123456789",
    routing_kind="aba",
    routing_number="021000021",
)

MakeAccount = Callable[..., BankAccount]


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_user("editor", email="editor@example.org")


@pytest.fixture
def publisher(db: None) -> User:
    return User.objects.create_user("publisher", email="publisher@example.org")


@pytest.fixture
def make_account(english: object, editor: User, publisher: User) -> MakeAccount:
    """Makes accounts whose details are in force: `make_account("euro", EURO, holder="Somebody")`."""

    def make(reference: str = "euro", identification: Identification = EURO, **changes: Any) -> BankAccount:
        words = {name: changes.pop(name) for name in list(changes) if not hasattr(identification, name)}
        account = BankAccountFactory(reference=reference, **words)
        put_into_force(account, replace(identification, **changes), editor, publisher)
        return BankAccount.objects.get(pk=account.pk)

    return make


def put_into_force(account: BankAccount, identification: Identification, editor: User, publisher: User) -> BankDetails:
    """What two persons do."""
    details = enter(account, identification, editor)
    assert details
    approve(details, publisher, details.iban or details.account_number)
    return BankDetails.objects.get(pk=details.pk)


@pytest.fixture
def account(make_account: MakeAccount) -> BankAccount:
    return make_account()


@pytest.fixture
def campaign(root_page: Page, default_site: Site) -> Page:
    home = HomePageFactory(parent=root_page, slug="home")
    default_site.root_page, default_site.site_name = home, "Example Rights"
    default_site.save()
    Site.clear_site_root_paths_cache()
    return CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home), title="Let them stay", reference="stay")


@pytest.fixture
def page(campaign: Page, account: BankAccount) -> DonationPage:
    page = DonationPageFactory(parent=campaign, title="Give", slug="give", accounts=[("account", account)])
    return DonationPage.objects.get(pk=page.pk)
