"""Every view of the admin, asked by everybody about pages online and in draft, in their language and in others.

The views come from the addresses of the running site: one that the matrix does not know fails. Drafts have words in
them that stand nowhere else; whoever reads one without the right has found a hole.
"""

from collections import defaultdict

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page, Site

from home.models import HomePage
from tests.cms.translation.matrix_rights import BY_POST, NOT_ASKED, RIGHTS
from tests.cms.translation.matrix_site import CANARIES, ROLES, Scene, World, admin_views, build, visit

# What is not in the index could not be found by those who should not find it.
pytestmark = pytest.mark.indexed

ABOUT_PAGES = {"page_id", "parent_page_id", "page_to_move_id", "page_pk"}
ABOUT_TRANSLATIONS = {"translation_id", "translation_source_id"}


@pytest.fixture
def world(root_page: Page, default_site: Site, home_page: HomePage) -> World:
    return build(root_page, default_site)


def rights() -> dict[str, dict[str, set[str]]]:
    """By view and scene, who is let in; the scene "" stands for all that are not named."""
    found: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for roles, views in RIGHTS.items():
        for line in views.split("\n"):
            name, _at, scenes = line.strip().partition(" @ ")
            for scene in scenes.split(", ") if name else []:
                found[name][scene] = set(roles.split())
    return found


def scenes_of(world: World, name: str, parameters: list[str]) -> list[Scene]:
    """What a view is asked about: once, if it is about no page."""
    if ABOUT_TRANSLATIONS & set(parameters):
        return [scene for scene in world.scenes if scene.translation]
    if ABOUT_PAGES & set(parameters) or ("pk" in parameters and "page" in name.rpartition(":")[0]):
        return world.scenes
    return world.scenes[:1]


def address_of(world: World, name: str, parameters: list[str], scene: Scene) -> str:
    arguments = world.arguments(name, parameters, scene)
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return reverse(name, kwargs={key: value for key, value in arguments.items() if key != "mode"})


def test_the_matrix_knows_every_view() -> None:
    assert set(admin_views()) - NOT_ASKED == set(rights())


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_is_theirs_and_reads_nothing_else(world: World, role: str) -> None:
    wrong, leaks, read = [], [], set()
    known = rights()
    for name, (_route, parameters) in admin_views().items():
        if name in NOT_ASKED:
            continue
        for scene in scenes_of(world, name, parameters):
            address = address_of(world, name, parameters, scene)
            is_let_in, body = visit(world.clients[role], address, "post" if name in BY_POST else "get")
            may = role in known[name].get(scene.name, known[name].get("", set()))
            if is_let_in != may:
                wrong.append(f"{name} ({scene.name}): {'let in' if is_let_in else 'refused'}")
            found = {word for word in CANARIES if word in body}
            read |= found
            leaks += [f"{name} ({scene.name}): {word}" for word in sorted(found) if role not in CANARIES[word]]
    assert wrong == []
    assert leaks == []
    assert read == {word for word, readers in CANARIES.items() if role in readers}


def test_no_draft_is_found_from_outside(world: World) -> None:
    """Public pages, the sitemap, the feed and the search, in every language."""
    client = Client()
    addresses = ["/", "/sitemap.xml", "/robots.txt", reverse("feed")]
    addresses += [scene.page.get_url() for scene in world.scenes]
    for code in ("en", "de", "ar"):
        addresses += [f"/{code}/", f"/{code}/nothing-here/", f"/{code}/feed/"]
        addresses += [f"/{code}/search/?q={word}" for word in CANARIES]
    for address in addresses:
        body = client.get(address, follow=True).content.decode()
        # A search repeats what was searched for.
        found = [word for word in CANARIES if word in body.replace(address.rpartition("=")[2], "")]
        assert found == [], address
