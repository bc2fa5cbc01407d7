import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import Settings
from wagtail.models import Locale

from campaigns.letters.forms import ALL, SentForm
from campaigns.letters.models import (
    AppealLetterPage,
    Kind,
    LetterOutcome,
    LetterState,
    Postage,
    Recipient,
    SentTally,
    sent_letters,
)
from tests.factories import RecipientFactory, translate

from .conftest import Post, change, letter_settings, prepared_in

pytestmark = pytest.mark.django_db

STEPS = ("preview/", "letter.pdf", "letter.txt")
SENT = "/en/letters/let-them-go/sent/"


@pytest.fixture
def two(page: AppealLetterPage, recipient: Recipient) -> list[Recipient]:
    """The letter goes to two recipients."""
    other = RecipientFactory(office="The Minister", country="FR")
    change(page, recipients=[("recipient", recipient), ("recipient", other)])
    return [recipient, other]


@pytest.fixture
def sent_data(page: AppealLetterPage) -> dict[str, str]:
    """What a browser sends when somebody says that they have sent the letter."""
    stamp = SentForm(letter=page.letter).initial["form_time"]
    return {"country": "DE", "website": "", "form_time": stamp, "once": "one"}


def html_of(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def pages_of(answer: HttpResponse) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]


# Writing


def test_the_page_shows_the_form_with_the_prepared_letter(client: Client, page: AppealLetterPage) -> None:
    html = html_of(client.get(page.get_url()))
    assert 'action="/en/letters/let-them-go/preview/' in html
    assert "I write to you about those who are held." in html


def test_a_language_of_the_letter_is_chosen_by_the_address(client: Client, page: AppealLetterPage) -> None:
    change(page, originals=prepared_in("ko", "fr"))
    html = html_of(client.get(f"{page.get_url()}?text=fr"))
    assert "Text in fr." in html
    assert 'name="language" value="fr"' in html


@pytest.mark.parametrize("step", STEPS)
def test_following_a_link_leads_to_the_form(client: Client, page: AppealLetterPage, step: str) -> None:
    answer = client.get(f"/en/letters/let-them-go/{step}")
    assert (answer.status_code, answer["Location"]) == (302, f"{page.get_url()}#write")


def test_the_preview_shows_the_finished_letter(post: Post) -> None:
    html = html_of(post())
    for part in ("Your Excellency,", "Let them go, please.", "Ada Example", "SÜDKOREA", "1 Example Square"):
        assert part in html


@pytest.mark.parametrize("step", ["pdf", "txt"])
def test_the_preview_offers_the_letter_as_a_file(post: Post, step: str) -> None:
    assert f'formaction="/en/letters/let-them-go/letter.{step}"' in html_of(post())


@pytest.mark.parametrize("step", STEPS)
def test_no_finished_letter_is_kept_by_anybody_on_the_way(post: Post, step: str) -> None:
    answer = post(step)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_letter_nobody_changed_is_said_to_be_so(post: Post, page: AppealLetterPage) -> None:
    note = "You have changed nothing."
    assert note in html_of(post(subject=page.subject, text=page.letter_text.replace("\n", "\r\n")))
    assert note not in html_of(post())


def test_the_preview_says_what_a_stamp_costs(post: Post) -> None:
    Postage.objects.create(
        country="DE", currency="EUR", domestic="0.95", foreign="1.25", valid_from=timezone.localdate()
    )
    assert "€1.25" in html_of(post())


def test_a_card_is_cut_not_folded_and_has_no_subject(post: Post, page: AppealLetterPage) -> None:
    letter_settings(page, kind=Kind.PRISONER)
    html = html_of(post())
    assert "cut along the line" in html
    assert "the window of the envelope" not in html
    assert f"<strong>{page.subject}</strong>" not in html


def test_the_preview_of_a_letter_to_a_prisoner_shows_no_address_of_the_writer(
    post: Post, page: AppealLetterPage
) -> None:
    letter_settings(page, kind=Kind.PRISONER)
    html = html_of(post())
    assert "Let them go, please." in html
    assert "Example Street 1" not in html


