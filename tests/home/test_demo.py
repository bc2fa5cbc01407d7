"""The demo: loads once, overwrites nothing, says the same in every language, and names its sources."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker, Settings
from wagtail.models import Collection, Locale, Page, Site
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from campaigns.articles.models import CampaignPage, UpdatePage
from campaigns.donations.models import BankAccount, DonationPage
from campaigns.donations.purposes import purpose_for
from campaigns.letters.models import AppealLetterPage, Guidance, Postage, Recipient
from campaigns.petitions.models import (
    ConsentText,
    OutgoingMail,
    Petition,
    PetitionPage,
    PetitionState,
    Signature,
    Status,
    count_signatures,
)
from home.demo.content import CONTENT, LANGUAGES, PICTURES, read
from home.demo.loader import MAPS, ORGANISATION, PAGES, load_demo
from home.demo.signatures import EXAMPLE_COUNT
from home.models import HomePage, OrganisationSettings, Picture, SiteTexts
from tests.campaigns.donations.reading import read_code

# The demo is made once: in one process.
pytestmark = pytest.mark.xdist_group("demo")

NAMES = ["home", *(page.name for page in PAGES)]
PER_LANGUAGE = len(NAMES)
SOURCE_LANGUAGE, *TRANSLATED_LANGUAGES = LANGUAGES
ADDRESSEES = {"CN", "DE", "AT", "CH", "GB", "US", "KR"}
TRANSLATABLE_MEMBERS = {"text", "counts", "unit", "source", "caption", "alt", "credit", "heading", "title", "published"}
# What every sentence in a language that is not written in Latin letters has at least one letter of.
SCRIPTS = {"ko": "[가-힣]", "ar": "[\u0621-\u064a]"}
# Blocks that look different in another language and yet are the same: a translation is needed in one only.
IN_ONE_LANGUAGE = {"translation", "translation_note", "wording", "instrument", "article", "publisher", "who", "role"}


@pytest.fixture(scope="module")
def loaded_demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The demo on an otherwise empty database: loading takes seconds, so all tests here share what it made."""
    media = str(tmp_path_factory.mktemp("demo-media"))
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(MEDIA_ROOT=media):
        site = make_empty_site()
        assert load_demo(site)
        yield site
        transaction.set_rollback(True)
    Site.clear_site_root_paths_cache()


@pytest.fixture
def demo(loaded_demo: Site, db: None) -> Site:
    """The loaded demo; what a test does to it is taken back."""
    Site.clear_site_root_paths_cache()
    return Site.objects.get(pk=loaded_demo.pk)


def make_empty_site() -> Site:
    """What migrations leave: a site with an empty home page, and nothing else."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=english))
    Site.objects.all().delete()
    for page in root.get_children():
        page.delete()
    home = Page.objects.get(pk=root.pk).add_child(instance=HomePage(title="Home", slug="home", locale=english))
    return Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)


def everything() -> list[Any]:
    """What a second load could change."""
    return [
        list(Page.objects.order_by("pk").values("pk", "path", "title", "latest_revision_id", "last_published_at")),
        list(Picture.objects.order_by("pk").values("pk", "file")),
        list(SiteTexts.objects.order_by("pk").values()),
        list(ConsentText.objects.order_by("pk").values()),
        list(Petition.objects.values()),
        list(OrganisationSettings.objects.values()),
        Signature.objects.count(),
        Translation.objects.count(),
    ]


def blocks_of(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The blocks of a page in the files, those in columns too."""
    for entry in entries:
        yield entry
        for side in ("first", "second"):
            yield from blocks_of(entry.get(side, []))


def all_blocks(kind: str, *languages: str) -> list[dict[str, Any]]:
    return [
        block
        for language in languages or LANGUAGES
        for name in NAMES
        for block in blocks_of(read(language, name).get("body", []))
        if block["block"] == kind
    ]


def shape(value: Any, name: str = "") -> Any:
    """A value without its words: what has to be alike in all languages."""
    match value:
        case dict():
            return {key: shape(part, key) for key, part in value.items() if key not in IN_ONE_LANGUAGE}
        case list() if value and isinstance(value[0], dict):
            return [shape(part) for part in value]
        case str() if "<" in value:
            return re.findall(r"<[^>]+>", value)
        case str() if name in TRANSLATABLE_MEMBERS or not name:
            return bool(value)
        case _:
            return value


# The files


