"""Giving on a phone without scripts, copying with them, and what one person alone cannot do to an account."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation

from campaigns.donations.approving import approve, enter, in_force
from campaigns.donations.models import BankAccount, BankDetails, DetailsState, DonationPage
from campaigns.petitions.models import PetitionPage
from cms.access.granting import grant_roles
from cms.access.models import User
from cms.access.roles import EDITORS, PUBLISHERS
from tests.campaigns.donations.reading import read_code

from .conftest import LANGUAGES, LogIn, OpenPage, Visit
from .test_accessibility import violations
from .test_layout import OVERFLOW

OLD, OLD_BIC = "DE04 5502 0500 0001 4036 01", "BFSWDE33MNZ"
NEW, NEW_BIC = "DE89 3704 0044 0532 0130 00", "COBADEFFXXX"
SAVE = "form[data-edit-form] button[type=submit], footer button[type=submit]"


def donation_page(language: str = "en") -> DonationPage:
    return DonationPage.objects.get(locale__language_code=language)


def account(language: str = "en") -> BankAccount:
    return BankAccount.objects.get(locale__language_code=language, reference="euro")


@pytest.fixture
def publisher(db: None) -> Group:
    grant_roles()
    return Group.objects.get(name=PUBLISHERS.name)


@pytest.fixture
def editor(publisher: Group) -> Group:
    return Group.objects.get(name=EDITORS.name)


@pytest.fixture
def own_details(db: None) -> Iterator[None]:
    """Whatever a test does to the demo's account, afterwards it is as it was."""
    before = in_force(account().translation_key)
    assert before
    yield
    now = in_force(account().translation_key)
    if now and now.identification != before.identification:
        people = [User.objects.create_user(f"{name}-{now.pk}") for name in ("first", "second")]
        details = enter(account(), before.identification, people[0])
        assert details
        approve(details, people[1], details.iban)
    BankDetails.objects.filter(state=DetailsState.PENDING).delete()


def shown_to_donors(open_page: OpenPage) -> str:
    return "".join(open_page(donation_page(language).url).page.content() for language in ("en", "de"))


def save(visit: Visit, button: str = "Save") -> None:
    visit.page.locator("footer").get_by_role("button", name=button).first.click()
    visit.page.wait_for_selector(".messages")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_a_phone_shows_a_code_that_can_be_read_whatever_the_screen(
    open_page: OpenPage, language: str, *, is_dark: bool
) -> None:
    visit = open_page(f"{donation_page(language).url}?amount=7,50", width=360, is_dark=is_dark, has_scripts=False)
    assert visit.page.evaluate(OVERFLOW) <= 0
    code = visit.page.locator(".qr img")
    lines = read_code(code.screenshot()).split("\n")
    assert (lines[6], lines[7]) == (OLD.replace(" ", ""), "EUR7.50")
    assert lines[10] == visit.page.locator("dd .code").last.inner_text()
    assert not visit.page.locator("copy-text button").first.is_visible()
    assert visit.cookies == []


def test_an_amount_is_chosen_without_scripts_and_none_beforehand(open_page: OpenPage) -> None:
    visit = open_page(donation_page().url, width=360, has_scripts=False)
    assert visit.page.locator(".amounts [aria-current]").count() == 0
    assert read_code(visit.page.locator(".qr img").screenshot()).split("\n")[7] == ""
    visit.page.get_by_role("button", name="€30").click()
    assert visit.page.url.endswith("?amount=30#give")
    assert visit.page.locator(".amounts [aria-current]").inner_text() == "€30"
    assert read_code(visit.page.locator(".qr img").screenshot()).split("\n")[7] == "EUR30.00"


def test_a_mistyped_amount_comes_back_with_what_to_do(open_page: OpenPage) -> None:
    visit = open_page(donation_page().url, width=360, has_scripts=False)
    visit.page.fill("#give-amount", "1.000")
    visit.page.get_by_role("button", name="Use this amount").click()
    assert "without separators" in visit.page.locator(".errorlist").inner_text()
    assert visit.page.input_value("#give-amount") == "1.000"


def test_the_iban_is_copied_without_spaces_and_that_is_said(open_page: OpenPage) -> None:
    visit = open_page(donation_page().url)
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copying = visit.page.locator("copy-text", has=visit.page.get_by_role("button", name="Copy IBAN"))
    copying.get_by_role("button").click()
    copying.locator("[role=status]", has_text="Copied.").wait_for()
    assert visit.page.evaluate("navigator.clipboard.readText()") == OLD.replace(" ", "")
    assert visit.complaints == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_with_an_amount_nor_with_an_error(
    open_page: OpenPage, language: str, *, is_dark: bool
) -> None:
    for amount in ("30", "x"):
        visit = open_page(f"{donation_page(language).url}?amount={amount}", width=360, is_dark=is_dark)
        assert violations(visit) == []


def test_giving_is_a_step_after_signing(open_page: OpenPage, db: None) -> None:
    reference = PetitionPage.objects.get(locale__language_code="en").petition.reference
    visit = open_page(f"/en/petitions/{reference}/thanks/", has_scripts=False)
    assert visit.page.locator(f".section a[href='{donation_page().url}']").count() == 1


def test_paper_gets_the_numbers_without_the_buttons(open_page: OpenPage) -> None:
    visit = open_page(donation_page().url)
    visit.page.emulate_media(media="print")
    assert visit.page.get_by_text(OLD).is_visible()
    assert visit.page.locator(".qr img").is_visible()
    assert [name for name in (".amounts", "copy-text") if visit.page.locator(name).first.is_visible()] == []


