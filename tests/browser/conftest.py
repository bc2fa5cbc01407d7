"""A server with the demo on it, and pages in a real browser that remember what was asked of the network."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.test import override_settings
from playwright.sync_api import Browser, Response, sync_playwright
from playwright.sync_api import Page as BrowserPage
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Collection, Locale, Page, Site

from campaigns.letters.models import AppealLetterPage
from campaigns.petitions.models import PetitionPage
from cms.access.granting import grant_roles
from cms.access.models import User
from cms.access.roles import DATA_OFFICERS
from home.demo.loader import load_demo
from home.models import HomePage
from tests.conftest import CHROMIUM_NAMES

PASSWORD = "a long password for tests"
LANGUAGES = ("en", "de", "ko", "ar")
# As in cms/settings/base.py: writers queue.
AS_SERVED = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests come last: from the first of them on, the database is the server's."""
    here = Path(__file__).parent
    items.sort(key=lambda item: here in item.path.parents)


@dataclass
class Visit:
    """A page as a visitor has it before them, with all that happened on the way."""

    page: BrowserPage
    base: str
    responses: list[Response] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> "Visit":
        """Open an address of the site."""
        self.page.goto(self.base + path)
        return self

    def follow(self, selector: str) -> "Visit":
        """Press what leads to another page, and wait until all of that is there."""
        with self.page.expect_navigation():
            self.page.click(selector)
        return self

    def remember(self, response: Response) -> None:
        """Playwright marks what it calls, which the `append` of a list does not suffer."""
        self.responses.append(response)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def cookies(self) -> list[object]:
        return list(self.page.context.cookies())


OpenPage = Callable[..., Visit]
LogIn = Callable[..., Visit]


@pytest.fixture(autouse=True)
def own_folders() -> None:
    """All tests here share the pictures of one demo, so the folders stay those of `server`."""


@pytest.fixture(scope="session")
def server(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a running site with the demo. Loading it takes seconds, so all tests share it."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        if connection.vendor != "sqlite":
            pytest.skip("the browser tests bring a database of their own: run them without DATABASE_URL")
        folder = tmp_path_factory.mktemp("site")
        stack.enter_context(override_settings(MEDIA_ROOT=str(folder / "media"), MAILBOX_DIR=folder / "mail"))
        stack.enter_context(database_in(folder / "site.sqlite3"))
        make_demo()
        running = LiveServer("localhost")
        stack.callback(running.stop)
        yield running.url


@contextmanager
def database_in(file: Path) -> Iterator[None]:
    """The test database copied into a file for a while, so that every thread of the server has its own connection.

    One connection to a database in memory, shared by threads, sooner or later brings the process to a standstill: one
    thread holds SQLite's lock and waits for Python's, another the other way round.
    """
    connection.ensure_connection()
    in_memory, described = connection.connection, dict(connection.settings_dict)
    with sqlite3.connect(file) as target:
        in_memory.backup(target)
    connection.connection = None
    connection.settings_dict.update(NAME=str(file), OPTIONS=AS_SERVED)
    Site.clear_site_root_paths_cache()
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict.update(described)
        connection.connection = in_memory
        Site.clear_site_root_paths_cache()


def make_demo() -> None:
    """The demo on an otherwise empty site."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=english))
    Site.objects.all().delete()
    for page in root.get_children():
        page.delete()
    home = Page.objects.get(pk=root.pk).add_child(instance=HomePage(title="Home", slug="home", locale=english))
    load_demo(Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True))


@pytest.fixture(scope="session")
def chromium(server: str) -> Iterator[Browser]:
    """The browser the system brings along; none is downloaded."""
    program = next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.fail("no Chromium on this machine: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def start_visit(
    browser: Browser, base: str, *, width: int = 1280, is_dark: bool = False, has_scripts: bool = True
) -> Visit:
    """A visit by somebody without a past here."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if is_dark else "light",
        java_script_enabled=has_scripts,
    )
    visit = Visit(context.new_page(), base)
    visit.page.on("response", visit.remember)
    visit.page.on("console", lambda message: visit.complaints.append(message.text))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    return visit


@pytest.fixture
def open_page(server: str, chromium: Browser, db: None) -> Iterator[OpenPage]:
    """Opens pages: `open_page("/en/", width=360, is_dark=True, has_scripts=False)`."""
    with ExitStack() as stack:

        def open_at(path: str, **how: Any) -> Visit:
            visit = start_visit(chromium, server, **how)
            stack.callback(visit.page.context.close)
            return visit.go(path)

        yield open_at


@pytest.fixture
def log_in(open_page: OpenPage, db: None) -> LogIn:
    """Opens the admin as somebody new, in a group, on a phone or a desk."""

    def log_in_as(name: str, group: Group, **how: object) -> Visit:
        user = User.objects.create_user(name, email=f"{name}@example.org", password=PASSWORD)
        user.groups.add(group)
        visit = open_page("/account/login/", **how)
        visit.page.fill("[name=login]", name)
        visit.page.fill("[name=password]", PASSWORD)
        visit.page.click("form [type=submit]")
        visit.page.wait_for_url("**/admin/")
        return visit

    return log_in_as


@pytest.fixture
def officers(db: None) -> Group:
    """Those who see names."""
    grant_roles()
    return Group.objects.get(name=DATA_OFFICERS.name)


@pytest.fixture(scope="session", params=LANGUAGES)
def tour(request: pytest.FixtureRequest, server: str, chromium: Browser) -> Iterator[Visit]:
    """A visit that has seen every public page in a language."""
    visit = start_visit(chromium, server)
    for path in public_paths(request.param):
        visit.go(path)
    yield visit
    visit.page.context.close()


@pytest.fixture
def db(server: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database the server works on, in place of pytest-django's own: nothing a test does is taken back."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def petition_page(server: str, db: None) -> PetitionPage:
    """The demo's petition in English."""
    return PetitionPage.objects.get(locale__language_code="en")


def public_paths(language: str) -> list[str]:
    """Every public page of the demo in a language, and those around its petition that need no link from a mail."""
    pages = Page.objects.live().public().filter(locale__language_code=language, depth__gt=1)
    reference = PetitionPage.objects.get(locale__language_code=language).petition.reference
    letter = AppealLetterPage.objects.get(locale__language_code=language).letter.reference
    return [
        *(urlsplit(page.full_url).path for page in pages),
        f"/{language}/search/?q=China",
        f"/{language}/petitions/{reference}/sent/",
        f"/{language}/petitions/{reference}/thanks/",
        f"/{language}/petitions/{reference}/confirm/broken/",
        f"/{language}/petitions/{reference}/deny/broken/",
        f"/{language}/petitions/{reference}/my/broken/",
        f"/{language}/letters/{letter}/sent/",
        f"/{language}/letters/{letter}/thanks/",
        f"/{language}/nothing-here/",
    ]