@pytest.mark.parametrize("language", TRANSLATED_LANGUAGES)
@pytest.mark.parametrize("name", [*NAMES, "site"])
def test_every_language_has_the_same_structure(name: str, language: str) -> None:
    english, translated = read(SOURCE_LANGUAGE, name), read(language, name)
    assert english.keys() == translated.keys()
    assert shape(english.get("body", [])) == shape(translated.get("body", []))


@pytest.mark.parametrize("language", TRANSLATED_LANGUAGES)
def test_longer_texts_outside_the_body_have_the_same_paragraphs_and_lists(language: str) -> None:
    for name in NAMES:
        english, translated = read(SOURCE_LANGUAGE, name), read(language, name)
        for field in {"introduction", "demand", "thanks_text"} & english.keys():
            assert shape(translated[field]) == shape(english[field])
    english, translated = read(SOURCE_LANGUAGE, "site"), read(language, "site")
    for part, field in (("texts", "footer_note"), ("consent", "statement"), ("consent", "privacy")):
        assert shape(translated[part][field]) == shape(english[part][field])
    for field in ("header", "footer"):
        assert translated["texts"][field] == english["texts"][field]


@pytest.mark.parametrize("language", TRANSLATED_LANGUAGES)
def test_consent_says_in_every_language_what_only_the_petition_knows(language: str) -> None:
    for field, english in read(SOURCE_LANGUAGE, "site")["consent"].items():
        translated = read(language, "site")["consent"][field]
        assert set(re.findall(r"{\w+}", translated)) == set(re.findall(r"{\w+}", english))


def test_every_file_is_used() -> None:
    for language in LANGUAGES:
        assert {file.stem for file in (CONTENT / language).iterdir()} == {
            *NAMES, "site", "recipients", "guidance", "accounts",
        }  # fmt: skip


def test_every_figure_says_when_it_held_and_who_says_so() -> None:
    figures = all_blocks("figure")
    assert len(figures) >= len(LANGUAGES) * 8
    assert all(figure["as_of"] and figure["source"] and figure["url"] for figure in figures)


@pytest.mark.parametrize("language", TRANSLATED_LANGUAGES)
def test_legal_wordings_are_alike_in_every_language_and_translated_with_a_note_who_did_it(language: str) -> None:
    english, translated = all_blocks("legal_citation", "en"), all_blocks("legal_citation", language)
    assert [citation["wording"] for citation in english] == [citation["wording"] for citation in translated]
    assert all(citation["translation"] and citation["translation_note"] for citation in translated)


@pytest.mark.parametrize(("language", "publication"), [("de", "BGBl."), ("ko", "조약 제")])
def test_official_translations_say_where_they_were_published(language: str, publication: str) -> None:
    assert all(publication in citation["translation_note"] for citation in all_blocks("legal_citation", language))