@pytest.mark.usefixtures("own_details")
class TestOnePersonAlone:
    """A publisher may approve what others enter, and publish pages; and yet not put an own IBAN before donors."""

    def test_not_by_the_account_itself(self, log_in: LogIn, open_page: OpenPage, publisher: Group) -> None:
        visit = log_in("alone-snippet", publisher)
        visit.go(reverse("wagtailsnippets_donations_bankaccount:edit", args=[account().pk]))
        visit.page.fill("#id_iban", NEW)
        save(visit)
        assert "wait for a second person" in visit.page.inner_text(".messages")
        waiting = BankDetails.objects.get(state=DetailsState.PENDING)
        visit.go(reverse("bank_details:inspect", args=[waiting.pk]))
        assert "You entered these details yourself" in visit.page.inner_text("main")
        assert visit.page.locator("[value=approve]").count() == 0
        assert violations(visit) == []
        forced = visit.page.evaluate(
            """async ([address, token]) => (await fetch(address, {method: "POST", headers: {"X-CSRFToken": token},
            body: new URLSearchParams({decision: "approve", typed: "DE89370400440532013000"})})).url""",
            [visit.page.url, visit.page.locator("[name=csrfmiddlewaretoken]").first.input_value()],
        )
        assert "/inspect/" not in forced, "refused requests are sent to the dashboard"
        assert BankDetails.objects.get(pk=waiting.pk).state == DetailsState.PENDING
        assert NEW not in shown_to_donors(open_page)
        assert OLD in shown_to_donors(open_page)

    def test_not_by_another_account_on_a_page(self, log_in: LogIn, open_page: OpenPage, publisher: Group) -> None:
        visit = log_in("alone-page", publisher)
        visit.go(reverse("wagtailsnippets_donations_bankaccount:add") + "?locale=en")
        for field, value in (("title", "Other"), ("reference", "other"), ("holder", "Somebody"), ("iban", NEW)):
            visit.page.fill(f"#id_{field}", value)
        save(visit)
        other = BankAccount.objects.get(reference="other")
        page = donation_page()
        page.accounts = [("account", other)]
        page.save_revision()
        visit.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert "Not shown yet" in visit.page.inner_text("main")
        visit.page.click(".footer [data-w-dropdown-target=toggle]")
        visit.page.click("[name=action-publish]")
        visit.page.wait_for_selector(".messages")
        assert NEW not in shown_to_donors(open_page)
        earlier = page.revisions.order_by("pk").first()
        visit.go(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, earlier.pk]))
        visit.page.click(".footer [data-w-dropdown-target=toggle]")
        visit.page.click("[name=action-publish]")
        visit.page.wait_for_selector(".messages")
        assert NEW not in shown_to_donors(open_page)
        other.delete()

    def test_not_by_a_bulk_action_nor_by_an_older_version(
        self, log_in: LogIn, open_page: OpenPage, publisher: Group
    ) -> None:
        visit = log_in("alone-bulk", publisher)
        enter_new(User.objects.get(username="alone-bulk"))
        page = donation_page()
        page.unpublish()
        visit.go(
            reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}&next=/admin/"
        )
        visit.page.locator("main form [type=submit]").click()
        visit.page.wait_for_selector(".messages")
        assert DonationPage.objects.get(pk=page.pk).live
        visit.go(reverse("wagtailsnippets_donations_bankaccount:list"))
        visit.page.locator("[data-bulk-action-checkbox]").first.check()
        assert visit.page.locator(".bulk-action-btn").all_inner_texts() == ["Delete"]
        visit.go(reverse("wagtailsnippets_donations_bankaccount:history", args=[account().pk]))
        assert visit.page.get_by_text("Review this version").count() == 0
        assert f"IBAN: {OLD} → {NEW}" in visit.page.inner_text("main")
        assert NEW not in shown_to_donors(open_page)

    def test_not_by_a_translation(self, log_in: LogIn, open_page: OpenPage, publisher: Group) -> None:
        visit = log_in("alone-translation", publisher)
        enter_new(User.objects.get(username="alone-translation"))
        german = Locale.objects.get(language_code="de")
        translation = Translation.objects.get(source__object_id=account().translation_key, target_locale=german)
        visit.go(reverse("translations:edit", args=[translation.pk]))
        assert NEW not in visit.page.content()
        visit.page.get_by_role("button", name="Publish").first.click()
        visit.page.wait_for_selector(".messages")
        assert NEW not in shown_to_donors(open_page)
        assert OLD in shown_to_donors(open_page)


def enter_new(user: User) -> BankDetails:
    before = in_force(account().translation_key)
    assert before
    new = replace(before.identification, iban=NEW.replace(" ", ""), bic=NEW_BIC, bank="Commerzbank")
    details = enter(account(), new, user)
    assert details
    return details


@pytest.mark.usefixtures("own_details")
def test_two_persons_put_a_new_iban_before_donors_in_every_language(
    log_in: LogIn, open_page: OpenPage, editor: Group, publisher: Group
) -> None:
    first = log_in("editor-of-account", editor)
    first.go(reverse("wagtailsnippets_donations_bankaccount:edit", args=[account().pk]))
    first.page.fill("#id_iban", NEW)
    save(first)
    assert NEW not in shown_to_donors(open_page)

    second = log_in("publisher-of-account", publisher, width=360)
    second.page.get_by_role("link", name=NEW).click()
    second.page.locator("mark").first.wait_for()
    assert violations(second) == []
    second.page.fill("#id_typed", OLD)
    second.follow("[value=approve]")
    second.page.get_by_text("not the number that was entered").first.wait_for()
    assert NEW not in shown_to_donors(open_page)
    second.page.fill("#id_typed", NEW)
    second.follow("[value=approve]")
    second.page.locator(".messages").get_by_text("Donors see these details from now on").wait_for()
    for language in LANGUAGES:
        shown = open_page(donation_page(language).url).page.content()
        assert NEW in shown
        assert OLD not in shown
