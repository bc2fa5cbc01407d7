"""A first campaign by somebody with no help but the screen: petition, letter and donation box, and few actions.

An action is one click that opens a screen or a menu, submits a form, inserts a block or chooses something. Filling in
one form is one action, however many of its fields are filled in; signing in counts, too. No address is typed, no
shortcut taken: every click goes to a link or a button that can be seen. What others have prepared is there before:
somebody's account, the bank account two persons agreed on, the addresses of recipients. The second factor is set up
once and not counted.

`FIRST_CAMPAIGN_PICTURES=/some/folder` keeps a picture of the screen after every action.
"""

import re
from collections.abc import Iterator
from os import environ
from pathlib import Path
from time import monotonic

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Locator, expect

from campaigns.articles.models import CampaignPage
from campaigns.letters.models import AppealLetter, AppealLetterPage
from campaigns.petitions.models import Petition, PetitionPage, PetitionText, Signature
from cms.access.granting import grant_roles
from cms.access.roles import PUBLISHERS

from .conftest import LogIn, OpenPage, Visit
from .test_layout import OVERFLOW
from .test_way import fill_in

TITLE = "Nobody sent back from the border"
DEMAND = "Send nobody back to the border"
LETTER = "Write to the embassy about the border"
RECIPIENT = "The Ambassador of the People’s Republic of China in Germany"
SIGNING_IN = ("fill in name and password", "sign in")
MOST_ACTIONS = 25
MOST_SECONDS = 600
HAS_TEXT = """([field, text]) => Array.from(document.querySelectorAll(`[data-contentpath=${field}] input`))
    .some(input => input.value.includes(text))"""
PICTURES = environ.get("FIRST_CAMPAIGN_PICTURES")


class Author:
    """Somebody at the screen, whose actions are counted."""

    def __init__(self, visit: Visit) -> None:
        self.page, self.actions = visit.page, [*SIGNING_IN]
        self.look()

    def act(self, what: str) -> None:
        self.actions.append(what)
        self.look()

    def look(self) -> None:
        self.page.wait_for_load_state("networkidle")
        if PICTURES:
            name = re.sub(r"\W+", "-", self.actions[-1].lower())
            self.page.screenshot(path=Path(PICTURES) / f"{len(self.actions):02}-{name}.png", animations="disabled")

    def click(self, role: str, name: str, within: Locator | None = None) -> None:
        """Something with exactly that name; waits until it can be seen and nothing covers it."""
        whole = re.compile(rf"^{re.escape(name)}$")
        (within or self.page.locator("body")).get_by_role(role, name=whole).first.click()  # type: ignore[arg-type]
        self.act(name)

    def fill(self, what: str, **fields: str) -> None:
        for name, text in fields.items():
            self.page.fill(f"#id_{name}", text)
        self.act(f"fill in {what}")

    def write(self, field: str, text: str) -> None:
        """Into a field with formatting, as a part of filling in its form. It takes a moment until the form has it."""
        self.page.locator(f"[data-contentpath={field}] [role=textbox]").last.click()
        self.page.keyboard.type(text)
        self.page.wait_for_function(HAS_TEXT, arg=[field, text])

    def insert(self, field: str, last: bool = False) -> None:
        ways = self.page.locator(f"[data-contentpath={field}]").get_by_role("button", name="Insert a block")
        (ways.last if last else ways.first).click()
        self.act("insert a block")

    def publish(self) -> None:
        self.click("button", "More actions")
        self.click("button", "Publish")
        expect(self.page.locator(".messages").get_by_text("published.")).to_be_visible()


@pytest.fixture
def author(log_in: LogIn) -> Iterator[Author]:
    """Somebody who may publish; what they made goes afterwards, as other tests count what there is."""
    grant_roles()
    yield Author(log_in("author-of-a-campaign", Group.objects.get(name=PUBLISHERS.name)))
    petitions = list(Petition.objects.filter(pages__title=DEMAND))
    letters = list(AppealLetter.objects.filter(pages__title=LETTER))
    Signature.objects.filter(petition__in=petitions).delete()
    PetitionText.objects.filter(petition__in=petitions).delete()
    for page in CampaignPage.objects.filter(title=TITLE):
        page.delete()
    for record in [*petitions, *letters]:
        record.delete()


def write_campaign(author: Author) -> None:
    author.click("link", "Campaigns")
    author.click("link", "Add campaign")
    author.fill("the campaign", title=TITLE, summary="People who flee are sent back, and punished for it.")
    author.insert("body")
    author.click("option", "Paragraph")
    author.write("body", "Whoever is sent back is questioned, and many are never seen again.")
    author.insert("body", last=True)
    author.click("option", "Donation box")
    author.click("button", "Save draft")


def write_petition(author: Author) -> None:
    author.click("link", "Petition page")
    author.write("demand", "Send nobody back to where torture awaits them.")
    author.fill("the petition", title=DEMAND, addressee="The Ambassador", summary="Ask for one thing: let them stay.")
    author.publish()


def write_letter(author: Author) -> None:
    author.click("link", "Letter page")
    author.fill(
        "the letter",
        title=LETTER,
        summary="A letter takes five minutes, and is read.",
        subject="People at the border",
        letter_text="I ask you to send nobody back.\n\nThe Convention against Torture forbids it.",
    )
    author.insert("recipients")
    author.click("button", "Choose recipient")
    author.click("link", RECIPIENT)
    author.publish()


def test_a_campaign_with_petition_letter_and_donation_box_takes_fewer_than_25_actions(
    author: Author, open_page: OpenPage
) -> None:
    begun = monotonic()
    write_campaign(author)
    write_petition(author)
    write_letter(author)
    author.publish()
    seconds = monotonic() - begun
    assert len(author.actions) < MOST_ACTIONS, author.actions
    assert seconds < MOST_SECONDS

    campaign = CampaignPage.objects.get(title=TITLE)
    visit = open_page(campaign.url, width=360, has_scripts=False)
    assert visit.page.locator("h1").inner_text() == TITLE
    assert visit.page.get_by_role("heading", name="Give by bank transfer").is_visible()
    assert visit.page.get_by_text("DE04 5502 0500 0001 4036 01").first.is_visible()
    letter = AppealLetterPage.objects.child_of(campaign).get()
    assert visit.page.locator(f"main a[href='{letter.url}']").first.is_visible()
    petition = PetitionPage.objects.child_of(campaign).get()
    visit.page.locator(f"main a[href='{petition.url}']").first.click()
    fill_in(visit, "first-signer@example.org")
    assert visit.path == f"/en/petitions/{petition.petition.reference}/sent/"
    assert Signature.objects.filter(petition=petition.petition).count() == 1


def test_the_form_of_a_campaign_is_usable_on_a_phone_and_in_the_dark(log_in: LogIn) -> None:
    grant_roles()
    campaign = CampaignPage.objects.get(locale__language_code="en", title__startswith="No way back")
    publishers = Group.objects.get(name=PUBLISHERS.name)
    visit = log_in("author-on-the-train", publishers, width=360, is_dark=True).go(f"/admin/pages/{campaign.pk}/edit/")
    assert visit.page.get_by_role("link", name="Petition page").is_visible()
    assert visit.page.evaluate(OVERFLOW) <= 0