def test_the_campaign_shows_nearly_every_kind_of_block() -> None:
    kinds = {block["block"] for block in blocks_of(read("en", "campaign")["body"])}
    assert kinds == {
        "paragraph",
        "heading",
        "image",
        "quote",
        "legal_citation",
        "figure",
        "sources",
        "action",
        "columns",
        "callout",
        "donation_box",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_account_is_that_of_the_reference_and_marked_as_an_example(
    demo: Site, client: Client, language: str
) -> None:
    example = {"en": "Example data", "de": "Beispieldaten", "ko": "예시 자료", "ar": "بيانات على سبيل المثال"}
    for name in ("", "donate/"):
        shown = client.get(f"/{language}/campaigns/north-korea/{name}").content.decode()
        for words in ("DE04 5502 0500 0001 4036 01", "BFSWDE33MNZ", "SozialBank", "1403601", example[language]):
            assert words in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_purpose_is_the_same_on_screen_in_the_code_and_on_paper(demo: Site, client: Client, language: str) -> None:
    page = DonationPage.objects.get(locale__language_code=language)
    purpose = purpose_for(page.cause, language).text
    assert purpose.endswith(" north-korea")
    assert purpose.isascii()
    assert f'<bdi class="code" dir="ltr" translate="no">{purpose}</bdi>' in client.get(page.get_url()).content.decode()
    folder = f"/{language}/donations/euro/north-korea/"
    assert read_code(client.get(f"{folder}epc.png").content).split("\n")[-1] == purpose
    for file in ("poster.pdf", "slip.pdf"):
        paper = PdfReader(BytesIO(client.get(f"{folder}{file}").content)).pages[0]
        assert purpose in " ".join(paper.extract_text().split())


def test_pictures_are_described_in_words_and_light() -> None:
    for language in LANGUAGES:
        for name in NAMES:
            words = read(language, name)
            assert "picture" not in words or words["picture_alt"]
    assert all(image["alt"] and image["credit"] for image in all_blocks("image"))
    assert all(file.stat().st_size < 200_000 for file in PICTURES.iterdir())


def test_imprint_and_privacy_say_what_to_replace() -> None:
    for language in LANGUAGES:
        for name in ("imprint", "privacy"):
            body = read(language, name)["body"]
            assert (body[0]["block"], body[0]["kind"]) == ("callout", "example")
            assert re.search(r"\[[^]]+\]", str(body))


# Loading


def test_an_empty_site_gets_all_pages_live_in_every_language(demo: Site) -> None:
    for language in LANGUAGES:
        pages = Page.objects.filter(locale__language_code=language, depth__gt=1)
        assert pages.count() == pages.live().count() == PER_LANGUAGE
        assert not pages.filter(has_unpublished_changes=True).exists()
    assert Page.find_problems() == ([], [], [], [], [])


def test_every_page_passes_the_checks_an_editor_would_meet(demo: Site) -> None:
    for page in Page.objects.filter(depth__gt=1).specific():
        page.full_clean()
        if hasattr(page, "body"):
            page.body.stream_block.clean(page.body)


@pytest.mark.parametrize("language", TRANSLATED_LANGUAGES)
def test_pages_and_texts_in_other_languages_are_finished_translations(demo: Site, language: str) -> None:
    translations = Translation.objects.filter(target_locale__language_code=language)
    of_language = {"locale__language_code": language}
    snippets = len(ADDRESSEES) + sum(model.objects.filter(**of_language).count() for model in (Guidance, BankAccount))
    expected = PER_LANGUAGE + len([SiteTexts, ConsentText]) + snippets
    assert len(translations) == expected == TranslationSource.objects.count()
    for translation in translations:
        total, translated = translation.get_progress()
        assert total == translated > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_can_be_written_to_the_minister_through_the_embassy_of_ones_country(
    demo: Site, language: str
) -> None:
    page = AppealLetterPage.objects.get(locale__language_code=language)
    assert page.is_writable
    assert {"en", "zh-hans", language} == {wording.language for wording in page.wordings}
    minister = page.chosen_recipients[0]
    assert "10179 Berlin" in minister.addressee("en", "DE").address
    assert "Beijing 100701" in minister.addressee("en", "FR").address
    assert minister.addressee("zh-hans", "AT").salutation == "尊敬的部长阁下："


def test_every_address_of_the_demo_says_when_it_was_checked(demo: Site) -> None:
    recipients = Recipient.objects.originals()
    assert {recipient.country for recipient in recipients} == ADDRESSEES
    assert all(recipient.checked_on and recipient.note and recipient.postal_address for recipient in recipients)
    assert Postage.objects.current("DE") is not None


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_nothing_is_left_in_english(demo: Site, language: str) -> None:
    written = StringTranslation.objects.filter(locale__language_code=language)
    texts = {translation.data for translation in written if re.search("[a-z]", translation.data, re.IGNORECASE)}
    left = {text for text in texts if not re.search(SCRIPTS[language], text)}
    assert left <= {"UNHCR", "North Korean Economy Watch", ORGANISATION}


@pytest.mark.parametrize("language", TRANSLATED_LANGUAGES)
def test_publishing_a_translation_again_keeps_its_words(
    demo: Site, language: str, django_capture_on_commit_callbacks: Any
) -> None:
    page = CampaignPage.objects.get(locale__language_code=language)
    before = [page.title, page.summary, page.picture_alt, str(page.body)]
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=page.locale)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target()
    page = CampaignPage.objects.get(locale__language_code=language)
    after = [page.title, page.summary, page.picture_alt, str(page.body)]
    assert after == before


def test_each_language_shows_its_own_map(demo: Site) -> None:
    shown = {}
    for page in CampaignPage.objects.select_related("locale"):
        images = [block.value["image"] for block in page.body if block.block_type == "image"]
        shown[page.locale.language_code] = images[0].title
    assert shown == {language: MAPS[language] for language in LANGUAGES}


def test_the_petition_is_open_shared_by_all_its_pages_and_hands_over_only_the_number(demo: Site) -> None:
    petition = Petition.objects.get()
    assert petition.reference == "nk-refugees"
    assert petition.state() == PetitionState.OPEN
    assert petition.state(timezone.now() + timedelta(days=170)) == PetitionState.OPEN
    assert petition.goal == 5000
    assert petition.handover_mode == "number"
    assert PetitionPage.objects.filter(petition=petition).count() == len(LANGUAGES)
    assert {page.reference for page in CampaignPage.objects.all()} == {"north-korea"}


