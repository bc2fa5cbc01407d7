"""Every address in the sitemap says truly which language it is in, and leads to the same page in all others.

The pages of the site carry a mark of their language in every text, so that each word on a page can be held against the
`lang` it stands in.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import html5lib
import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import Translation, TranslationSource

from campaigns.articles.models import CampaignIndexPage, CampaignPage
from campaigns.petitions.models import ConsentText, PetitionPage, PetitionState
from cms.translation.models import PartialTranslation
from cms.translation.partial import ForeignParts, foreign_parts
from home.models import HomePage, OrganisationSettings, SiteTexts, StandardPage
from tests.cms.translation.reading import (
    LANGUAGES,
    Shown,
    Text,
    Visited,
    check_alternates,
    check_languages,
    check_sharing,
    check_switcher,
    direction_of,
    empty_site,
    language_of_address,
    show,
    sitemap,
    visit,
)
from tests.factories import (
    CampaignPageFactory,
    ConsentTextFactory,
    PetitionPageFactory,
    StandardPageFactory,
    UpdatePageFactory,
    petition_settings,
    translate,
)

# The site is made once: in one process.
pytestmark = pytest.mark.xdist_group("sitemap")

MARK = re.compile(r"⟦(\w+)⟧")


def marked(words: str, language: str) -> str:
    return f"{words} ⟦{language}⟧"


def translations_of(original: Any, **words: str) -> None:
    """The page in German, Arabic and Korean, all its texts marked."""
    for code in LANGUAGES[1:]:
        locale = Locale.objects.get_or_create(language_code=code)[0]
        translate(original, locale, **{name: marked(text, code) for name, text in words.items()})


def build_site() -> Site:
    """Campaign, petition, update and pages in four languages; an imprint in one; header and footer in two."""
    default_site = empty_site()
    english = Locale.get_default()
    home_page = HomePage.objects.get()
    home_page.title, home_page.claim = marked("Home", "en"), marked("Nobody is sent back", "en")
    home_page.save_revision().publish()
    translations_of(home_page, title="Home", claim="Nobody is sent back")
    words = {"title": "Page", "summary": "Summary"}
    english_words = {name: marked(text, "en") for name, text in words.items()}
    index = CampaignIndexPage(slug="campaigns", **english_words)
    HomePage.objects.get(pk=home_page.pk).add_child(instance=index)
    translations_of(index, **words)
    campaign = CampaignPageFactory(parent=index, slug="campaign", **english_words)
    translations_of(campaign, **words)
    update = UpdatePageFactory(parent=CampaignPage.objects.get(pk=campaign.pk), slug="update", **english_words)
    translations_of(update, **words)
    imprint = StandardPageFactory(parent=HomePage.objects.get(pk=home_page.pk), slug="imprint", **english_words)
    # No petition goes online without one.
    if not ConsentText.objects.filter(locale=english).exists():
        ConsentTextFactory()
    petition_words = {"addressee": "Embassy", "demand": "<p>Let them stay</p>", "thanks_text": "<p>Thanks</p>"}
    petition = PetitionPageFactory(
        parent=CampaignPage.objects.get(pk=campaign.pk),
        slug="petition",
        **english_words,
        **{name: marked(text, "en") for name, text in petition_words.items()},
    )
    # Chosen in English, shown in every language: the campaign is translated, the imprint is not.
    petition.next_steps = [("page", campaign), ("page", imprint)]
    petition.save_revision().publish()
    petition = PetitionPage.objects.get(pk=petition.pk)
    translations_of(petition, **words, **petition_words)
    act = CampaignPage.objects.get(pk=campaign.pk)
    act.body = [("action", {"page": petition, "text": ""})]
    act.save_revision().publish()
    about = StandardPageFactory(
        parent=HomePage.objects.get(pk=home_page.pk),
        slug="about",
        body=[("action", {"page": petition, "text": ""}), ("paragraph", f"<p>{marked('Text', 'en')}</p>")],
        **english_words,
    )
    for code in LANGUAGES[1:]:
        locale = Locale.objects.get(language_code=code)
        in_language = {name: marked(text, code) for name, text in words.items()}
        body = [("action", {"page": petition, "text": ""}), ("paragraph", f"<p>{marked('Text', code)}</p>")]
        translate(about, locale, body=body, **in_language)
    texts(english, "en", about, imprint)
    texts(Locale.objects.get(language_code="ko"), "ko", about, imprint)
    # As on a site that put its petition online before languages had consent texts of their own.
    ConsentText.objects.all().delete()
    ConsentTextFactory(statement=f"<p>{marked('I sign', 'en')}</p>", updates_label=marked("News", "en"))
    organisation = OrganisationSettings.for_site(default_site)
    organisation.imprint_page = imprint
    organisation.save()
    return default_site


@pytest.fixture(scope="module")
def built_site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """Building takes seconds, so all tests here share the site; what one of them changes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_site()
        transaction.set_rollback(True)
    Site.clear_site_root_paths_cache()


