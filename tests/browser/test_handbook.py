"""The handbook is as the screens are: each role does what its page tells, finds every label, takes its pictures."""

import re
from collections.abc import Callable
from io import BytesIO
from os import environ
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from PIL import Image
from wagtail.models import Locale

from campaigns.articles.models import CampaignIndexPage, CampaignPage
from campaigns.petitions import signing
from campaigns.petitions.models import ConsentText, Person, Petition, PetitionPage, Signature
from cms.access.granting import grant_roles
from cms.access.models import User
from cms.access.roles import DATA_OFFICERS, DATA_PROTECTION_OFFICERS, EDITORS, PUBLISHERS, VIEWERS
from cms.handbook.pages import ADMINISTRATOR, FOLDER, PAGES, TRANSLATOR
from cms.translation.models import LanguageTeam, Review
from cms.translation.teams import ensure_teams

from .conftest import LogIn, Visit
from .test_accessibility import violations
from .test_layout import OVERFLOW

LABEL = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
PICTURE = re.compile(r"!\[[^\]]+\]\(\.\./pictures/([a-z-]+)\.png\)")
TITLE = "Sent back to be punished"
COLOURS = 64
LARGEST = 60_000
# What stands on a screen as one label: short texts of elements, and what buttons and fields are called.
WORDS = """() => [...document.querySelectorAll("body *")].flatMap(each => [
    each.textContent, each.getAttribute("aria-label"), each.getAttribute("placeholder"), each.value,
]).filter(text => typeof text === "string" && text.length < 200)"""


class Guide:
    """Somebody who does what a page of the handbook says, and remembers every label they came across."""

    def __init__(self, visit: Visit, folder: Path) -> None:
        self.visit, self.folder, self.page = visit, folder, visit.page
        self.seen: set[str] = set()
        self.taken: set[str] = set()
        self.look()

    def look(self) -> None:
        self.page.wait_for_load_state("networkidle")
        texts = [re.sub(r"\s+", " ", text).strip(" *:") for text in self.page.evaluate(WORDS)]
        # Titles and links name what they are about behind a colon.
        self.seen |= {*texts, *(text.partition(":")[0].strip() for text in texts)}

    def go(self, path: str) -> None:
        self.visit.go(f"/admin/{path}")
        self.look()

    def follow(self, name: str) -> None:
        """Follow a link or press a button of the screen itself, not of the menu."""
        main = self.page.locator("main")
        main.get_by_role("link", name=name, exact=True).or_(
            main.get_by_role("button", name=name, exact=True)
        ).first.click()
        self.look()

    def picture(self, name: str) -> None:
        taken = Image.open(BytesIO(self.page.screenshot(animations="disabled"))).convert("RGB")
        path = self.folder / f"{name}.png"
        taken.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        assert path.stat().st_size <= LARGEST, name
        self.taken.add(name)


def edit(guide: Guide) -> None:
    index, campaign = CampaignIndexPage.objects.get(locale__language_code="en"), english_campaign()
    guide.picture("editor-dashboard")
    guide.go("campaigns/")
    guide.go(f"pages/add/articles/campaignpage/{index.pk}/")
    guide.page.fill("#id_title", TITLE)
    guide.page.fill("#id_summary", "People who flee are sent back, and punished for having fled.")
    guide.picture("editor-campaign")
    guide.go(f"pages/{campaign.pk}/add_subpage/")
    guide.go(f"pages/add/petitions/petitionpage/{campaign.pk}/")
    guide.go(f"pages/{english_petition_page().pk}/edit/")
    guide.go("petition_pages/")
    guide.follow("Desk")
    guide.picture("editor-desk")
    guide.follow("Petition settings")
    guide.go("exports/new/")
    guide.go("sheets/")
    guide.follow("Actions")
    guide.page.keyboard.press("Escape")
    guide.follow("Add sheet")
    # What was typed above is saved by itself; other tests count what there is.
    CampaignPage.objects.filter(title=TITLE).delete()


def decide(guide: Guide) -> None:
    hold_a_signature()
    guide.go("")
    guide.picture("publisher-dashboard")
    guide.go(f"pages/{english_campaign().pk}/edit/")
    guide.follow("Actions")
    guide.go(f"translations/together/{english_campaign().pk}/")
    guide.picture("publisher-together")
    guide.go("petition_pages/")
    guide.follow("Desk")
    guide.follow("End and outcome")
    guide.picture("publisher-outcome")
    guide.page.go_back()
    guide.follow("Invalidate by rule")
    guide.go(f"petition_desk/{Petition.objects.get().pk}/review/")
    guide.picture("publisher-review")
    guide.go("mailings/")
    guide.page.locator("main a", has_text="Mail to signers").first.click()
    guide.look()
    guide.picture("publisher-mailing")
    guide.go("bank_details/")
    guide.go("sheets/")
    guide.go("settings/home/organisationsettings/")


