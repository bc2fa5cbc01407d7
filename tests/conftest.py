"""What every test gets: its own folders, a known tree of pages, and a say in where it can run."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.db.backends.signals import connection_created
from django.utils import translation
from modelsearch import index as search_index
from modelsearch import signal_handlers as search_signals
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Collection, Locale, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from campaigns.articles.models import CampaignIndexPage
from home.models import HomePage
from tests import migrated
from tests.factories import CampaignIndexPageFactory, HomePageFactory

# Marks and fixtures of pytest-django that let a test use the database, and ours for what is said of PostgreSQL only.
WITH_DATABASE = {"django_db", "db", "transactional_db", "live_server", "django_db_setup", "postgres"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_configure(config: pytest.Config) -> None:
    """Playwright's synchronous interface runs an event loop, in which Django would refuse to use the database."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    connection_created.connect(migrated.fill)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks browser tests by their place, leaves to SQLite what no database has a say in, and skips what cannot run
    here: loudly, and never in CI.
    """
    browser_tests = Path(__file__).parent / "browser"
    has_browser = any(shutil.which(name) for name in CHROMIUM_NAMES)
    on_postgres = "postgresql" in django_settings.DATABASES["default"]["ENGINE"]
    for item in items:
        if browser_tests in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not has_browser and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: install the package chromium"))
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip(reason="says something only of PostgreSQL: make test-postgres"))
    if on_postgres:
        elsewhere = [item for item in items if not asks_a_database(item)]
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if asks_a_database(item)]


def asks_a_database(item: pytest.Item) -> bool:
    """Whether a test may talk to the database. pytest-django refuses it to all others, so that they say the same
    whichever there is.
    """
    names = getattr(item, "fixturenames", [])
    return bool(WITH_DATABASE & {*names, *(mark.name for mark in item.iter_markers())})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """pytest-django's own; the first run keeps what it migrated. The home page that Wagtail's migrations make goes
    once for all tests, and its site with it.
    """
    with django_db_blocker.unblock():
        migrated.keep()
        for page in Page.get_first_root_node().get_children():
            page.delete()
        Site.clear_site_root_paths_cache()
    # Models, templates and what else is there to stay: not to be looked through again and again.
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    """No test writes into the tree or sees another's files."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.MAILBOX_DIR = tmp_path / "mail"


@pytest.fixture(autouse=True)
def clean_state() -> Iterator[None]:
    """Caches and the active language do not leak from one test into the next."""
    cache.clear()
    yield
    cache.clear()
    ContentType.objects.clear_cache()
    translation.deactivate()


class Unindexed:
    """Stands for the task that puts a saved record into the search index, and does nothing."""

    @staticmethod
    def enqueue(*names: str) -> None:
        """Nothing."""


@pytest.fixture(autouse=True)
def own_index(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keeping the search index and Wagtail's index of references is a sixth of what saving a page takes: only where a
    test is marked `indexed`, or in a browser, is what was saved also found and known to be in use.
    """
    if request.node.get_closest_marker("indexed") or request.node.get_closest_marker("browser"):
        yield
        return
    monkeypatch.setattr(search_signals, "insert_or_update_object_task", Unindexed)
    monkeypatch.setattr(search_index, "remove_object", lambda instance: None)
    with disable_reference_index_auto_update():
        yield


@pytest.fixture
def english(db: None) -> Locale:
    """The source language; made again where a test with real transactions emptied the tables."""
    return Locale.objects.get_or_create(language_code="en")[0]


@pytest.fixture
def german(english: Locale) -> Locale:
    return Locale.objects.get_or_create(language_code="de")[0]


@pytest.fixture
def root_page(english: Locale) -> Page:
    """The root of all pages, with nothing below it."""
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(instance=Page(title="Root", slug="root", locale=english))
    for child in root.get_children():
        child.delete()
    return Page.objects.get(pk=root.pk)


@pytest.fixture
def is_postgres(db: None) -> bool:
    return connection.vendor == "postgresql"


@pytest.fixture
def default_site(root_page: Page) -> Iterator[Site]:
    """The one site, whose root is the root of all pages until a test gives it a home page."""
    Site.objects.all().delete()
    Site.clear_site_root_paths_cache()
    yield Site.objects.create(hostname="localhost", port=80, root_page=root_page, is_default_site=True)
    Site.clear_site_root_paths_cache()


@pytest.fixture
def home_page(root_page: Page, default_site: Site) -> HomePage:
    """The English home page of the site."""
    page = HomePageFactory(parent=root_page, slug="home")
    default_site.root_page = page
    default_site.save()
    return page


@pytest.fixture
def campaign_list(home_page: HomePage) -> CampaignIndexPage:
    return CampaignIndexPageFactory(parent=home_page, slug="campaigns")
