"""The demo is held to the same as any site: each address says truly which language it is in."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker
from wagtail.models import Page, Site

from home.demo.loader import load_demo
from tests.cms.translation.reading import (
    Visited,
    check_alternates,
    check_languages,
    check_names,
    check_sharing,
    check_switcher,
    empty_site,
    visit,
)

# The demo is made once: in one process.
pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Visited, list[Page]]]:
    """Every page of the demo, loaded on an otherwise empty database and visited once."""
    media = str(tmp_path_factory.mktemp("demo-media"))
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=media):
        assert load_demo(empty_site())
        # What home pages are called in breadcrumbs is a word of the interface.
        pages = list(Page.objects.live().filter(depth__gt=2).select_related("locale"))
        yield visit(Client()), pages
        transaction.set_rollback(True)
    Site.clear_site_root_paths_cache()


@pytest.mark.parametrize("check", [check_languages, check_alternates, check_sharing, check_switcher])
def test_every_address_of_the_demo_is_true(demo: tuple[Visited, list[Page]], check: Callable[[Visited], None]) -> None:
    visited, _pages = demo
    check(visited)


def test_no_page_of_the_demo_is_named_in_another_language(demo: tuple[Visited, list[Page]]) -> None:
    check_names(*demo)
