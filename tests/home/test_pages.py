"""The home page, plain pages, and what holds for all public pages."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.utils.translation import override
from wagtail.models import Locale, Page, PageViewRestriction, Site

from campaigns.articles.models import CampaignPage
from campaigns.published import published as only_published
from home.models import HomePage, StandardPage
from tests.factories import CampaignPageFactory, PetitionPageFactory, StandardPageFactory, UpdatePageFactory, translate


def test_a_new_installation_has_a_home_page_instead_of_a_welcome(root_page: Page) -> None:
    """Its migration runs again: for the other tests, what it made has been taken away."""
    Page.objects.get(pk=root_page.pk).add_child(instance=Page(title="Welcome", slug="home"))
    name = "0002_create_home_page"
    state = MigrationLoader(connection).project_state([("home", name)])
    import_module(f"home.migrations.{name}").create_home_page(state.apps, connection.schema_editor())
    home_page = HomePage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page.specific == home_page
    assert home_page.live
    assert Page.find_problems() == ([], [], [], [], [])


def published(campaign: CampaignPage) -> CampaignPage:
    campaign.save_revision().publish()
    return CampaignPage.objects.get(pk=campaign.pk)


def test_the_home_page_shows_the_newest_campaigns(home_page: HomePage, campaign_list: Page) -> None:
    older, newer = (published(CampaignPageFactory(parent=campaign_list, live=False)) for _number in range(2))
    CampaignPageFactory(parent=campaign_list, live=False)
    assert home_page.campaigns == [newer, older]


def test_or_those_editors_chose_in_their_order(home_page: HomePage, campaign_list: Page) -> None:
    first, second, _third = (CampaignPageFactory(parent=campaign_list) for _number in range(3))
    draft = CampaignPageFactory(parent=campaign_list, live=False)
    home_page.featured = [("campaign", second), ("campaign", draft), ("campaign", first)]
    assert home_page.campaigns == [second, first]


def test_in_the_language_of_the_page(home_page: HomePage, campaign_list: Page, german: Locale) -> None:
    campaign = CampaignPageFactory(parent=campaign_list)
    home_page.featured = [("campaign", campaign)]
    home_page.save()
    translation = translate(campaign, german)
    german_home = HomePage.objects.get(locale=german)
    assert german_home.campaigns == [translation]


@pytest.fixture
def every_page(home_page: HomePage, campaign_list: Page) -> list[Page]:
    """One page of each kind with nothing in it but a title."""
    campaign = CampaignPageFactory(parent=campaign_list)
    return [
        home_page,
        campaign_list,
        campaign,
        UpdatePageFactory(parent=campaign),
        PetitionPageFactory(parent=campaign, addressee="", demand="", summary=""),
        StandardPageFactory(parent=home_page),
    ]


def test_every_public_page_bears_empty_values(client: Client, every_page: list[Page]) -> None:
    for page in every_page:
        assert client.get(page.get_url()).status_code == 200, page


def test_no_public_page_sets_a_cookie_or_depends_on_one(client: Client, every_page: list[Page]) -> None:
    for page in every_page:
        response = client.get(page.get_url())
        assert not response.cookies, page
        assert "cookie" not in response.get("Vary", "").lower(), page


def test_two_visitors_get_the_same_bytes(every_page: list[Page], admin_client: Client) -> None:
    for page in every_page:
        stranger = Client(headers={"accept-language": "de", "user-agent": "Tor"}).get(page.get_url())
        editor = admin_client.get(page.get_url())
        assert stranger.content == editor.content, page


def test_no_public_page_loads_or_does_anything_inline(client: Client, every_page: list[Page]) -> None:
    for page in every_page:
        html = client.get(page.get_url()).content.decode()
        assert " style=" not in html, page
        assert "<style" not in html, page
        assert "onclick" not in html, page


def test_pages_preview_before_anything_is_filled_in(admin_client: Client, every_page: list[Page]) -> None:
    for page in every_page:
        for mode, _label in page.preview_modes:
            draft = page.specific_class(title="New", slug="new", locale=page.locale)
            # The place the admin gives a page that is not saved yet.
            draft.path, draft.depth, draft.url_path = f"{page.path}0001", page.depth + 1, "/home/new/"
            response = draft.make_preview_request(preview_mode=mode)
            assert response.status_code == 200, (page, mode)


def test_a_page_is_not_served_below_a_language_it_is_not_written_in(client: Client, home_page: HomePage) -> None:
    page = StandardPageFactory(parent=home_page, slug="about")
    assert client.get("/fr/about/")["Location"] == page.get_url()
    assert client.get("/fr/")["Location"] == "/en/"


def test_a_page_that_is_not_translated_is_not_found_beside_those_that_are(
    client: Client, home_page: HomePage, german: Locale
) -> None:
    StandardPageFactory(parent=home_page, slug="about")
    translate(home_page, german)
    assert client.get("/de/").status_code == 200
    assert client.get("/de/about/").status_code == 404


def test_slugs_are_the_same_in_all_languages(home_page: HomePage, german: Locale) -> None:
    page = StandardPageFactory(parent=home_page, slug="about")
    with override("de"):
        assert translate(page, german, title="Über uns").get_url() == "/de/about/"


def test_standard_pages_stand_below_each_other() -> None:
    assert StandardPage in StandardPage.allowed_subpage_models()


def test_a_page_is_found_however_deep_it_stands(client: Client, home_page: HomePage) -> None:
    about = StandardPageFactory(parent=home_page, slug="about")
    team = StandardPageFactory(parent=about, slug="team", title="The team")
    same = StandardPageFactory(parent=team, slug="about", title="About the team")
    response = client.get("/en/about/team/about/")
    assert response.context["page"] == same
    assert [page.pk for page in response.context["page"].trail] == [home_page.pk, about.pk, team.pk]
    about.unpublish()
    assert client.get("/en/about/team/").status_code == 200
    assert [client.get(url).status_code for url in ("/en/about/", "/en/team/", "/en/about/about/")] == [404, 404, 404]


def test_the_trail_of_a_page_is_known_without_an_address_too(home_page: HomePage) -> None:
    about = StandardPageFactory(parent=home_page, slug="about")
    team = StandardPage.objects.get(pk=StandardPageFactory(parent=about, slug="team").pk)
    assert team.trail == [home_page.page_ptr, about.page_ptr]
    assert HomePage.objects.get(pk=home_page.pk).trail == []
    assert StandardPage(title="New").trail == []


@pytest.fixture
def private_page(home_page: HomePage) -> StandardPage:
    """A page only those who log in may read; it has a page below it, and both are mirrored."""
    page = StandardPageFactory(parent=home_page, slug="private")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    StandardPageFactory(parent=page, slug="below")
    StandardPageFactory(parent=home_page, slug="open")
    page.create_alias(recursive=True, parent=home_page, update_slug="mirror")
    return page


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_private_pages_are_those_wagtail_calls_private(private_page: StandardPage, depth: int) -> None:
    above = Page.objects.get(path=private_page.path[: depth * Page.steplen])
    PageViewRestriction.objects.create(page=above, restriction_type=PageViewRestriction.LOGIN)
    for page in [*HomePage.objects.all(), *StandardPage.objects.order_by("path")]:
        expected = Page.get_view_restrictions(page)
        assert set(page.get_view_restrictions()) == set(expected), page.url_path
        response = Client().get(page.get_url())
        assert response.status_code == (302 if expected else 200), page.url_path


def test_published_are_the_pages_wagtail_calls_live_and_public(private_page: StandardPage) -> None:
    StandardPageFactory(parent=private_page, slug="draft", live=False)
    assert list(only_published(Page.objects.all())) == list(Page.objects.live().public())
    assert list(only_published(StandardPage.objects.all())) == list(StandardPage.objects.live().public())
    PageViewRestriction.objects.all().delete()
    assert list(only_published(Page.objects.all())) == list(Page.objects.live().public())
