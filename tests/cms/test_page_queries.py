"""What an uncached page may ask of the database, and what must not make it ask more."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker, Settings
from wagtail.models import Locale, Page, Site

from campaigns.articles.models import CampaignIndexPage, CampaignPage, UpdatePage
from campaigns.donations.models import DonationPage
from campaigns.letters.models import AppealLetterPage
from campaigns.petitions.models import ConsentText, PetitionPage
from home.demo.loader import load_demo
from home.models import HomePage, OrganisationSettings, SiteTexts, StandardPage
from tests.cms.translation.reading import empty_site

MOST_QUERIES = 25
LANGUAGES = ["en", "de", "ko", "ar"]
KINDS = [
    HomePage,
    CampaignIndexPage,
    CampaignPage,
    PetitionPage,
    AppealLetterPage,
    DonationPage,
    UpdatePage,
    StandardPage,
]


@pytest.fixture(scope="module")
def loaded_demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    media = str(tmp_path_factory.mktemp("demo-media"))
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=media):
        assert load_demo(empty_site())
        yield media
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded_demo: str, db: None, own_folders: None, settings: Settings) -> Iterator[None]:
    """The demo with its pictures; what a test does to it is taken back."""
    settings.MEDIA_ROOT = loaded_demo
    Site.clear_site_root_paths_cache()
    yield
    Site.clear_site_root_paths_cache()


def page_of(kind: type[Page], language: str = "de") -> Page:
    return kind.objects.live().filter(locale__language_code=language).order_by("path")[0]


def queries(page: Page) -> list[str]:
    """What the page asks once its pictures have been made and Wagtail knows the roots of the site."""
    client = Client()
    client.get(page.url)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(page.url)
    assert response.status_code == 200
    return [query["sql"] for query in asked.captured_queries]


def check_that_pages_ask_the_same_after(change: Callable[[], object], *kinds: type[Page]) -> None:
    before = {kind: len(queries(page_of(kind))) for kind in kinds}
    change()
    cache.clear()
    for kind in kinds:
        after = queries(page_of(kind))
        assert len(after) == before[kind], "\n".join([kind.__name__, *after])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_uncached_page_asks_little(
    demo: None, kind: type[Page], language: str, client: Client, django_assert_max_num_queries: Any
) -> None:
    url = page_of(kind, language).url
    client.get(url)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(url).status_code == 200


def test_pages_ask_no_more_when_there_is_another_language(demo: None) -> None:
    def translate_everything() -> None:
        french = Locale.objects.create(language_code="fr")
        for record in [*ConsentText.objects.filter(locale__language_code="en"), *SiteTexts.objects.all()[:1]]:
            record.copy_for_translation(french).save()
        for page in Page.objects.filter(locale__language_code="en", depth__gt=1).order_by("path").specific():
            page.copy_for_translation(french).save_revision().publish()

    check_that_pages_ask_the_same_after(translate_everything, *KINDS)
    assert 'hreflang="fr"' in Client().get(page_of(PetitionPage).url).content.decode()


def test_pages_ask_no_more_when_there_are_more_links(demo: None) -> None:
    def add_links() -> None:
        texts = SiteTexts.objects.get(locale__language_code="de")
        links = [{"type": "link", "value": {"page": page.pk}} for page in Page.objects.filter(depth__gt=2, live=True)]
        texts.header_links = texts.footer_links = links
        texts.save()

    check_that_pages_ask_the_same_after(add_links, *KINDS)


def test_pages_ask_no_more_when_they_have_more_sections(demo: None) -> None:
    kinds = [HomePage, CampaignPage, PetitionPage, UpdatePage]

    def write_everything_twice() -> None:
        for kind in kinds:
            page = page_of(kind)
            blocks = [{"type": block["type"], "value": block["value"]} for block in page.body.raw_data]
            page.body = [*blocks, *(block for block in blocks if block["type"] != "donation_box")]
            page.save()

    check_that_pages_ask_the_same_after(write_everything_twice, *kinds)


def test_lists_ask_no_more_when_there_are_more_campaigns(demo: None) -> None:
    def add_campaigns() -> None:
        for number in range(3):
            page_of(CampaignPage).copy(recursive=True, update_attrs={"slug": f"campaign-{number}"})

    HomePage.objects.update(featured=[])
    check_that_pages_ask_the_same_after(add_campaigns, HomePage, CampaignIndexPage)


def test_bank_details_at_the_bottom_of_pages_cost_one_query(demo: None) -> None:
    page = page_of(CampaignPage)
    before = queries(page)
    organisation = OrganisationSettings.objects.get()
    organisation.footer_account = page_of(DonationPage).chosen_accounts[0]
    organisation.save()
    after = queries(page)
    assert len(after) == len(before) + 1
    assert len(after) <= MOST_QUERIES
