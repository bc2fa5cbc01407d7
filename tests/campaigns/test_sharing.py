"""Share links: plain, whole, and with nothing in them that was not meant."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.sharing import share_links

ADDRESS = "https://example.org/de/kampagnen/nordkorea/?a=1&b=2#c"
TEXT = "Sie sagen „nein“ & wir? 100 % – 送還"


def links(text: str = TEXT, language: str = "en") -> dict[str, str]:
    return {link.network: link.url for link in share_links(ADDRESS, text, language)}


@pytest.mark.parametrize("network", ["whatsapp", "telegram", "facebook", "bluesky", "threads", "x", "linkedin", "sms"])
def test_the_address_arrives_whole(network: str) -> None:
    query = parse_qs(urlsplit(links()[network]).query)
    assert any(ADDRESS in value for values in query.values() for value in values)


def test_text_and_address_arrive_as_one_message_where_there_is_one_field() -> None:
    for network in ("whatsapp", "bluesky", "threads"):
        assert parse_qs(urlsplit(links()[network]).query)["text"] == [f"{TEXT}\n{ADDRESS}"]


def test_a_mail_has_subject_and_body() -> None:
    subject, body = links()["email"].removeprefix("mailto:?subject=").split("&body=")
    assert unquote(subject) == TEXT
    assert unquote(body) == f"{TEXT}\r\n\r\n{ADDRESS}"


def test_networks_of_few_languages_are_offered_in_those() -> None:
    assert "line" not in links(language="en")
    assert "line" in links(language="ja")


@given(st.text(max_size=300).filter(lambda text: text.isprintable()))
def test_no_text_breaks_out_of_a_link(text: str) -> None:
    assert all(not set(url) & set("\"'<> \n") for url in links(text).values())