@pytest.fixture
def site(built_site: Site, db: None) -> Site:
    return built_site


def texts(locale: Locale, language: str, *pages: Page) -> SiteTexts:
    links = [{"type": "link", "value": {"page": page.pk, "url": "", "label": ""}} for page in pages]
    elsewhere = {"page": None, "url": "https://example.org/", "label": marked("Elsewhere", language)}
    return SiteTexts.objects.create(
        locale=locale,
        tagline=marked("Tagline", language),
        footer_note=f"<p>{marked('Note', language)}</p>",
        counting_note=f"<p>{marked('How we count', language)}</p>",
        header_links=[*links, {"type": "link", "value": elsewhere}],
        footer_links=[{"type": "link", "value": elsewhere}],
    )


@pytest.fixture(scope="module")
def visited(built_site: Site, django_db_blocker: DjangoDbBlocker) -> Visited:
    with django_db_blocker.unblock():
        return visit(Client())


@pytest.mark.parametrize("check", [check_languages, check_alternates, check_sharing, check_switcher])
def test_every_address_in_the_sitemap_is_true(visited: Visited, check: Callable[[Visited], None]) -> None:
    check(visited)


def misplaced(texts: list[Text]) -> list[Text]:
    """Marked texts that stand under another language or direction than their own."""
    return [
        text
        for text in texts
        for language in MARK.findall(text.words)
        if (text.language, text.direction) != (language, direction_of(language))
    ]


def test_no_text_stands_under_a_language_that_is_not_its_own(visited: Visited) -> None:
    seen: dict[str, set[str]] = {}
    for address, shown in visited.pages.items():
        assert misplaced(shown.texts()) == [], address
        marks = {mark for text in shown.texts() for mark in MARK.findall(text.words)}
        seen.setdefault(language_of_address(address), set()).update(marks)
    # Header and footer are in English and Korean only, so their words were really shown in another language.
    assert seen["de"] == {"de", "en"}
    assert seen["ar"] == {"ar", "en"}
    assert "ko" in seen["ko"]


@pytest.mark.parametrize("step", ["sent", "thanks", "confirm/broken", "deny/broken", "my/broken", "unsubscribe/broken"])
def test_nor_on_the_pages_around_a_petition(client: Client, site: Site, step: str) -> None:
    reference = PetitionPage.objects.first().petition.reference
    for language in LANGUAGES:
        response = client.get(f"/{language}/petitions/{reference}/{step}/")
        shown = Shown(html5lib.parse(response.content.decode(), namespaceHTMLElements=False))
        assert shown.root.get("lang") == language
        assert misplaced(shown.texts()) == []


def test_nor_where_a_petition_has_ended(client: Client, site: Site) -> None:
    page = PetitionPage.objects.get(locale__language_code="en")
    petition_settings(page, outcome=PetitionState.WON)
    imprint = StandardPage.objects.get(slug="imprint")
    for page in PetitionPage.objects.all():
        words = marked("Won", page.locale.language_code)
        state_text = {"state": "won", "heading": words, "text": f"<p>{words}</p>", "call_page": imprint}
        page.state_texts = [("state_text", state_text)]
        page.save()
        texts = show(client, page.get_url()).texts()
        assert [text for text in texts if text.words.startswith("Won")]
        assert misplaced(texts) == []


