import datetime

import pytest
from django.utils import timezone

from campaigns.letters.forms import ALL, SentForm, WriteForm
from campaigns.letters.models import AppealLetterPage, Kind, Recipient
from tests.factories import RecipientFactory

from .conftest import change, letter_settings

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 5, 4)


def form_of(page: AppealLetterPage, data: dict[str, str] | None = None, language: str = "en") -> WriteForm:
    wording = page.wording_in(language)
    assert wording is not None
    return WriteForm(data, page=page, wording=wording)


def errors(page: AppealLetterPage, data: dict[str, str]) -> dict[str, list[str]]:
    return {name: list(messages) for name, messages in form_of(page, data).errors.items()}


def test_a_form_filled_in_as_asked_is_taken(page: AppealLetterPage, form_data: dict) -> None:
    assert errors(page, form_data) == {}


def test_a_fresh_form_holds_the_prepared_letter(page: AppealLetterPage) -> None:
    form = form_of(page)
    assert (form["subject"].value(), form["text"].value()) == (page.subject, page.letter_text)


def test_with_one_recipient_nobody_has_to_choose(page: AppealLetterPage) -> None:
    assert "recipient" not in form_of(page).fields


def test_with_two_recipients_one_of_them_or_all_can_be_chosen(page: AppealLetterPage, recipient: Recipient) -> None:
    other = RecipientFactory(office="The Minister")
    page = change(page, recipients=[("recipient", recipient), ("recipient", other)])
    choices = [value for value, _label in form_of(page).fields["recipient"].choices]
    assert choices == [str(recipient.pk), str(other.pk), ALL]


def test_a_profession_is_asked_only_where_the_letter_says_it(page: AppealLetterPage) -> None:
    assert "profession" not in form_of(page).fields
    page = change(page, letter_text="I am {profession}.")
    assert "profession" in form_of(page).fields


def test_who_writes_to_a_prisoner_is_not_asked_for_an_address(page: AppealLetterPage) -> None:
    assert "address" not in form_of(letter_settings(page, kind=Kind.PRISONER)).fields


def test_a_card_asks_for_no_subject_and_for_a_place_only_if_it_names_one(page: AppealLetterPage) -> None:
    page = letter_settings(page, kind=Kind.PRISONER)
    page.subject, page.letter_text = "Greetings", "I think of you."
    assert {"subject", "place"} & set(form_of(page).fields) == set()
    named = type(page)(letter=page.letter, locale=page.locale, subject="", letter_text="Greetings from {place}.")
    assert "place" in form_of(named).fields


def test_a_letter_to_a_prisoner_has_no_address_even_if_one_is_sent(page: AppealLetterPage, form_data: dict) -> None:
    form = form_of(letter_settings(page, kind=Kind.PRISONER), form_data)
    assert form.is_valid()
    assert "Example Street" not in form.finished(DAY)[0].plain_text


@pytest.mark.parametrize("name", ["place", "profession"])
def test_what_the_letter_says_has_to_be_entered(page: AppealLetterPage, form_data: dict, name: str) -> None:
    page = change(page, letter_text=f"See {{{name}}}")
    found = errors(page, {**form_data, "text": f"See {{{name}}}", name: ""})
    assert list(found) == [name]
    assert f"{{{name}}}" in found[name][0]


def test_what_only_the_writer_made_the_letter_say_is_asked_for_too(page: AppealLetterPage, form_data: dict) -> None:
    assert list(errors(page, {**form_data, "text": "I am {profession}."})) == ["profession"]


def test_a_missing_name_is_complained_of_once(page: AppealLetterPage, form_data: dict) -> None:
    found = errors(page, {**form_data, "name": "", "text": "{name}"})
    assert [len(messages) for messages in found.values()] == [1]


def test_what_the_letter_does_not_say_need_not_be_entered(page: AppealLetterPage, form_data: dict) -> None:
    assert errors(page, {**form_data, "place": "", "address": ""}) == {}


def test_a_fifth_line_of_the_address_is_refused(page: AppealLetterPage, form_data: dict) -> None:
    assert list(errors(page, {**form_data, "address": "1\n2\n3\n4\n5"})) == ["address"]


def test_a_letter_keeps_its_lines_and_spaces(page: AppealLetterPage, form_data: dict) -> None:
    form = form_of(page, {**form_data, "text": "  One\r\n\r\n\ttwo   three\r\n"})
    assert form.is_valid()
    assert form.as_written.text == "  One\n\n    two   three"


def test_what_is_invisible_is_dropped(page: AppealLetterPage, form_data: dict) -> None:
    form = form_of(page, {**form_data, "text": "a\u202eb\x00c\u200dd e", "name": "A\u2066d\x07a"})
    assert form.is_valid()
    assert (form.as_written.text, form.cleaned_data["name"]) == ("abc\u200dd e", "Ada")


def test_a_text_made_to_take_long_to_put_in_order_is_answered_at_once(page: AppealLetterPage, form_data: dict) -> None:
    started = timezone.now()
    assert not errors(page, {**form_data, "text": "a" + "\u0301" * 400_000 + "\u0316" * 400_000})
    assert timezone.now() - started < datetime.timedelta(seconds=5)


def test_a_letter_of_10000_characters_is_taken(page: AppealLetterPage, form_data: dict) -> None:
    assert errors(page, {**form_data, "text": "x" * 10_000}) == {}


def test_there_is_a_letter_for_each_recipient_chosen(
    page: AppealLetterPage, recipient: Recipient, form_data: dict
) -> None:
    other = RecipientFactory(office="The Minister")
    page = change(page, recipients=[("recipient", recipient), ("recipient", other)])
    for chosen, number in ((ALL, 2), (str(other.pk), 1)):
        form = form_of(page, {**form_data, "recipient": chosen})
        assert form.is_valid()
        assert len(form.finished(DAY)) == number


def test_a_recipient_of_another_letter_cannot_be_chosen(
    page: AppealLetterPage, recipient: Recipient, form_data: dict
) -> None:
    other, stranger = RecipientFactory(), RecipientFactory()
    page = change(page, recipients=[("recipient", recipient), ("recipient", other)])
    assert list(errors(page, {**form_data, "recipient": str(stranger.pk)})) == ["recipient"]


def test_the_words_of_a_letter_are_marked_with_its_language(page: AppealLetterPage) -> None:
    text = {"language": "fa", "subject": "موضوع", "text": "متن"}
    form = form_of(change(page, originals=[("letter", text)]), language="fa")
    assert 'lang="fa"' in str(form["text"])
    assert 'dir="rtl"' in str(form["text"])


def test_a_form_with_its_stamp_is_by_a_person(page: AppealLetterPage) -> None:
    stamp = SentForm(letter=page.letter).initial["form_time"]
    form = SentForm({"form_time": stamp}, letter=page.letter)
    assert form.is_valid()
    assert form.is_by_a_person


def test_a_form_whose_trap_is_filled_in_is_not(page: AppealLetterPage) -> None:
    stamp = SentForm(letter=page.letter).initial["form_time"]
    form = SentForm({"form_time": stamp, "website": "x"}, letter=page.letter)
    assert form.is_valid()
    assert not form.is_by_a_person