def test_updates_are_of_the_last_days(demo: Site) -> None:
    today = timezone.localdate()
    assert all(today - timedelta(days=14) < update.date < today for update in UpdatePage.objects.all())


def test_links_in_texts_lead_to_pages_of_the_same_language(demo: Site) -> None:
    pages = [page for page in Page.objects.filter(depth__gt=1).specific() if hasattr(page, "body")]
    links = [
        (page, number)
        for page in pages
        for number in re.findall(r'linktype=\\?"page\\?" id=\\?"(\d+)', json.dumps(page.body.get_prep_value()))
    ]
    assert len(links) >= len(LANGUAGES) * 4
    assert all(Page.objects.get(pk=number).locale_id == page.locale_id for page, number in links)


# Signatures


def test_example_signatures_count_like_any_and_say_what_they_are(demo: Site) -> None:
    petition = Petition.objects.get()
    signatures = list(petition.signatures.all())
    assert count_signatures(petition).confirmed == EXAMPLE_COUNT == len(signatures)
    assert {signature.status for signature in signatures} == {Status.CONFIRMED}
    invented = ("Example Person", "예시 인물", "شخص افتراضي")
    assert all(signature.signer_name.startswith(invented) for signature in signatures)
    assert {signature.language for signature in signatures} == set(LANGUAGES)
    assert all(signature.signer_email.endswith("@example.org") for signature in signatures)
    assert len({signature.country for signature in signatures}) > 5
    assert len({signature.signed_at.date() for signature in signatures}) > 5
    assert all(petition.opens_at < signature.signed_at < timezone.now() for signature in signatures)


def test_nobody_is_written_to(demo: Site) -> None:
    assert not OutgoingMail.objects.exists()


# Loading again


def test_loading_twice_changes_nothing(demo: Site) -> None:
    before = everything()
    assert not load_demo(demo)
    assert everything() == before


def test_edited_content_survives(demo: Site) -> None:
    page = CampaignPage.objects.get(locale__language_code="de")
    page.title = "Von der Redaktion geändert"
    page.save_revision().publish()
    Page.objects.get(slug="about", locale__language_code="en").delete()
    call_command("load_demo")
    page.refresh_from_db()
    assert page.title == "Von der Redaktion geändert"
    assert not Page.objects.filter(slug="about", locale__language_code="en").exists()


def test_a_site_with_content_of_its_own_is_left_alone(db: None) -> None:
    site = make_empty_site()
    site.root_page.add_child(instance=PAGES[-1].model(title="Ours", slug="ours"))
    assert not load_demo(site)
    assert Page.objects.filter(depth__gt=1).count() == 2


def test_reset_brings_the_demo_back_as_it_was_and_writes_to_nobody(
    demo: Site, settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DEBUG = True
    CampaignPage.objects.get(locale__language_code="en").delete()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("load_demo", reset=True, verbosity=0)
    assert mail.outbox == []
    assert CampaignPage.objects.count() == len(LANGUAGES)
    assert count_signatures(Petition.objects.get()).confirmed == EXAMPLE_COUNT
    assert Picture.objects.count() == len(list(PICTURES.iterdir()))
    assert Page.find_problems() == ([], [], [], [], [])


def test_reset_is_refused_outside_development(demo: Site, settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="development"):
        call_command("load_demo", reset=True)
    assert CampaignPage.objects.count() == len(LANGUAGES)


# Around the pages


def test_the_organisation_is_plainly_an_example_with_imprint_and_privacy(demo: Site) -> None:
    organisation = OrganisationSettings.for_site(demo)
    assert organisation.name == ORGANISATION == Site.objects.get(pk=demo.pk).site_name
    assert organisation.email.endswith("@example.org")
    assert organisation.imprint_page.slug == "imprint"
    assert organisation.privacy_page.slug == "privacy"
    organisation.full_clean()


def test_site_and_consent_texts_exist_in_every_language(demo: Site) -> None:
    assert {texts.locale.language_code for texts in SiteTexts.objects.all()} == set(LANGUAGES)
    for language in LANGUAGES:
        consent = ConsentText.objects.current(language)
        assert consent.locale.language_code == language
        assert "{addressee}" in consent.statement
        assert "{organisation}" in consent.privacy
        assert "{handover}" in consent.privacy
        assert "{months}" in consent.privacy