def test_the_check_finds_a_text_in_the_wrong_place() -> None:
    document = "<html lang=ar dir=rtl><p>Page ⟦en⟧<p lang=en>Page ⟦en⟧<p lang=en dir=ltr>Page ⟦en⟧<img alt='x ⟦de⟧'>"
    shown = Shown(html5lib.parse(document, namespaceHTMLElements=False))
    assert [(text.words, text.language) for text in misplaced(shown.texts())] == [
        ("Page ⟦en⟧", "ar"),
        ("Page ⟦en⟧", "en"),
        ("x ⟦de⟧", "en"),
    ]


def publish_in_part(page: Any, *places: str) -> None:
    """Note that these places of a page stand in English, as its language's lead knows."""
    original = type(page).objects.get(translation_key=page.translation_key, locale__language_code="en")
    source, _created = TranslationSource.get_or_create_from_instance(original)
    translation = Translation.objects.create(source=source, target_locale=page.locale)
    PartialTranslation.objects.create(translation=translation, places=list(places))


@pytest.fixture
def partial(site: Site) -> StandardPage:
    """A page in Arabic of which title and one paragraph are still in English."""
    page = StandardPage.objects.get(slug="about", locale__language_code="ar")
    page.title = marked("Page", "en")
    page.body = [
        ("paragraph", f"<p>{marked('Text', 'ar')}</p>"),
        ("paragraph", f"<p>{marked('Text', 'en')}</p>"),
        ("heading", {"text": marked("Heading", "en"), "level": "h2"}),
    ]
    page.save_revision().publish()
    page = StandardPage.objects.get(pk=page.pk)
    publish_in_part(page, "title", *(f"body.{block.id}" for block in list(page.body)[1:]))
    return page


def test_a_partial_page_marks_what_is_in_the_source_language(client: Client, partial: StandardPage) -> None:
    shown = show(client, partial.get_url())
    texts = [text for text in shown.texts() if text.words.startswith(("Text", "Page", "Heading"))]
    assert misplaced([text for text in texts if text.words != partial.title]) == []
    headline = shown.root.find(".//h1")
    assert (headline.get("lang"), headline.get("dir")) == ("en", "ltr")
    assert {mark for text in texts for mark in MARK.findall(text.words)} == {"ar", "en"}


def test_so_does_every_link_to_it(client: Client, partial: StandardPage) -> None:
    arabic_home = HomePage.objects.get(locale__language_code="ar")
    assert misplaced(show(client, arabic_home.get_url()).texts()) == []


def test_search_engines_are_not_told_of_a_partial_page(client: Client, partial: StandardPage) -> None:
    address = partial.get_full_url()
    found = sitemap(client)
    assert address not in found
    assert all(address not in alternates.values() for alternates in found.values())
    english = show(client, "/en/about/")
    assert address not in {link["href"] for link in english.links("alternate")}
    assert not [link for link in show(client, partial.get_url()).links("alternate") if "hreflang" in link]


def test_readers_can_switch_to_a_partial_page_and_are_told(client: Client, partial: StandardPage) -> None:
    links = [link for link in show(client, "/en/about/").root.iter("a") if link.get("hreflang") == "ar"]
    assert [link.get("href") for link in links] == ["/ar/about/"]
    remark = links[0].find("span")
    assert remark.get("class") == "remark"
    assert remark.text.strip()


def test_what_is_foreign_on_a_page_is_known_by_its_places(partial: StandardPage, site: Site) -> None:
    assert foreign_parts(partial).language == "en"
    assert "title" in foreign_parts(partial).places
    assert foreign_parts(StandardPage.objects.get(slug="imprint")) == ForeignParts()


def test_consent_in_the_source_language_is_marked(client: Client, site: Site) -> None:
    assert not ConsentText.objects.filter(locale__language_code="ar").exists()
    page = PetitionPage.objects.get(locale__language_code="ar")
    consent = [text for text in show(client, page.get_url()).texts() if text.words.startswith(("I sign", "News"))]
    assert {(text.language, text.direction) for text in consent} == {("en", "ltr")}
    assert len(consent) == 2
