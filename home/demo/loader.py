"""Fills an empty site with the demo: pictures, pages in every language of the demo, a petition, the organisation."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from campaigns.articles.models import CampaignIndexPage, CampaignPage, UpdatePage
from campaigns.donations.models import DonationPage
from campaigns.letters.models import AppealLetterPage
from campaigns.petitions.models import ConsentText, HandoverMode, Petition, PetitionPage
from home.models import HomePage, OrganisationSettings, Picture, SiteTexts, StandardPage

from .content import LANGUAGES, PICTURES, Names, Records, chooser_stream, link_stream, read, stream
from .donations import add_accounts, offer_accounts
from .letters import add_guidance, add_postage, add_recipients, address_letter
from .signatures import add_example_signatures
from .translations import record_translation

SOURCE_LANGUAGE, *TRANSLATED_LANGUAGES = LANGUAGES
ORGANISATION = "Example Society for Human Rights"
CAMPAIGN_REFERENCE = "north-korea"
PETITION_REFERENCE = "nk-refugees"
LETTER_REFERENCE = "nk-appeal"
PETITION_GOAL = 5000
OPENED_AGO = datetime.timedelta(days=21)
OPEN_FOR = datetime.timedelta(days=182)
CREDIT = "Clarion demo"
LICENCE = "BSD-3-Clause"

PLAIN_FIELDS = (
    "title",
    "seo_title",
    "summary",
    "picture_alt",
    "share_text",
    "claim",
    "addressee",
    "goal_reason",
    "subject",
    "letter_text",
)
RICH_TEXT_FIELDS = ("introduction", "demand", "thanks_text", "copies_to", "print_text", "mail_text")
STREAM_FIELDS = ("body", "other_ways")
CHOOSING_FIELDS = {"featured": "campaign", "next_steps": "page"}


@dataclass(frozen=True)
class DemoPage:
    """A page of the demo: what the words call it, what it is, and where it stands."""

    name: str
    model: type[Page]
    slug: str
    parent: str = "home"


PAGES = (
    DemoPage("campaigns", CampaignIndexPage, "campaigns"),
    DemoPage("campaign", CampaignPage, "north-korea", parent="campaigns"),
    DemoPage("petition", PetitionPage, "petition", parent="campaign"),
    DemoPage("letter", AppealLetterPage, "letter", parent="campaign"),
    DemoPage("donation", DonationPage, "donate", parent="campaign"),
    DemoPage("update", UpdatePage, "figures-with-dates", parent="campaign"),
    DemoPage("how-we-count", StandardPage, "how-we-count"),
    DemoPage("about", StandardPage, "about"),
    DemoPage("imprint", StandardPage, "imprint"),
    DemoPage("privacy", StandardPage, "privacy"),
)

# Name of the file and title; maps have words in them, and so there is one for each language.
DRAWINGS = {
    "lit-windows": "Lit windows",
    "river-at-night": "River at night",
    "tracks-in-the-snow": "Tracks in the snow",
    "signature-sheets": "Signature sheets",
}
MAPS = {
    "en": "Map: the border between China and North Korea",
    "de": "Karte: die Grenze zwischen China und Nordkorea",
    "ko": "지도: 중국과 북한의 국경",
    "ar": "خريطة: الحدود بين الصين وكوريا الشمالية",
}
MAP_DATA = "https://www.naturalearthdata.com/"

Tree = dict[str, Page]


def is_empty(site: Site) -> bool:
    """Whether nobody has put anything on the site yet."""
    return not site.root_page.get_children().exists() and not Petition.objects.exists()


@transaction.atomic
def load_demo(site: Site) -> bool:
    """Load the demo into an empty site; do nothing, and say False, where there is content already."""
    if not is_empty(site):
        return False
    pictures = _store_pictures()
    trees = {SOURCE_LANGUAGE: _create_pages(site)}
    for language in TRANSLATED_LANGUAGES:
        trees[language] = _copy_pages(trees[SOURCE_LANGUAGE], language)
    recipients: dict[str, Records] = {}
    guidance: dict[str, Records] = {}
    accounts: dict[str, Records] = {}
    add_postage()
    # No petition goes online in a language without one.
    consents = {language: _write_consent(language, tree) for language, tree in trees.items()}
    for language, tree in trees.items():
        locale = Locale.objects.get(language_code=language)
        accounts[language] = add_accounts(locale, accounts.get(SOURCE_LANGUAGE, {}))
        names = Names(
            {name: page.pk for name, page in tree.items()},
            pictures[language],
            {name: account.pk for name, account in accounts[SOURCE_LANGUAGE].items()},
        )
        recipients[language] = add_recipients(locale, recipients.get(SOURCE_LANGUAGE, {}))
        guidance[language] = add_guidance(locale, names, guidance.get(SOURCE_LANGUAGE, {}))
        for name in tree:
            page = _fresh(tree[name])
            _fill(page, name, language, names)
            if isinstance(page, AppealLetterPage):
                address_letter(page, recipients[SOURCE_LANGUAGE], guidance[SOURCE_LANGUAGE])
            if isinstance(page, DonationPage):
                offer_accounts(page, accounts[SOURCE_LANGUAGE])
            page.save_revision().publish()
    _describe_organisation(site, trees[SOURCE_LANGUAGE])
    texts = {language: _write_site_texts(language, tree) for language, tree in trees.items()}
    add_example_signatures(Petition.objects.get(reference=PETITION_REFERENCE), consents, OPENED_AGO)
    _record_translations(trees, texts, consents, recipients, guidance, accounts)
    return True


def _record_translations(
    trees: dict[str, Tree], texts: dict[str, SiteTexts], consents: dict[str, ConsentText], *records: dict[str, Records]
) -> None:
    """What was written in each language is the translation of what was written in the first one."""
    for language in TRANSLATED_LANGUAGES:
        for name, page in trees[SOURCE_LANGUAGE].items():
            record_translation(_fresh(page), _fresh(trees[language][name]))
        record_translation(texts[SOURCE_LANGUAGE], texts[language])
        record_translation(consents[SOURCE_LANGUAGE], consents[language])
        for found in records:
            for name, original in found[SOURCE_LANGUAGE].items():
                record_translation(original, found[language][name])


def _fresh(page: Page) -> Page:
    """The page as it is stored: the one in hand may not know yet how many children it has, and would write that."""
    return type(page).objects.get(pk=page.pk)


def _store_pictures() -> dict[str, dict[str, int]]:
    """Primary keys of the pictures by name, for each language."""
    drawn = {name: _store(f"{name}.jpg", title) for name, title in DRAWINGS.items()}
    maps = {language: _store(f"border-map-{language}.png", MAPS[language], MAP_DATA) for language in LANGUAGES}
    return {language: {**drawn, "border-map": maps[language]} for language in LANGUAGES}


def _store(file_name: str, title: str, source_url: str = "") -> int:
    picture = Picture(title=title, credit=CREDIT, source_url=source_url, licence=LICENCE)
    with (PICTURES / file_name).open("rb") as file:
        picture.file = ImageFile(file, name=file_name)
        picture.save()
    return picture.pk


def _create_pages(site: Site) -> Tree:
    """The pages in the source language, with titles and places only: they refer to each other in their texts."""
    tree: Tree = {"home": HomePage.objects.get(pk=site.root_page_id)}
    for place in PAGES:
        page = place.model(title=read(SOURCE_LANGUAGE, place.name)["title"], slug=place.slug, live=False)
        if isinstance(page, CampaignPage):
            page.reference = CAMPAIGN_REFERENCE
        tree[place.parent].add_child(instance=page)
        tree[place.name] = page
        if isinstance(page, PetitionPage):
            _set_up_petition(page.petition)
        if isinstance(page, AppealLetterPage):
            page.letter.reference = LETTER_REFERENCE
            page.letter.save()
    return tree


def _set_up_petition(petition: Petition) -> None:
    now = timezone.now()
    petition.reference = PETITION_REFERENCE
    petition.goal = PETITION_GOAL
    petition.opens_at = now - OPENED_AGO
    petition.closes_at = now + OPEN_FOR
    petition.handover_mode = HandoverMode.NUMBER
    petition.save()


def _copy_pages(tree: Tree, language: str) -> Tree:
    """The same pages in another language, as Wagtail's translations; parents come first."""
    locale = Locale.objects.get_or_create(language_code=language)[0]
    return {name: page.copy_for_translation(locale) for name, page in tree.items()}


