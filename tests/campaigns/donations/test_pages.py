"""What donors see: numbers, codes and leaflets that say the same, in every language."""

import json
import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from wagtail.models import Locale, Page

from campaigns.causes import cause_of
from campaigns.donations.approving import enter
from campaigns.donations.models import BankAccount, DonationPage
from campaigns.donations.purposes import purpose_for
from cms.access.models import User
from home.models import OrganisationSettings
from tests.factories import BankAccountFactory, DonationPageFactory, UpdatePageFactory, translate

from .conftest import AMERICAN, REFERENCE_BIC, REFERENCE_IBAN, SWISS, MakeAccount
from .reading import read_code

CODE = "/en/donations/euro/stay/epc.png"


def html(client: Client, page: Page, query: str = "") -> str:
    response = client.get(page.get_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def add_account(page: DonationPage, *accounts: BankAccount) -> DonationPage:
    page.accounts = [("account", account) for account in accounts]
    page.save_revision().publish()
    return DonationPage.objects.get(pk=page.pk)


def test_a_new_page_offers_the_only_account_and_none_where_there_is_a_choice(
    admin_client: Client, campaign: Page, make_account: MakeAccount
) -> None:
    form = reverse("wagtailadmin_pages:add", args=["donations", "donationpage", campaign.pk])

    def offered() -> list[BankAccount]:
        return [row.value for row in admin_client.get(form).context["form"].initial["accounts"]]

    only = make_account("euro")
    assert offered() == [only]
    make_account("franc", SWISS)
    assert offered() == []


def test_a_page_shows_everything_a_donor_has_to_copy(client: Client, page: DonationPage) -> None:
    shown = html(client, page)
    for words in ("Example Society", "DE04 5502 0500 0001 4036 01", REFERENCE_BIC, "SozialBank", "Donation stay"):
        assert words in shown
    assert f'data-text="{REFERENCE_IBAN}"' in shown
    assert re.search(r'<bdi class="code" dir="ltr" translate="no">DE04 5502', shown)
    assert f'src="{CODE}"' in shown


def test_buttons_to_copy_are_hidden_until_scripts_show_them(client: Client, page: DonationPage) -> None:
    buttons = re.findall(r"<copy-text[^>]*>\s*<button[^>]*>", html(client, page))
    assert len(buttons) >= 4
    assert all(" hidden>" in button for button in buttons)


def test_the_code_says_what_the_page_says(client: Client, page: DonationPage) -> None:
    response = client.get(CODE)
    assert (response["Content-Type"], response.cookies) == ("image/png", {})
    lines = read_code(response.content).split("\n")
    assert lines[4:] == [REFERENCE_BIC, "Example Society", REFERENCE_IBAN, "", "", "", "Donation stay"]


@pytest.mark.parametrize(("query", "in_code"), [("25", "EUR25.00"), ("7,5", "EUR7.50"), ("", "")])
def test_the_code_takes_an_amount(client: Client, page: DonationPage, query: str, in_code: str) -> None:
    assert read_code(client.get(CODE, {"amount": query}).content).split("\n")[7] == in_code


def test_an_amount_nobody_can_transfer_is_answered_with_what_is_wrong(client: Client, page: DonationPage) -> None:
    response = client.get(CODE, {"amount": "1.000"})
    assert response.status_code == 422
    assert "without separators" in response.content.decode()
    shown = html(client, page, "?amount=1.000")
    assert "without separators" in shown
    assert 'value="1.000"' in shown
    assert f'src="{CODE}"' in shown


def test_the_amount_chosen_is_in_code_and_words(client: Client, page: DonationPage) -> None:
    page.amounts = [("amount", 15), ("amount", 30)]
    page.save_revision().publish()
    shown = html(client, page)
    assert 'value="15"' in shown
    assert "aria-current" not in shown.split("<main")[1].split("</main")[0]
    shown = html(client, page, "?amount=30")
    assert f'src="{CODE}?amount=30"' in shown
    assert "The codes below are for €30." in shown


@pytest.mark.parametrize(
    ("words", "language", "purpose"),
    [
        ("", "en", "Donation stay"),
        ("", "de", "Spende stay"),
        ("Für die Flüchtlinge", "de", "Fuer die Fluechtlinge stay"),
        ("x" * 99, "en", f"{'x' * 99} stay"),
        ("дар", "ru", "dar stay"),
        ("中" * 60, "zh-hans", f"{'Zhong' * 26}Zhong stay"),
    ],
)
def test_the_purpose_is_words_and_reference_as_banks_pass_them_on(
    campaign: Page, words: str, language: str, purpose: str
) -> None:
    campaign.payment_purpose = words
    found = purpose_for(cause_of(campaign), language)
    assert found.text == purpose if len(purpose) <= 140 else len(found.text) <= 140 and found.text.endswith(" stay")


def test_editors_are_told_when_banks_would_not_pass_on_their_words(client: Client, campaign: Page) -> None:
    client.force_login(User.objects.create_superuser("admin"))
    address = reverse("wagtailadmin_pages:edit", args=[campaign.pk])
    assert "Banks do not pass on" not in client.get(address).content.decode()
    campaign.payment_purpose = "Gift – für"
    campaign.save_revision().publish()
    edit = client.get(address).content.decode()
    assert "Banks do not pass on every character of “Gift – für stay”" in edit
    assert "Gift - fur stay" in edit


def test_a_gift_to_the_organisation_has_no_reference(client: Client, page: DonationPage, account: BankAccount) -> None:
    home = page.get_parent().get_parent().get_parent().specific
    general = DonationPageFactory(parent=home, slug="give-to-us", accounts=[("account", account)])
    shown = html(client, general)
    assert 'src="/en/donations/euro/epc.png"' in shown
    assert read_code(client.get("/en/donations/euro/epc.png").content).split("\n")[-1] == "Donation"


def test_a_box_stands_in_any_text_and_takes_the_purpose_from_the_campaign(
    client: Client, page: DonationPage, account: BankAccount
) -> None:
    value = {"heading": "Help", "text": "", "accounts": [("account", account)], "amounts": [("amount", 10)]}
    update = UpdatePageFactory(parent=page.get_parent(), body=[("donation_box", value)])
    shown = html(client, update)
    assert 'id="give-euro"' in shown
    assert "Donation stay" in shown


def test_an_account_nobody_approved_is_nowhere(
    client: Client, page: DonationPage, english: Locale, editor: User
) -> None:
    account = BankAccountFactory(reference="new")
    enter(account, AMERICAN.__class__(**{**vars(AMERICAN), "holder": "Not Approved"}), editor)
    page = add_account(page, account)
    assert "Not Approved" not in html(client, page)
    assert "no bank details here at the moment" in html(client, page)
    for file in ("epc.png", "slip.pdf", "poster.pdf", "qr-bill.svg"):
        assert client.get(f"/en/donations/new/stay/{file}").status_code == 404


def test_a_campaign_that_is_not_published_has_no_codes(client: Client, page: DonationPage) -> None:
    page.get_parent().specific.unpublish()
    assert client.get(CODE).status_code == 404
    assert client.get("/de/donations/euro/stay/epc.png").status_code == 404


def test_accounts_without_iban_have_their_own_layout_and_no_code(
    client: Client, page: DonationPage, make_account: MakeAccount
) -> None:
    page = add_account(page, make_account("us", AMERICAN))
    shown = html(client, page, "?amount=25")
    for words in ("000123456789", "Routing number (ABA)", "021000021", "EXAMUS33", "$25"):
        assert words in shown
    assert "epc.png" not in shown
    assert client.get("/en/donations/us/stay/epc.png").status_code == 404
    assert client.get("/en/donations/us/stay/slip.pdf").status_code == 200


def test_swiss_accounts_have_a_qr_bill(client: Client, page: DonationPage, make_account: MakeAccount) -> None:
    page = add_account(page, make_account("swiss", SWISS))
    assert 'src="/en/donations/swiss/stay/qr-bill.svg?amount=25"' in html(client, page, "?amount=25")
    response = client.get("/en/donations/swiss/stay/qr-bill.svg?amount=25")
    assert response["Content-Type"] == "image/svg+xml"
    assert "CH93 0076 2011 6238 5295 7" in response.content.decode()
    assert client.get("/en/donations/swiss/stay/epc.png").status_code == 404


def test_several_accounts_stand_below_each_other(
    client: Client, page: DonationPage, account: BankAccount, make_account: MakeAccount
) -> None:
    page = add_account(page, account, make_account("swiss", SWISS), make_account("us", AMERICAN))
    shown = html(client, page)
    assert shown.index("DE04 5502") < shown.index("CH93 0076") < shown.index("000123456789")
    assert "Germany, Euro" in shown
    assert "Switzerland, Swiss Franc" in shown


def test_old_numbers_are_shown_where_wanted(client: Client, page: DonationPage, account: BankAccount) -> None:
    assert "550 205 00" not in html(client, page)
    account.shows_legacy_numbers = True
    account.save()
    assert "550 205 00" in html(client, page)


def test_other_ways_are_links_that_tell_nobody_where_one_came_from(client: Client, page: DonationPage) -> None:
    form = {"heading": "By card", "text": "", "url": "https://www.example.org/give", "label": "To the form"}
    cheque = {"heading": "By cheque", "payable_to": "Example Society", "address": "Example Street 1\nExample Town"}
    page.other_ways = [("online_form", form), ("cheque", cheque), ("legacy", {"heading": "Will", "text": "<p>Us.</p>"})]
    page.save_revision().publish()
    shown = html(client, page)
    assert 'rel="external noopener noreferrer" referrerpolicy="no-referrer"' in shown
    for words in ("Payable to", "Example Street 1<br>Example Town", "<p>Us.</p>"):
        assert words in shown


@pytest.mark.parametrize("tracking", ["utm_source=x", "fbclid=1", "a=1&mtm_campaign=y"])
def test_addresses_that_follow_people_are_refused(page: DonationPage, tracking: str) -> None:
    block = page._meta.get_field("other_ways").stream_block.child_blocks["online_form"].child_blocks["url"]
    with pytest.raises(Exception, match="This address follows people"):
        block.clean(f"https://www.example.org/give?{tracking}")
    assert block.clean("https://www.example.org/give?campaign=1")


def test_search_engines_are_told_to_whom_one_gives(client: Client, page: DonationPage) -> None:
    page.title = "Give </script><script>alert(1)</script>"
    page.save_revision().publish()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html(client, page))
    assert found
    data = json.loads(found[1])
    assert (data["@type"], data["recipient"]["@type"]) == ("DonateAction", "NGO")
    assert data["name"] == page.title
    assert data["target"].endswith("/give/")


