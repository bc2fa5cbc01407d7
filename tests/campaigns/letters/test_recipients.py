import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.blocks import StreamBlockValidationError
from wagtail.models import Locale

from campaigns.letters.models import Postage, Recipient, Visibility
from tests.factories import RecipientFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 5, 4)


@pytest.fixture
def embassy(english: Locale) -> Recipient:
    return RecipientFactory(
        office="Embassy in Germany", country="DE", postal_address="Teststraße 1\n10115 Berlin", email="de@example.org"
    )


@pytest.fixture
def minister(embassy: Recipient) -> Recipient:
    """Somebody reached through the embassy by who writes from Germany."""
    return RecipientFactory(
        name="Max Example",
        office="The Minister",
        country="KR",
        postal_address="  1 Capital Road \n\n Capital ",
        email="",
        fax="+82 2 000",
        web_form="https://example.org/form",
        care_of=[("way", {"country": "DE", "through": embassy})],
    )


def test_from_a_country_with_a_way_a_letter_goes_care_of_somebody_else(minister: Recipient) -> None:
    to = minister.addressee("en", "DE")
    assert to.lines == ("Max Example", "The Minister", "c/o Teststraße 1", "10115 Berlin")
    assert to.country == "DE"


def test_what_the_recipient_does_not_have_comes_from_the_way(minister: Recipient) -> None:
    to = minister.addressee("en", "DE")
    assert (to.email, to.fax, to.web_form) == ("de@example.org", "+82 2 000", "https://example.org/form")


def test_from_elsewhere_a_letter_goes_to_the_recipients_own_address(minister: Recipient) -> None:
    to = minister.addressee("en", "FR")
    assert to.address == ("1 Capital Road", "Capital")
    assert (to.country, to.email) == ("KR", "")


def test_a_way_keeps_the_words_of_the_recipient(minister: Recipient) -> None:
    to = minister.addressee("en", "DE")
    assert (to.salutation, to.closing) == ("Your Excellency,", "Yours faithfully")


def test_the_day_of_the_check_is_that_of_the_address_used(minister: Recipient, embassy: Recipient) -> None:
    Recipient.objects.filter(pk=embassy.pk).update(checked_on=TODAY)
    assert Recipient.objects.get(pk=minister.pk).addressee("en", "DE").checked_on == TODAY


@pytest.mark.parametrize("hidden", ["The Minister", "Embassy in Germany"])
def test_an_address_told_on_request_is_on_no_letter(minister: Recipient, hidden: str) -> None:
    Recipient.objects.filter(office=hidden).update(visibility=Visibility.ON_REQUEST)
    to = Recipient.objects.get(pk=minister.pk).addressee("en", "DE")
    assert (to.address, to.email, to.fax, to.web_form, to.country) == ((), "", "", "", "")
    assert to.lines == ("Max Example", "The Minister")


def test_a_translation_in_the_letters_language_beats_the_own_words(recipient: Recipient, german: Locale) -> None:
    translation = recipient.copy_for_translation(german)
    translation.office, translation.salutation = "Der Botschafter", "Exzellenz,"
    translation.save()
    to = recipient.addressee("de", "FR")
    assert (to.names, to.salutation) == (("Der Botschafter",), "Exzellenz,")


def test_a_form_of_address_beats_the_translation(recipient: Recipient, german: Locale) -> None:
    recipient.copy_for_translation(german).save()
    form = {"language": "de", "addressee": "Frau Beispiel\n Die Botschafterin ", "salutation": "S,", "closing": "C"}
    recipient.forms_of_address = [("form", form)]
    to = recipient.addressee("de", "FR")
    assert to.names == ("Frau Beispiel", "Die Botschafterin")
    assert (to.salutation, to.closing) == ("S,", "C")


def test_in_a_language_nobody_entered_the_own_words_are_used(recipient: Recipient) -> None:
    assert recipient.addressee("ko", "FR").names == ("The Ambassador of Examplia",)


