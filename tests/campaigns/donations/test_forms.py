"""Entering an account in the admin: what is completed, what is refused, and that words and details part ways."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from campaigns.donations.approving import NotWaiting, enter, in_force
from campaigns.donations.models import BankAccount, BankDetails, DetailsState
from cms.access.models import User
from tests.factories import BankAccountFactory

from .conftest import AMERICAN, EURO, OTHER_IBAN, REFERENCE_BIC, REFERENCE_IBAN, SWISS, SWISS_IBAN

ADD = "wagtailsnippets_donations_bankaccount:add"
EDIT = "wagtailsnippets_donations_bankaccount:edit"


@pytest.fixture
def admin(client: Client, english: object) -> User:
    user = User.objects.create_superuser("admin", email="admin@example.org")
    client.force_login(user)
    return user


def form_data(**changes: Any) -> dict[str, str]:
    """The form as a browser sends it."""
    return {
        **nested_form_data({"tax_notes": streamfield([]), "transparency_links": streamfield([])}),
        "title": "Euro account",
        "reference": "euro",
        "holder": "Example Society",
        "iban": "DE04 5502 0500 0001 4036 01",
        "currency": "EUR",
        "note": rich_text("<p></p>"),
        **changes,
    }


def errors_of(response: Any) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_bic_and_bank_are_filled_in_from_the_register(client: Client, admin: User) -> None:
    response = client.post(reverse(ADD), form_data(), follow=True)
    assert "wait for a second person" in response.content.decode()
    details = BankDetails.objects.get()
    assert (details.iban, details.bic, details.bank, details.country) == (
        REFERENCE_IBAN, REFERENCE_BIC, "SozialBank", "DE",
    )  # fmt: skip
    assert (details.state, details.entered_by) == (DetailsState.PENDING, admin)
    assert BankAccount.objects.get().details is None


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"iban": "DE04 5502 0500 0001 4036 10"}, "iban", "Compare first: DE04 5502 0500 0001 403[6 10]"),
        ({"bic": "COBADEFFXXX"}, "bic", "In the register, SozialBank has BFSWDE33MNZ"),
        ({"bic": "COBA"}, "bic", "8 or 11 characters"),
        ({"iban": ""}, "iban", "Enter an IBAN, or the account number"),
        ({"holder": ""}, "holder", "required"),
        ({"holder": "H" * 71}, "holder", "at most 70"),
        ({"holder": "Ж" * 70}, "holder", "too long for the code"),
        ({"country": "AT"}, "country", "from another country: DE"),
        ({"account_number": "1403601"}, "account_number", "needs no other number"),
        ({"iban": SWISS_IBAN, "currency": "CHF", "bic": "KBSZCH22XXX", "bank": "x"}, "postcode", "QR-bill needs it"),
        ({"iban": "AT611904300234573201"}, "bic", "enter it from a bank statement"),
        ({"iban": "", "account_number": "1", "country": "US", "bank": "x", "bic": "COBADEFF"}, "bic", "country: DE"),
        (
            {
                "iban": "", "account_number": "1", "country": "US", "bank": "x", "bic": "EXAMUS33",
                "routing_kind": "aba", "routing_number": "021000012",
            },
            "routing_number",
            "check digit of the routing number",
        ),
        ({"reference": "Not A Reference"}, "reference", "small letters"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    client: Client, admin: User, changes: dict[str, str], field: str, says: str
) -> None:
    response = client.post(reverse(ADD), form_data(**changes))
    assert response.status_code == 200
    assert says in " ".join(errors_of(response)[field])
    assert 'value="Euro account"' in response.content.decode()
    assert not BankAccount.objects.exists()
    assert not BankDetails.objects.exists()


def test_accounts_without_iban_are_entered_with_their_own_numbers(client: Client, admin: User) -> None:
    numbers = {"country": "US", "account_number": "000123456789", "routing_kind": "aba", "routing_number": "021000021"}
    changes = {"iban": "", "bic": "EXAMUS33", "bank": "Example Bank", "currency": "USD", **numbers}
    client.post(reverse(ADD), form_data(**changes))
    assert BankDetails.objects.get().identification == AMERICAN


def test_swiss_accounts_are_entered_with_an_address(client: Client, admin: User) -> None:
    address = {"street": "Example Street", "house_number": "1", "postcode": "8000", "town": "Zürich"}
    changes = {"iban": SWISS_IBAN, "bic": "KBSZCH22XXX", "bank": "Example Bank", "currency": "CHF", **address}
    client.post(reverse(ADD), form_data(**changes))
    assert BankDetails.objects.get().identification == SWISS


def test_changed_words_are_online_at_once_and_details_stay(client: Client, admin: User, account: BankAccount) -> None:
    shown = in_force(account.translation_key)
    assert shown
    data = form_data(reference="euro", heading="From everywhere", shown=str(shown.pk))
    client.post(reverse(EDIT, args=[account.pk]), data)
    account.refresh_from_db()
    assert account.heading == "From everywhere"
    assert BankDetails.objects.count() == 1


def test_changed_details_wait_whoever_enters_them(client: Client, admin: User, account: BankAccount) -> None:
    shown = in_force(account.translation_key)
    assert shown
    data = form_data(iban=OTHER_IBAN, shown=str(shown.pk))
    client.post(reverse(EDIT, args=[account.pk]), data)
    assert in_force(account.translation_key) == shown
    waiting = BankDetails.objects.get(state=DetailsState.PENDING)
    assert (waiting.iban, waiting.entered_by) == (OTHER_IBAN, admin)
    page = client.get(reverse(EDIT, args=[account.pk])).content.decode()
    assert "DE89 3704 0044 0532 0130 00" in page
    assert "They wait for a second person" in page


def test_bic_and_bank_follow_a_new_iban(client: Client, admin: User, account: BankAccount) -> None:
    shown = in_force(account.translation_key)
    assert shown
    data = form_data(iban=OTHER_IBAN, bic=REFERENCE_BIC, bank="SozialBank", shown=str(shown.pk))
    client.post(reverse(EDIT, args=[account.pk]), data)
    waiting = BankDetails.objects.get(state=DetailsState.PENDING)
    assert (waiting.bic, waiting.bank) == ("COBADEFFXXX", "Commerzbank")


def test_what_somebody_else_entered_meanwhile_is_not_overwritten_unseen(
    client: Client, admin: User, account: BankAccount, editor: User
) -> None:
    shown = in_force(account.translation_key)
    assert shown
    enter(account, EURO.__class__(**{**vars(EURO), "holder": "Example Society e.V."}), editor)
    response = client.post(reverse(EDIT, args=[account.pk]), form_data(shown=str(shown.pk)))
    assert "Somebody else changed the details" in " ".join(errors_of(response)["__all__"])
    assert BankDetails.objects.get(state=DetailsState.PENDING).entered_by == editor


def test_a_preview_shows_what_was_typed_and_stores_nothing(client: Client, admin: User, account: BankAccount) -> None:
    shown = in_force(account.translation_key)
    assert shown
    address = reverse("wagtailsnippets_donations_bankaccount:preview_on_edit", args=[account.pk])
    client.post(address, form_data(iban=OTHER_IBAN, shown=str(shown.pk)))
    page = client.get(address).content.decode()
    assert "DE89 3704 0044 0532 0130 00" in page
    assert "data:image/png;base64," in page
    assert BankDetails.objects.count() == 1


def test_two_accounts_cannot_have_one_reference(client: Client, admin: User) -> None:
    BankAccountFactory(reference="euro")
    response = client.post(reverse(ADD), form_data())
    assert "Another account has this reference" in " ".join(errors_of(response)["reference"])


def test_a_decision_in_the_same_moment_is_said_and_nothing_is_saved(
    client: Client, admin: User, account: BankAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = in_force(account.translation_key)
    assert shown

    def overtaken(*_arguments: Any) -> None:
        raise NotWaiting

    monkeypatch.setattr("campaigns.donations.forms.enter", overtaken)
    data = form_data(iban=OTHER_IBAN, heading="Too late", shown=str(shown.pk))
    response = client.post(reverse(EDIT, args=[account.pk]), data)
    assert "Somebody else changed the details" in " ".join(errors_of(response)["__all__"])
    assert BankAccount.objects.get(pk=account.pk).heading == ""
    assert BankDetails.objects.count() == 1