def test_the_page_is_an_action_of_its_campaign(client: Client, page: DonationPage) -> None:
    assert f'href="{page.get_url()}"' in html(client, page.get_parent().specific)
    assert page.action_state.tone == "open"


def test_the_short_link_leads_to_the_donation_page_else_to_the_campaign(client: Client, page: DonationPage) -> None:
    assert client.get("/d/stay/")["Location"] == page.get_url()
    page.unpublish()
    assert client.get("/d/stay/")["Location"] == page.get_parent().get_url()
    assert client.get("/d/nothing/", follow=True).status_code == 404


def pdf_of(client: Client, address: str) -> tuple[PdfReader, str]:
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    return reader, " ".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize(("file", "size"), [("poster.pdf", (210, 297)), ("slip.pdf", (105, 148))])
def test_leaflets_are_one_page_and_say_what_the_page_says(
    client: Client, page: DonationPage, file: str, size: tuple[int, int]
) -> None:
    reader, text = pdf_of(client, f"/en/donations/euro/stay/{file}")
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == size
    for words in ("Give", "Example Society", "DE04 5502 0500 0001 4036 01", "Donation stay", "testserver/d/stay/"):
        assert words in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_swiss_slip_is_the_bill_itself(client: Client, page: DonationPage, make_account: MakeAccount) -> None:
    add_account(page, make_account("swiss", SWISS))
    reader, text = pdf_of(client, "/en/donations/swiss/stay/slip.pdf?amount=25")
    assert len(reader.pages) == 1
    assert round(float(reader.pages[0].mediabox.width) / 72 * 25.4) == 210
    assert "25.00" in text
    assert len(pdf_of(client, "/en/donations/swiss/stay/poster.pdf")[0].pages) == 1


