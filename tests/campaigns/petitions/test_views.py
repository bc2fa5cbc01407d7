from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Locale

from campaigns.petitions import signing
from campaigns.petitions.forms.visitors import form_time_stamp
from campaigns.petitions.models import Outcome, Petition, PetitionPage, PetitionState, Signature, Status, Tally
from home.models import SiteTexts
from tests.factories import petition_settings, translate

from .conftest import links

pytestmark = pytest.mark.django_db


def shown(response: HttpResponse) -> tuple[int, dict[str, str], bytes]:
    """All a visitor can see of an answer; `Expires` only says what second it is, and policies list in any order."""
    moving = {"Expires", "Content-Security-Policy"}
    headers = {name: value for name, value in response.headers.items() if name not in moving}
    return response.status_code, headers, response.content


def number(client: Client, petition: Petition) -> int:
    return client.get(f"/petitions/{petition.reference}/count.json").json()["confirmed"]


def test_the_whole_way_raises_the_number_by_one(client: Client, post: Callable, petition: Petition) -> None:
    assert "/sent/" in post()["Location"]
    confirm = links(mail.outbox[0])["confirm"]
    assert links(mail.outbox[0])["deny"] in client.get(confirm).content.decode()
    assert number(client, petition) == 0
    answer = client.post(confirm)
    assert answer.status_code == 303
    assert client.get(answer["Location"]).status_code == 200
    assert number(client, petition) == 1


def test_looking_at_the_confirm_link_a_hundred_times_changes_nothing(
    client: Client, post: Callable, petition: Petition
) -> None:
    post()
    confirm = links(mail.outbox[0])["confirm"]
    for _ in range(50):
        assert client.get(confirm).status_code == 200
        assert client.head(confirm).status_code == 200
    assert Signature.objects.get().status == Status.PENDING
    client.post(confirm)
    client.post(confirm)
    assert number(client, petition) == 1
    assert client.get(confirm).context["status"] == "confirmed"


def test_every_address_gets_the_same_answer(client: Client, post: Callable, petition: Petition) -> None:
    new = post()
    pending = post(name="Another Name")
    signature = Signature.objects.get()
    signing.confirm(signature.public_id)
    duplicate = post(email="ADA+x@example.org")
    signing.withdraw(signature.public_id)
    withdrawn = post()
    signing.deny(Signature.objects.pending().get().public_id)
    suppressed = post()
    held = post(email="bob@example.org", website="http://spam.example.org")
    answers = [shown(answer) for answer in (new, pending, duplicate, withdrawn, suppressed, held)]
    assert answers == answers[:1] * 6
    assert not any(answer.cookies for answer in (new, pending, duplicate, withdrawn, suppressed, held))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 201),
        ("name", "x" * 100_000),
        ("name", "see https://spam.example.org"),
        ("email", ""),
        ("email", "ada"),
        ("email", "x" * 100_000),
        ("email", "åda@example.org"),
        ("country", ""),
        ("country", "XX"),
        ("country", "D" * 100_000),
        ("consent", "999999"),
        ("consent", "x" * 100_000),
        ("form_time", "x" * 100_000),
        ("form_time", ""),
    ],
)
def test_bad_input_is_answered_with_the_filled_form_and_stores_nothing(
    post: Callable, form_data: dict, field: str, value: str
) -> None:
    answer = post(**{field: value})
    assert answer.status_code == 422
    assert not Signature.objects.exists()
    form = answer.context["bound_form"]
    assert form.errors
    assert all(form[kept].value() == form_data[kept] for kept in ("name", "email", "country") if kept != field)


@pytest.mark.parametrize(
    "name",
    [
        "김예시",
        "陈例子",
        "محمد مثال",
        "Пример",
        "👩🏽‍🚀",
        "x" * 200,
        "Ada\x00\x01\u202eExample",
        "<script>alert(1)</script>",
        "'; --",
    ],
)
def test_names_in_every_script_are_taken(post: Callable, name: str) -> None:
    assert post(name=name).status_code == 303
    assert Signature.objects.get().person.name


@pytest.mark.parametrize(
    "email", ["ada+tag@example.org", "a.d.a@example.org", "ada@münchen.example.org", "ada@xn--mnchen-3ya.example.org"]
)
def test_unusual_addresses_are_taken_and_written_to(post: Callable, email: str) -> None:
    assert post(email=email).status_code == 303
    assert len(mail.outbox) == 1


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    data=st.dictionaries(
        st.sampled_from(
            ["name", "email", "country", "place", "comment", "consent", "form_time", "wants_updates", "website"]
        ),
        st.text(max_size=300),
    )
)
def test_whatever_is_posted_is_never_an_error_of_ours(
    client: Client, sign_url: str, form_data: dict, data: dict
) -> None:
    assert client.post(sign_url, {**form_data, **data}).status_code in {303, 422}