def test_an_address_told_on_request_is_not_in_the_preview(post: Post) -> None:
    Recipient.objects.update(visibility="on_request")
    html = html_of(post())
    assert "The address is told on request" in html
    assert "1 Example Square" not in html
    assert "embassy@example.org" not in html


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", ""),
        ("country", "XX"),
        ("country", "D" * 100_000),
        ("subject", ""),
        ("subject", "x" * 151),
        ("subject", "see https://spam.example.org"),
        ("text", ""),
        ("text", " \n\t "),
        ("text", "x" * 10_001),
        ("text", "x" * 100_000),
        ("name", ""),
        ("name", "\u202e"),
        ("name", "x" * 81),
        ("name", "www.example.org"),
        ("address", "1\n2\n3\n4\n5"),
        ("address", "x" * 321),
        ("place", "x" * 81),
    ],
)
def test_what_cannot_be_sent_comes_back_as_it_was_with_links_to_what_to_mend(
    post: Post, form_data: dict, field: str, value: str
) -> None:
    answer = post(**{field: value})
    assert answer.status_code == 422
    form = answer.context["bound_form"]
    assert list(form.errors) == [field]
    assert {name: form[name].value() for name in form.fields} == {**form_data, field: value}
    html = html_of(answer)
    linked = re.search(r'<error-summary.*?href="#(\w+)"', html, re.DOTALL)
    assert linked is not None
    assert f'id="{linked[1]}"' in html
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("step", STEPS)
def test_no_file_is_made_of_what_cannot_be_sent(post: Post, step: str) -> None:
    answer = post(step, country="")
    assert answer.status_code == 422
    assert "Let them go, please." in html_of(answer)


def test_a_place_the_letter_says_is_asked_for(post: Post) -> None:
    answer = post(text="I live in {place}.", place="")
    assert answer.status_code == 422
    assert "enter your town" in html_of(answer)


@pytest.mark.parametrize("chosen", ["", "999999", "x"])
def test_with_two_recipients_one_of_them_has_to_be_chosen(post: Post, two: list[Recipient], chosen: str) -> None:
    answer = post(recipient=chosen)
    assert answer.status_code == 422
    assert list(answer.context["bound_form"].errors) == ["recipient"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.com"}, {"Origin": "null"}]
)
def test_a_form_sent_from_another_site_is_refused_and_stays_filled_in(post: Post, step: str, headers: dict) -> None:
    answer = post(step, headers)
    assert answer.status_code == 403
    assert "Let them go, please." in html_of(answer)


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_a_form_sent_from_our_page_is_taken(post: Post, headers: dict) -> None:
    assert post(headers=headers).status_code == 200


def test_who_wants_to_change_the_letter_gets_the_form_filled_in(post: Post, form_data: dict) -> None:
    answer = post(action="change")
    assert answer.status_code == 200
    form = answer.context["bound_form"]
    assert {name: form[name].value() for name in form.fields} == form_data
    assert "no-store" in answer["Cache-Control"]