def test_the_longest_words_still_fit_on_one_page(client: Client, page: DonationPage, account: BankAccount) -> None:
    page.title, page.summary = "Wort " * 50, "s" * 300
    page.save_revision().publish()
    account.note = f"<p>{'Note ' * 100}</p>"
    account.save()
    campaign = page.get_parent().specific
    campaign.payment_purpose = "p" * 99
    campaign.save_revision().publish()
    for file in ("poster.pdf", "slip.pdf"):
        assert len(pdf_of(client, f"/en/donations/euro/stay/{file}")[0].pages) == 1


def test_a_translation_shows_the_same_account_with_its_own_words(
    client: Client, page: DonationPage, german: Locale, account: BankAccount
) -> None:
    translated = account.copy_for_translation(german)
    translated.heading = "Aus Euroländern"
    translated.save()
    german_page = translate(page, german)
    shown = html(client, german_page)
    for words in ("Aus Euroländern", "DE04 5502 0500 0001 4036 01", "Spende stay", "/de/donations/euro/stay/epc.png"):
        assert words in shown
    assert read_code(client.get("/de/donations/euro/stay/epc.png").content).split("\n")[-1] == "Spende stay"


def test_a_preview_needs_no_published_page_for_its_code(
    client: Client, page: DonationPage, account: BankAccount
) -> None:
    client.force_login(User.objects.create_superuser("admin"))
    shown = page.make_preview_request().content.decode()
    code = re.search(r'src="data:image/png;base64,([^"]+)"', shown)
    assert code


def test_the_foot_of_every_page_names_the_account(client: Client, page: DonationPage, account: BankAccount) -> None:
    organisation = OrganisationSettings.for_site(page.get_site())
    organisation.footer_account, organisation.donation_page = account, page
    organisation.save()
    footer = html(client, page.get_parent().specific).split("<footer")[1]
    assert "DE04 5502 0500 0001 4036 01" in footer
    assert page.get_url() in footer


@pytest.mark.indexed
def test_search_and_sitemap_know_the_page(client: Client, page: DonationPage) -> None:
    page.other_ways = [("legacy", {"heading": "Bequest", "text": "<p>Remember us in your testament.</p>"})]
    page.save_revision().publish()
    found = client.get("/en/search/", {"q": "testament"}).content.decode()
    assert page.get_url() in found
    assert page.get_url() in client.get("/sitemap.xml").content.decode()