@pytest.mark.parametrize("path", ["%ff", "%00", "%", "..%2f", "x" * 5000, "\u202e"])
def test_broken_links_are_answered_clearly(client: Client, petition: Petition, path: str) -> None:
    for address in (
        f"/en/petitions/{petition.reference}/confirm/{path}/",
        f"/en/petitions/{petition.reference}/my/{path}/",
        f"/en/petitions/{path}/sign/",
        f"/p/{path}/",
        f"/petitions/{path}/count.json",
        f"/en/{path}/",
    ):
        assert client.get(address).status_code in {301, 302, 404}


def test_the_optional_fields_are_asked_only_if_the_petition_wants_them(client: Client, page: PetitionPage) -> None:
    def fields() -> set[str]:
        html = client.get(page.get_url()).content.decode()
        return {name for name in ("place", "comment") if f'name="{name}"' in html}

    assert fields() == set()
    petition_settings(page, asks_place=True, asks_comment=True)
    assert fields() == {"place", "comment"}


def test_a_form_that_was_open_too_long_comes_back_filled_in(
    post: Callable, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = timezone.now() - timedelta(days=15)
    with monkeypatch.context() as patch:
        patch.setattr("campaigns.forms.timezone.now", lambda: old)
        stamp = form_time_stamp(petition)
    answer = post(form_time=stamp)
    assert answer.status_code == 422
    assert stamp not in answer.content.decode()
    assert "ada@example.org" in answer.content.decode()


def test_a_form_sent_from_another_site_is_refused_and_stays_filled_in(
    client: Client, sign_url: str, form_data: dict
) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.com"}, {"Origin": "null"}):
        answer = client.post(sign_url, form_data, headers=headers)
        assert answer.status_code == 403
        assert "Ada Example" in answer.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}])
def test_a_form_sent_from_our_page_is_taken(client: Client, sign_url: str, form_data: dict, headers: dict) -> None:
    assert client.post(sign_url, form_data, headers=headers).status_code == 303


def test_a_reload_of_the_sign_address_leads_back_to_the_form(client: Client, sign_url: str, page: PetitionPage) -> None:
    assert client.get(sign_url)["Location"] == page.get_url() + "#sign"


def test_a_closed_petition_takes_no_signature(post: Callable, page: PetitionPage) -> None:
    petition_settings(page, outcome=Outcome.WON)
    answer = post()
    assert answer.status_code == 422
    assert answer.context["state"] == PetitionState.WON
    assert not Signature.objects.exists()


@pytest.mark.parametrize("state", list(PetitionState))
def test_each_state_has_its_own_page(client: Client, page: PetitionPage, state: PetitionState) -> None:
    hours = timedelta(hours=1)
    changes: dict[PetitionState, dict[str, Any]] = {
        PetitionState.NOT_OPEN: {"opens_at": timezone.now() + hours},
        PetitionState.OPEN: {},
        PetitionState.CLOSING_SOON: {"closes_at": timezone.now() + hours},
        PetitionState.CLOSED: {"closes_at": timezone.now() - hours},
    }
    petition_settings(page, **changes.get(state, {"outcome": state.value}))
    answer = client.get(page.get_url())
    assert answer.context["state"] == state
    assert str(page.state_text(state).heading) in answer.content.decode()
    has_form = 'name="email"' in answer.content.decode()
    assert has_form == (state in {PetitionState.OPEN, PetitionState.CLOSING_SOON})


def test_the_page_says_how_it_is_counted_and_when_it_was_handed_over(client: Client, page: PetitionPage) -> None:
    petition_settings(page, outcome=Outcome.HANDED_OVER, handed_over_on=date(2026, 5, 4))
    SiteTexts.objects.create(locale=page.locale, counting_note="<p>Each one once.</p>")
    assert "Handed over on May 4, 2026." in client.get(page.get_url()).content.decode()
    assert "Each one once." not in client.get(page.get_url()).content.decode()
    Tally.objects.create(
        petition=page.petition, day=date(2026, 5, 1), country="DE", language="en", source="web", signatures=30
    )
    assert "Each one once." in client.get(page.get_url()).content.decode()


def test_two_visitors_get_the_same_bytes_and_no_cookie(page: PetitionPage, petition: Petition) -> None:
    for path in (
        page.get_url(),
        f"/en/petitions/{petition.reference}/sent/",
        f"/en/petitions/{petition.reference}/thanks/",
    ):
        one, other = Client().get(path), Client(headers={"user-agent": "Other"}).get(path, REMOTE_ADDR="192.0.2.9")
        assert one.content == other.content
        assert not one.cookies
        assert "Cookie" not in one.headers.get("Vary", "")
        assert b"csrf" not in one.content