def test_a_pdf_is_a_file_of_its_type(post: Post) -> None:
    answer = post("letter.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="let-them-go.pdf"'
    assert answer.content.startswith(b"%PDF")


def test_a_text_is_a_file_of_its_type(post: Post) -> None:
    answer = post("letter.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="let-them-go.txt"'
    assert "Your Excellency,\n\nI am a reader.\n\nLet them go, please.\n\nYours faithfully" in answer.content.decode()


def test_a_pdf_with_what_cannot_be_printed_is_refused_by_its_name(post: Post) -> None:
    answer = post("letter.pdf", text="Hello 😀")
    assert answer.status_code == 422
    assert "Grinning face" in html_of(answer)
    assert "Hello 😀" in html_of(answer)


def test_the_preview_says_what_cannot_be_printed_and_offers_the_text(post: Post) -> None:
    html = html_of(post(text="Hello 😀"))
    assert "Grinning face" in html
    assert "letter.txt" in html
    assert "letter.pdf" not in html


def test_what_cannot_be_printed_can_be_had_as_text(post: Post) -> None:
    assert "Hello 😀" in post("letter.txt", text="Hello 😀").content.decode()


def test_a_letter_that_does_not_fit_on_one_page_is_said_to(post: Post) -> None:
    assert "Shorten it to fit on one." in html_of(post(text="A line.\n" * 100))


@pytest.mark.parametrize("step", STEPS)
def test_more_than_two_megabytes_are_not_read(post: Post, step: str) -> None:
    answer = post(step, text="x" * (2 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert "This is too long for a letter" in html_of(answer)


@pytest.mark.parametrize("step", STEPS)
def test_a_closed_letter_takes_nothing_and_gives_the_words_back(post: Post, page: AppealLetterPage, step: str) -> None:
    letter_settings(page, outcome=LetterOutcome.WON)
    answer = post(step, text="Written <b>too late</b>.")
    assert answer.status_code == 422
    assert answer.context["state"] == LetterState.WON
    assert "Written &lt;b&gt;too late&lt;/b&gt;." in answer.content.decode()


def test_all_recipients_get_a_letter_each_in_the_preview(post: Post, two: list[Recipient]) -> None:
    html = html_of(post(recipient=ALL))
    assert all(f"{recipient.office}</bdi></h2>" in html for recipient in two)


def test_all_recipients_get_a_page_each_in_the_pdf(post: Post, two: list[Recipient]) -> None:
    texts = pages_of(post("letter.pdf", recipient=ALL))
    assert len(texts) == 2
    assert all(recipient.office in text for recipient, text in zip(two, texts, strict=True))


def test_one_recipient_gets_one_letter(post: Post, two: list[Recipient]) -> None:
    text = post("letter.txt", recipient=str(two[1].pk)).content.decode()
    assert "The Minister" in text
    assert "The Ambassador" not in text


def test_a_letter_that_is_not_live_has_no_addresses(client: Client, page: AppealLetterPage) -> None:
    page.unpublish()
    for path in ("/l/let-them-go/", SENT, *(f"/en/letters/let-them-go/{step}" for step in STEPS)):
        assert client.get(path, follow=True).status_code == 404


@pytest.mark.parametrize("reference", ["%ff", "%00", "..%2f", "x" * 5000, "\u202e", "nothing"])
def test_broken_links_are_answered_clearly(client: Client, page: AppealLetterPage, reference: str) -> None:
    for address in (f"/l/{reference}/", f"/en/letters/{reference}/preview/", f"/en/letters/{reference}/sent/"):
        assert client.get(address).status_code in {301, 302, 404}


def test_a_file_sent_along_is_ignored(client: Client, page: AppealLetterPage, form_data: dict) -> None:
    answer = client.post("/en/letters/let-them-go/preview/", {**form_data, "file": BytesIO(b"x" * 1000)})
    assert answer.status_code == 200


# Around writing


@pytest.mark.parametrize("path", ["/en/campaigns/{campaign}/let-them-go/", "/en/letters/let-them-go/thanks/"])
def test_two_visitors_get_the_same_bytes_and_no_cookie(page: AppealLetterPage, path: str) -> None:
    path = path.format(campaign=page.get_parent().slug)
    one, other = Client().get(path), Client(headers={"user-agent": "Other"}).get(path, REMOTE_ADDR="192.0.2.9")
    assert one.status_code == 200
    assert one.content == other.content
    assert not one.cookies
    assert "Cookie" not in one.headers.get("Vary", "")
    assert b"csrf" not in one.content


@pytest.mark.parametrize(("wanted", "path"), [("de-AT,en;q=0.5", "/de/"), ("en", "/en/"), ("fr", "/en/"), ("", "/en/")])
def test_the_short_link_leads_to_the_best_language(
    client: Client, page: AppealLetterPage, german: Locale, wanted: str, path: str
) -> None:
    translate(page, german, title="Lasst sie frei")
    answer = client.get("/l/let-them-go/", headers={"accept-language": wanted})
    assert answer["Location"].startswith(path)
    assert "Accept-Language" in answer["Vary"]


def test_thanks_lead_on_and_offer_a_reminder(client: Client, page: AppealLetterPage) -> None:
    change(page, thanks_text="<p>Well done.</p>", next_steps=[("page", page.get_parent())])
    html = html_of(client.get("/en/letters/let-them-go/thanks/"))
    assert "Well done." in html
    assert "/en/letters/let-them-go/follow-up.ics" in html
    assert page.get_parent().title in html


def test_a_reminder_comes_six_weeks_later_as_a_calendar(client: Client, page: AppealLetterPage) -> None:
    answer = client.get("/en/letters/let-them-go/follow-up.ics")
    day = timezone.localdate() + timedelta(weeks=6)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in answer.content.decode()
    assert page.get_full_url() in answer.content.decode().replace("\r\n ", "")


# Saying that it was sent


def test_the_preview_leads_to_saying_that_it_was_sent(post: Post, client: Client) -> None:
    html = html_of(post())
    fields = dict(re.findall(r'name="(once|form_time|country)" value="([^"]+)"', html.split('id="sent"')[1]))
    client.post(SENT, fields)
    assert SentTally.objects.get().country == "DE"


def test_a_letter_is_counted_once_per_form(client: Client, page: AppealLetterPage, sent_data: dict) -> None:
    answers = [client.post(SENT, sent_data) for _ in range(3)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (303, "/en/letters/let-them-go/thanks/")
    }
    assert sent_letters(page.letter) == 1


def test_two_forms_are_two_letters(client: Client, page: AppealLetterPage, sent_data: dict) -> None:
    for once in ("one", "two"):
        client.post(SENT, {**sent_data, "once": once})
    assert sent_letters(page.letter) == 2


def test_every_form_has_a_mark_of_its_own(client: Client, page: AppealLetterPage) -> None:
    marks = {re.search(r'name="once" value="(\w+)"', html_of(client.get(SENT)))[1] for _ in range(3)}
    assert len(marks) == 3


@pytest.mark.parametrize(
    "changes",
    [{"website": "http://spam.example.org"}, {"form_time": ""}, {"form_time": "x"}, {"form_time": "let-them-go.1:x"}],
)
def test_what_no_person_sends_is_not_counted_but_answered_the_same(
    client: Client, page: AppealLetterPage, sent_data: dict, changes: dict
) -> None:
    answer = client.post(SENT, {**sent_data, **changes})
    assert (answer.status_code, answer["Location"]) == (303, "/en/letters/let-them-go/thanks/")
    assert sent_letters(page.letter) == 0


def test_a_form_that_was_open_too_long_is_not_counted(
    client: Client, page: AppealLetterPage, sent_data: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now() + timedelta(days=15)
    with monkeypatch.context() as patch:
        patch.setattr("campaigns.forms.timezone.now", lambda: later)
        assert client.post(SENT, sent_data).status_code == 303
    assert sent_letters(page.letter) == 0


def test_another_site_cannot_make_its_visitors_count(client: Client, page: AppealLetterPage, sent_data: dict) -> None:
    assert client.post(SENT, sent_data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 303
    assert sent_letters(page.letter) == 0


def test_one_network_can_count_only_so_often(
    client: Client, page: AppealLetterPage, sent_data: dict, settings: Settings
) -> None:
    settings.NETWORK_HOURLY_LIMIT = 2
    for once in "abcd":
        client.post(SENT, {**sent_data, "once": once})
    assert sent_letters(page.letter) == 2
    client.post(SENT, {**sent_data, "once": "e"}, REMOTE_ADDR="192.0.2.9")
    assert sent_letters(page.letter) == 3


def test_letters_are_counted_by_country_and_language(
    client: Client, page: AppealLetterPage, german: Locale, sent_data: dict
) -> None:
    translate(page, german)
    client.post(SENT, sent_data)
    client.post(SENT, {**sent_data, "once": "two", "country": ""})
    client.post(SENT.replace("/en/", "/de/"), {**sent_data, "once": "three"})
    cells = SentTally.objects.values_list("country", "language", "letters")
    assert set(cells) == {("DE", "en", 1), ("", "en", 1), ("DE", "de", 1)}


@pytest.mark.parametrize("changes", [{"country": "XX"}, {"once": "x" * 41}])
def test_nonsense_is_answered_with_the_form(
    client: Client, page: AppealLetterPage, sent_data: dict, changes: dict
) -> None:
    assert client.post(SENT, {**sent_data, **changes}).status_code == 422
    assert sent_letters(page.letter) == 0


def test_all_that_is_kept_of_a_sent_letter_is_a_number(client: Client, page: AppealLetterPage, sent_data: dict) -> None:
    client.post(SENT, {**sent_data, "name": "Ada Example", "text": "Let them go"}, REMOTE_ADDR="192.0.2.9")
    kept = SentTally.objects.values().get()
    kept.pop("id")
    assert kept == {
        "letter_id": page.letter_id,
        "day": timezone.now().date(),
        "country": "DE",
        "language": "en",
        "letters": 1,
    }


@pytest.mark.parametrize(("number", "is_shown"), [(24, False), (25, True)])
def test_how_many_were_sent_is_shown_from_25_on(
    client: Client, page: AppealLetterPage, number: int, is_shown: bool
) -> None:
    SentTally.objects.create(letter=page.letter, day=timezone.localdate(), language="en", letters=number)
    for path in (page.get_url(), "/en/letters/let-them-go/thanks/"):
        assert (f"{number} letters have been reported as sent" in html_of(client.get(path))) == is_shown