def _fill(page: Any, name: str, language: str, names: Names) -> None:
    for field, value in read(language, name).items():
        place = f"{name}/{field}"
        if field == "picture":
            page.picture_id = names.pictures[value]
        elif field == "days_ago":
            page.date = timezone.localdate() - datetime.timedelta(days=value)
        elif field in CHOOSING_FIELDS:
            setattr(page, field, chooser_stream(CHOOSING_FIELDS[field], value, names, place))
        elif field in STREAM_FIELDS:
            setattr(page, field, stream(value, names, place))
        elif field in RICH_TEXT_FIELDS:
            setattr(page, field, names.linked(value))
        elif field in PLAIN_FIELDS:
            setattr(page, field, value)


def _describe_organisation(site: Site, tree: Tree) -> None:
    organisation = OrganisationSettings.for_site(site)
    organisation.name = ORGANISATION
    organisation.legal_name = f"{ORGANISATION} (fictional)"
    organisation.accent_colour = "#9c2f1f"
    organisation.email = "office@example.org"
    # From the numbers the German regulator keeps free for fiction.
    organisation.phone = "+49 30 23125 000"
    organisation.postal_address = f"{ORGANISATION}\nExample Street 1\n12345 Example Town"
    organisation.country = "DE"
    organisation.imprint_page = tree["imprint"]
    organisation.privacy_page = tree["privacy"]
    organisation.donation_page = tree["donation"]
    organisation.save()


def _write_site_texts(language: str, tree: Tree) -> SiteTexts:
    """What header and footer say; the source language comes first, the others are its translations."""
    names = Names({name: page.pk for name, page in tree.items()}, {})
    words = read(language, "site")["texts"]
    original = SiteTexts.objects.filter(locale__language_code=SOURCE_LANGUAGE).first()
    locale = Locale.objects.get(language_code=language)
    texts = original.copy_for_translation(locale) if original else SiteTexts(locale=locale)
    for field in ("tagline", "footer_note", "share_text", "counting_note"):
        setattr(texts, field, words[field])
    texts.header_links = link_stream(words["header"], names, "site/header")
    texts.footer_links = link_stream(words["footer"], names, "site/footer")
    texts.save()
    return texts


def _write_consent(language: str, tree: Tree) -> ConsentText:
    """A new version of the consent text, after whatever version the site began with."""
    names = Names({name: page.pk for name, page in tree.items()}, {})
    locale = Locale.objects.get(language_code=language)
    newest = ConsentText.objects.current(SOURCE_LANGUAGE)
    is_translation = newest is not None and language != SOURCE_LANGUAGE
    consent = newest.copy_for_translation(locale) if newest and is_translation else ConsentText(locale=locale)
    for field, text in read(language, "site")["consent"].items():
        setattr(consent, field, names.linked(text))
    consent.save()
    return consent
