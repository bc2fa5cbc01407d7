"""Ending the news: one click, by POST only, for whoever holds the link."""

import pytest
from django.test import Client

from campaigns.petitions import signing
from campaigns.petitions.models import ConsentText, Person, Petition, PetitionPage, Signature, Status
from campaigns.petitions.tokens import Purpose, make_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def signature(petition: Petition, consent: ConsentText) -> Signature:
    person = Person("Ada Example", "ada@example.org")
    signature = signing.sign(petition, person, country="DE", language="en", consent=consent, wants_updates=True)
    assert signature
    signing.confirm(signature.public_id)
    return signature


@pytest.fixture
def path(signature: Signature) -> str:
    token = make_token(Purpose.UNSUBSCRIBE, signature.public_id)
    return f"/en/petitions/{signature.petition.reference}/unsubscribe/{token}/"


def wants_updates(signature: Signature) -> bool:
    signature.refresh_from_db()
    return signature.wants_updates


def test_opening_the_link_ends_nothing(client: Client, path: str, signature: Signature) -> None:
    for ask in (client.get, client.head):
        answer = ask(path)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
    assert wants_updates(signature)
    html = client.get(path).content.decode()
    assert html.count('<form method="post">') == 1
    assert "Ada" not in html
    assert "ada@" not in html


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "One-Click"}], ids=["button", "mail program"])
def test_one_click_ends_the_news_without_a_redirect_and_the_signature_stays(
    path: str, signature: Signature, body: dict[str, str]
) -> None:
    stranger = Client(enforce_csrf_checks=True)
    for _again in range(2):
        answer = stranger.post(path, body, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 200
    assert not wants_updates(signature)
    assert signature.status == Status.CONFIRMED
    my_path = f"/my/{make_token(Purpose.MANAGE, signature.public_id)}/"
    assert my_path in answer.content.decode()


def test_it_works_when_the_petition_is_not_online_any_more(
    client: Client, path: str, page: PetitionPage, signature: Signature
) -> None:
    page.unpublish()
    assert client.post(path).status_code == 200
    assert not wants_updates(signature)
    assert page.title not in client.get(path).content.decode()


def test_only_a_link_made_for_this_ends_the_news(client: Client, path: str, signature: Signature) -> None:
    for purpose in (Purpose.MANAGE, Purpose.CONFIRM, Purpose.DENY):
        other = make_token(purpose, signature.public_id)
        wrong = f"/en/petitions/{signature.petition.reference}/unsubscribe/{other}/"
        assert client.post(wrong).status_code == 404
    assert client.post(path[:-3] + "/").status_code == 404
    assert wants_updates(signature)


def test_an_erased_signature_is_told_the_same(client: Client, path: str, signature: Signature) -> None:
    signing.withdraw(signature.public_id)
    assert client.get(path).status_code == client.post(path).status_code == 200


def test_the_page_speaks_every_language_of_the_interface(client: Client, path: str) -> None:
    for language in ("ar", "ko"):
        assert client.get(path.replace("/en/", f"/{language}/")).status_code == 200