def test_a_translation_is_addressed_in_the_letters_language_too(recipient: Recipient, german: Locale) -> None:
    translation = recipient.copy_for_translation(german)
    translation.office = "Der Botschafter"
    translation.save()
    assert translation.addressee("en", "FR").names == ("The Ambassador of Examplia",)


@pytest.mark.parametrize(
    ("days", "is_due"), [(None, True), (366, True), (365, False), (0, False)], ids=["never", "old", "a year", "today"]
)
def test_an_address_nobody_checked_for_a_year_is_due(recipient: Recipient, days: int | None, is_due: bool) -> None:
    recipient.checked_on = None if days is None else timezone.localdate() - datetime.timedelta(days=days)
    recipient.save()
    assert recipient.is_check_due == is_due
    assert Recipient.objects.due_for_check().exists() == is_due


def test_a_recipient_is_due_once_in_however_many_languages(recipient: Recipient, german: Locale) -> None:
    recipient.copy_for_translation(german).save()
    other = RecipientFactory(office="Z")
    assert list(Recipient.objects.due_for_check()) == [recipient, other]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("office", {"office": "", "name": ""}),
        ("checked_on", {"checked_on": timezone.localdate() + datetime.timedelta(days=2)}),
        ("postal_address", {"postal_address": "\n".join("1234567")}),
        ("web_form", {"web_form": "http://example.org/form"}),
        ("country", {"country": "XX"}),
        ("email", {"email": "nobody"}),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(recipient: Recipient, field: str, changes: dict) -> None:
    for name, value in changes.items():
        setattr(recipient, name, value)
    with pytest.raises(ValidationError) as refusal:
        recipient.full_clean()
    assert list(refusal.value.message_dict) == [field]


def test_a_recipient_that_is_complete_is_taken(recipient: Recipient) -> None:
    recipient.checked_on = timezone.localdate()
    recipient.full_clean()


def test_a_way_back_to_the_recipient_itself_is_refused(recipient: Recipient) -> None:
    recipient.care_of = [("way", {"country": "DE", "through": recipient})]
    with pytest.raises(ValidationError) as refusal:
        recipient.full_clean()
    assert "care_of" in refusal.value.message_dict


def test_a_way_to_the_recipient_in_another_language_is_refused_too(recipient: Recipient, german: Locale) -> None:
    translation = recipient.copy_for_translation(german)
    translation.save()
    recipient.care_of = [("way", {"country": "DE", "through": translation})]
    with pytest.raises(ValidationError) as refusal:
        recipient.full_clean()
    assert "care_of" in refusal.value.message_dict


def test_a_second_way_for_one_country_is_refused(recipient: Recipient, embassy: Recipient) -> None:
    way = ("way", {"country": "DE", "through": embassy})
    recipient.care_of = [way, way]
    with pytest.raises(StreamBlockValidationError):
        recipient.care_of.stream_block.clean(recipient.care_of)


def test_a_recipient_is_previewed_by_every_way(minister: Recipient, home: object) -> None:
    html = minister.make_preview_request().content.decode()
    assert "c/o Teststraße 1" in html
    assert "1 Capital Road" in html


@pytest.mark.parametrize(("destination", "price"), [("DE", "€0.95"), ("KR", "€1.25")])
def test_a_stamp_costs_what_it_does_at_home_or_abroad(destination: str, price: str) -> None:
    postage = Postage(country="DE", currency="EUR", domestic="0.95", foreign="1.25", valid_from=TODAY)
    assert postage.price_to(destination) == price


def test_a_price_nobody_entered_is_not_said() -> None:
    assert Postage(country="DE", currency="EUR", valid_from=TODAY).price_to("KR") == ""


def test_of_several_prices_the_one_that_holds_today_counts() -> None:
    today = timezone.localdate()
    days: dict[str, Any] = {"old": -400, "now": -1, "later": 30}
    for number, offset in enumerate(days.values()):
        valid_from = today + datetime.timedelta(days=offset)
        Postage.objects.create(country="DE", currency="eur", foreign=number, valid_from=valid_from)
    current = Postage.objects.current("DE")
    assert current is not None
    assert (current.foreign, current.currency) == (1, "EUR")