def translate(guide: Guide) -> None:
    guide.go("translations/")
    guide.picture("translator-list")
    guide.page.get_by_role("link", name="About us").first.click()
    guide.look()
    guide.picture("translator-editor")
    guide.follow("Submit for review")
    team = german_team()
    User.objects.get(groups=team.translators, username__startswith=TRANSLATOR).groups.set([team.leads])
    guide.go("")
    guide.page.get_by_role("link", name="About us").first.click()
    guide.look()
    guide.picture("lead-review")
    Review.objects.all().delete()


def answer(guide: Guide) -> None:
    guide.go("signatures/")
    guide.page.fill("main [name=email]", Signature.objects.order_by("pk")[0].person.email)
    guide.follow("Find")
    guide.picture("officer-find")
    guide.page.locator("main table a").first.click()
    guide.look()
    guide.go("erase_person/")
    guide.picture("officer-erase")
    guide.go("imports/")
    guide.follow("Add import")
    guide.picture("officer-import")
    guide.go("exports/")
    guide.follow("Add export")
    guide.go(f"petition_desk/{Petition.objects.get().pk}/")
    guide.follow("Invalidate by rule")


def watch(guide: Guide) -> None:
    guide.go("reports/personal-data/")
    guide.picture("dpo-report")
    guide.follow("Actions")
    guide.go("petition_settings/")


def view(guide: Guide) -> None:
    guide.go("petition_settings/")
    guide.follow("Desk")
    guide.picture("viewer-desk")


def administer(guide: Guide) -> None:
    guide.picture("admin-dashboard")
    guide.go("locales/")
    guide.go("groups/")
    guide.go("users/")
    guide.follow("Add a user")
    guide.page.get_by_role("tab", name="Roles").first.click()
    guide.look()
    guide.picture("admin-roles")


def german_team() -> LanguageTeam:
    return LanguageTeam.objects.get(locale=Locale.objects.get(language_code="de"))


def english_campaign() -> CampaignPage:
    return CampaignPage.objects.filter(locale__language_code="en", live=True).first()


def english_petition_page() -> PetitionPage:
    return PetitionPage.objects.get(locale__language_code="en")


def hold_a_signature() -> None:
    signature = signing.sign(
        Petition.objects.get(),
        Person("Example Person", "held@example.org"),
        country="DE",
        language="en",
        consent=ConsentText.objects.first(),
        is_trapped=True,
    )
    signing.confirm(signature.public_id)


WALKS: dict[str, tuple[str, Callable[[Guide], None]]] = {
    "editor": (EDITORS.name, edit),
    "publisher": (PUBLISHERS.name, decide),
    TRANSLATOR: ("", translate),
    "data-officer": (DATA_OFFICERS.name, answer),
    "data-protection-officer": (DATA_PROTECTION_OFFICERS.name, watch),
    "viewer": (VIEWERS.name, view),
    ADMINISTRATOR: (VIEWERS.name, administer),
}


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where pictures go: into the tree by `make handbook`, otherwise to a folder that is thrown away."""
    return FOLDER / "pictures" if environ.get("HANDBOOK_PICTURES") else tmp_path


@pytest.mark.parametrize("name", PAGES)
def test_a_role_finds_all_that_its_page_names_and_shows(log_in: LogIn, pictures: Path, name: str) -> None:
    grant_roles()
    ensure_teams()
    group, walk = WALKS[name]
    visit = log_in(f"{name}-at-work", Group.objects.get(name=group) if group else german_team().translators)
    if name == ADMINISTRATOR:
        User.objects.filter(username=f"{name}-at-work").update(is_superuser=True)
        visit.go("/admin/")
    guide = Guide(visit, pictures)
    walk(guide)
    text = (FOLDER / "en" / f"{name}.md").read_text()
    assert {re.sub(r"\s+", " ", label) for label in LABEL.findall(text)} - guide.seen == set()
    assert guide.taken == set(PICTURE.findall(text))


def test_the_handbook_itself_is_usable_on_a_phone_and_on_a_desk(log_in: LogIn) -> None:
    grant_roles()
    visit = log_in("reader-of-handbook", Group.objects.get(name=VIEWERS.name)).go("/admin/handbook/")
    assert visit.path == "/admin/handbook/en/viewer.md"
    for width in (360, 1280):
        visit.page.set_viewport_size({"width": width, "height": 800})
        assert visit.page.evaluate(OVERFLOW) <= 0
        assert violations(visit) == []
    assert visit.page.locator(".handbook__text img").evaluate_all("all => all.every(each => each.naturalWidth > 0)")
