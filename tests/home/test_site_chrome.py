"""The frame of every page: words, links and colour, in the visitor's language."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils.translation import override
from wagtail.models import Locale, PageViewRestriction, Site

from home.models import HomePage, OrganisationSettings, SiteTexts, StandardPage
from tests.factories import StandardPageFactory, translate


@pytest.fixture
def about(home_page: HomePage) -> StandardPage:
    return StandardPageFactory(parent=home_page, title="About us", slug="about")


@pytest.fixture
def organisation(default_site: Site) -> OrganisationSettings:
    return OrganisationSettings.for_site(default_site)


def rendered(template: str, path: str = "/en/", **context: object) -> str:
    request = RequestFactory().get(path)
    tags = "{% load site_chrome languages sharing %}{% site_frame as frame %}"
    return Template(tags + template).render(Context({"request": request, **context})).strip()


def links(kind: str = "header", path: str = "/en/") -> list[str]:
    template = f"{{% for link in frame.{kind}_links %}}{{{{ link.label }}}}={{{{ link.url }}}};{{% endfor %}}"
    return [link for link in rendered(template, path).split(";") if link]


def link_to(page: object = None, url: str = "", label: str = "") -> dict[str, object]:
    return {"type": "link", "value": {"page": page.pk if page else None, "url": url, "label": label}}


def test_links_go_to_pages_by_their_title_or_an_own_label(english: Locale, about: StandardPage) -> None:
    SiteTexts.objects.create(
        locale=english,
        header_links=[
            link_to(about),
            link_to(about, label="Who we are"),
            link_to(url="https://example.org/", label="Elsewhere"),
        ],
    )
    assert links() == ["About us=/en/about/", "Who we are=/en/about/", "Elsewhere=https://example.org/"]


def test_links_go_to_the_visitors_language(english: Locale, german: Locale, about: StandardPage) -> None:
    SiteTexts.objects.create(locale=english, header_links=[link_to(about)])
    translate(about, german, title="Über uns")
    with override("de"):
        assert links(path="/de/") == ["Über uns=/de/about/"]


def test_a_page_without_translation_is_linked_as_it_is(english: Locale, german: Locale, about: StandardPage) -> None:
    SiteTexts.objects.create(locale=english, header_links=[link_to(about)])
    with override("de"):
        assert links(path="/de/") == ["About us=/en/about/"]


def test_pages_nobody_may_see_are_not_linked(english: Locale, home_page: HomePage, about: StandardPage) -> None:
    draft = StandardPageFactory(parent=home_page, live=False)
    PageViewRestriction.objects.create(page=about, restriction_type="login")
    SiteTexts.objects.create(locale=english, header_links=[link_to(draft), link_to(about)])
    assert links() == []


def test_the_current_page_is_marked(english: Locale, about: StandardPage) -> None:
    SiteTexts.objects.create(locale=english, header_links=[link_to(about)])
    template = "{{ frame.header_links.0.is_current }}"
    assert rendered(template, "/en/about/") == "True"
    assert rendered(template, "/en/") == "False"


def test_imprint_and_privacy_end_the_footer(
    english: Locale, home_page: HomePage, about: StandardPage, organisation: OrganisationSettings
) -> None:
    imprint = StandardPageFactory(parent=home_page, title="Imprint", slug="imprint")
    organisation.imprint_page, organisation.privacy_page = imprint, about
    organisation.save()
    SiteTexts.objects.create(locale=english, footer_links=[link_to(about)])
    assert links("footer") == ["About us=/en/about/", "Imprint=/en/imprint/"]


def test_a_site_without_texts_or_pages_has_a_frame_too(default_site: Site) -> None:
    assert links() == links("footer") == []
    assert rendered("{{ frame.texts.tagline }}") == ""


def test_texts_are_those_of_the_language_or_of_the_main_one(
    english: Locale, german: Locale, home_page: HomePage
) -> None:
    SiteTexts.objects.create(locale=english, tagline="For those who cannot speak")
    with override("de"):
        assert rendered("{{ frame.texts.tagline }}") == "For those who cannot speak"
        SiteTexts.objects.create(locale=german, tagline="Für die, die nicht sprechen können")
        assert rendered("{{ frame.texts.tagline }}") == "Für die, die nicht sprechen können"


def test_a_language_has_its_texts_once(english: Locale) -> None:
    SiteTexts.objects.create(locale=english)
    with pytest.raises(ValidationError, match="already"):
        SiteTexts(locale=english).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteTexts.objects.create(locale=english)


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ({"page": None, "url": "", "label": "Nowhere"}, {"page"}),
        ({"page": None, "url": "https://example.org/", "label": ""}, {"label"}),
        ({"page": None, "url": "http://example.org/", "label": "Open"}, {"url"}),
    ],
)
def test_a_link_that_leads_nowhere_is_refused(value: dict[str, object], wrong: set[str]) -> None:
    block = SiteTexts._meta.get_field("header_links").stream_block.child_blocks["link"]
    with pytest.raises(ValidationError) as caught:
        block.clean(block.normalize(value))
    assert set(caught.value.block_errors) == wrong


def test_the_preview_of_texts_shows_them_before_they_are_saved(
    admin_client: Client, english: Locale, home_page: HomePage
) -> None:
    texts = SiteTexts(locale=english, tagline="Not saved yet")
    assert "Not saved yet" in rendered("{{ frame.texts.tagline }}", object=texts)
    saved = SiteTexts.objects.create(locale=english, tagline="Saved")
    response = saved.make_preview_request()
    assert response.status_code == 200
    assert b"Saved" in response.render().content


def test_an_organisation_without_colour_needs_no_stylesheet(organisation: OrganisationSettings) -> None:
    assert rendered("{% theme_stylesheet_url %}") == ""


def test_the_colour_of_the_organisation_is_a_stylesheet_of_our_own(
    client: Client, organisation: OrganisationSettings
) -> None:
    organisation.accent_colour = "#9C2F1F"
    organisation.save()
    address = rendered("{% theme_stylesheet_url %}")
    response = client.get(address)
    assert address == "/theme-9c2f1f.css"
    assert response["Content-Type"].startswith("text/css")
    assert "immutable" in response["Cache-Control"]
    assert b"--accent: #9c2f1f" in response.content


@pytest.mark.parametrize("colour", ["ffffff", "red", "9c2f1f0", "zzzzzz", "a-b_c1"])
def test_there_is_no_stylesheet_for_other_colours(client: Client, colour: str, default_site: Site) -> None:
    assert client.get(f"/theme-{colour}.css").status_code == 404


def test_the_organisation_says_where_else_it_is(organisation: OrganisationSettings) -> None:
    organisation.bluesky = "https://bsky.app/profile/example.org"
    assert organisation.profiles == [("Bluesky", "https://bsky.app/profile/example.org")]


def test_paper_goes_to_the_return_address_or_else_the_postal_one() -> None:
    assert OrganisationSettings(postal_address="Main Street 1").sheets_address == "Main Street 1"
    assert OrganisationSettings(postal_address="Main Street 1", return_address="Box 2").sheets_address == "Box 2"


def test_countries_are_named_in_the_readers_language() -> None:
    with override("de"):
        assert OrganisationSettings(country="DE").country_name == "Deutschland"
    assert OrganisationSettings().country_name == ""


def test_a_page_is_passed_on_with_its_own_words(home_page: HomePage, about: StandardPage) -> None:
    about.share_text = "Read who they are"
    template = "{% share_links page as shares %}{% for share in shares %}{{ share.url }} {% endfor %}"
    assert "Read%20who%20they%20are" in rendered(template, page=about)
    about.share_text = ""
    assert "About%20us" in rendered(template, page=about)
    assert rendered(template, page="") == ""


def test_a_page_without_words_for_sharing_is_passed_on_with_those_of_the_site(
    english: Locale, about: StandardPage
) -> None:
    template = "{% share_words page as words %}{{ words }}"
    assert rendered(template, page=about) == "About us"
    SiteTexts.objects.create(locale=english, share_text="Read this")
    assert rendered(template, page=about) == "Read this"
    about.share_text = "Read who they are"
    assert rendered(template, page=about) == "Read who they are"


def test_mails_and_consent_texts_know_the_organisation_by_the_name_editors_gave_it(
    organisation: OrganisationSettings,
) -> None:
    organisation.name = "Example Rights"
    organisation.save()
    assert Site.objects.get(pk=organisation.site_id).site_name == "Example Rights"