def test_the_short_link_leads_to_the_best_language(client: Client, page: PetitionPage, german: Locale) -> None:
    translate(page, german, title="Lasst sie bleiben")
    for wanted, path in (("de-AT,en;q=0.5", "/de/"), ("en", "/en/"), ("fr", "/en/"), ("", "/en/")):
        answer = client.get(f"/p/{page.petition.reference}/", headers={"accept-language": wanted})
        assert answer["Location"].startswith(path)
        assert "Accept-Language" in answer["Vary"]
        assert not answer.cookies


def test_languages_share_one_number(client: Client, page: PetitionPage, german: Locale, form_data: dict) -> None:
    translate(page, german, title="Lasst sie bleiben")
    petition = page.petition
    client.post(f"/de/petitions/{petition.reference}/sign/", form_data)
    client.post(f"/en/petitions/{petition.reference}/sign/", {**form_data, "email": "bob@example.org"})
    for signature in Signature.objects.all():
        signing.confirm(signature.public_id)
    assert number(client, petition) == 2
    assert set(Signature.objects.values_list("language", flat=True)) == {"de", "en"}


def test_the_number_is_given_by_its_parts(client: Client, petition: Petition) -> None:
    numbers = client.get(f"/petitions/{petition.reference}/count.json").json()
    assert set(numbers) == {"reference", "confirmed", "web", "paper", "goal", "as_of"}


def test_sending_again_answers_the_same_for_known_and_unknown_addresses(
    client: Client, post: Callable, petition: Petition, django_capture_on_commit_callbacks: Callable
) -> None:
    post()
    path = f"/en/petitions/{petition.reference}/resend/"
    with django_capture_on_commit_callbacks(execute=True):
        known = client.post(path, {"email": "ada@example.org"})
        unknown = client.post(path, {"email": "stranger@example.org"})
    assert shown(known) == shown(unknown)
    assert len(mail.outbox) == 2
    assert client.post(path, {"email": "nonsense"}).status_code == 422


def test_denying_asks_first_and_deletes_on_the_button(client: Client, post: Callable) -> None:
    post()
    deny = links(mail.outbox[0])["deny"]
    assert client.get(deny).context["status"] == "ask"
    assert Signature.objects.exists()
    assert client.post(deny).context["status"] == "done"
    assert not Signature.objects.exists()
    assert client.get(deny).context["status"] == "done"
    assert client.get(links(mail.outbox[0])["confirm"]).status_code == 410


def test_signers_see_change_download_and_take_back(client: Client, post: Callable) -> None:
    post()
    my = links(mail.outbox[0])["my"]
    page = client.get(my)
    assert "ada@example.org" in page.content.decode()
    assert "Germany" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    client.post(my, {"action": "updates", "wants_updates": "on"})
    assert Signature.objects.get().wants_updates
    stored = client.get(my + "download/").json()
    assert (stored["name"], stored["email"], stored["wants_updates"]) == ("Ada Example", "ada@example.org", True)
    assert client.post(my, {"action": "withdraw"}).status_code == 422
    assert client.post(my, {"action": "withdraw", "is_sure": "on"}).status_code == 303
    assert Signature.objects.get().person is None
    assert "ada@example.org" not in client.get(my).content.decode()
    assert client.get(my + "download/").status_code == 404


def test_a_link_of_one_purpose_opens_nothing_else(client: Client, post: Callable) -> None:
    post()
    token = links(mail.outbox[0])["confirm"].split("/")[-2]
    my = links(mail.outbox[0])["my"]
    other = my.replace(my.split("/")[-2], token)
    assert client.get(other).status_code == 404
    assert client.get(other + "download/").status_code == 404


def test_a_petition_that_is_not_live_has_no_addresses(client: Client, page: PetitionPage, sign_url: str) -> None:
    page.unpublish()
    reference = page.petition.reference
    for path in (
        f"/p/{reference}/",
        f"/en/petitions/{reference}/sent/",
        f"/petitions/{reference}/count.json",
        sign_url,
    ):
        assert client.get(path, follow=True).status_code == 404


def test_a_draft_never_saved_can_be_previewed(campaign: Any) -> None:
    draft = PetitionPage(title="", slug="new", locale=campaign.locale)
    campaign.add_child(instance=PetitionPage(title="Other", slug="other"))
    draft.path, draft.depth = campaign.path + "0009", campaign.depth + 1
    for mode, _label in draft.preview_modes:
        assert draft.make_preview_request(preview_mode=mode).status_code == 200
