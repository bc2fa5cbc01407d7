"""A live letter in English to one embassy, and what writing it takes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from wagtail.models import Page, Site

from campaigns.letters.models import AppealLetter, AppealLetterPage, Recipient
from tests.factories import (
    AppealLetterPageFactory,
    CampaignIndexPageFactory,
    CampaignPageFactory,
    HomePageFactory,
    RecipientFactory,
)

Post = Callable[..., HttpResponse]


@pytest.fixture
def home(root_page: Page, default_site: Site) -> Page:
    home = HomePageFactory(parent=root_page, slug="home")
    default_site.root_page = home
    default_site.site_name = "Example Rights"
    default_site.save()
    Site.clear_site_root_paths_cache()
    return home


@pytest.fixture
def campaign(home: Page) -> Page:
    return CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home))


@pytest.fixture
def recipient(english: object) -> Recipient:
    return RecipientFactory(office="The Ambassador of Examplia")


@pytest.fixture
def page(campaign: Page, recipient: Recipient) -> AppealLetterPage:
    page = AppealLetterPageFactory(
        parent=campaign, title="Let them go", slug="let-them-go", recipients=[("recipient", recipient)]
    )
    return again(page)


@pytest.fixture
def form_data(page: AppealLetterPage) -> dict[str, str]:
    """What a browser sends when somebody fills in the form."""
    return {
        "language": "en",
        "country": "DE",
        "subject": "Those who are held",
        "text": "I am a reader.\n\nLet them go, please.",
        "name": "Ada Example",
        "address": "Example Street 1\n12345 Example Town",
        "place": "Example Town",
    }


@pytest.fixture
def post(client: Client, page: AppealLetterPage, form_data: dict[str, str]) -> Post:
    """Send the form with changes to one of the addresses around the letter."""

    def send(step: str = "preview/", headers: dict[str, str] | None = None, **changes: str) -> HttpResponse:
        return client.post(f"/en/letters/let-them-go/{step}", {**form_data, **changes}, headers=headers)

    return send


def again(page: AppealLetterPage) -> AppealLetterPage:
    """The page as the database has it, with nothing remembered."""
    return AppealLetterPage.objects.get(pk=page.pk)


def letter_settings(page: AppealLetterPage, **changes: Any) -> AppealLetterPage:
    """The page after its letter was changed."""
    letter = AppealLetter.objects.get(pk=page.letter_id)
    for name, value in changes.items():
        setattr(letter, name, value)
    letter.save()
    return again(page)


def change(page: AppealLetterPage, **changes: Any) -> AppealLetterPage:
    """The page after an editor published it with changes."""
    page = again(page)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return again(page)


def left_with(page: AppealLetterPage, **changes: Any) -> AppealLetterPage:
    """The page that is online with something missing, as no editor can publish it any more."""
    page = again(page)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save()
    return again(page)


def prepared_in(*languages: str) -> list[tuple[str, dict[str, str]]]:
    """The letter in some languages, as editors add it."""
    return [
        ("letter", {"language": language, "subject": f"Subject {language}", "text": f"Text in {language}."})
        for language in languages
    ]
