from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.petitions.addresses import UndeliverableAddress, canonical_address, email_key, normal_address


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ada@example.org", "ada@example.org"),
        ("  ada@example.org ", "ada@example.org"),
        ("Ada.B+petition@Example.ORG", "Ada.B+petition@example.org"),
        ("ada@münchen.example.org", "ada@münchen.example.org"),
        ("ada@xn--mnchen-3ya.example.org", "ada@münchen.example.org"),
        ("o'neill@example.org", "o'neill@example.org"),
    ],
)
def test_addresses_that_mail_can_be_sent_to(typed: str, normal: str) -> None:
    assert normal_address(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        *["", "ada", "ada@", "@example.org", "ada@example", "a b@example.org", "a@b@c.org", "<ada@example.org>"],
        *['"ada"@example.org', "ada@[127.0.0.1]", "ada@example.org\nBcc: x@example.org"],
        *["ada@" + "a" * 300 + ".org", "a" * 100_000],
    ],
)
def test_addresses_that_mail_cannot_be_sent_to(typed: str) -> None:
    with pytest.raises(UndeliverableAddress) as caught:
        normal_address(typed)
    assert not caught.value.foreign_letters


def test_foreign_letters_before_the_at_sign_are_named_as_the_reason() -> None:
    with pytest.raises(UndeliverableAddress) as caught:
        normal_address("åda@example.org")
    assert caught.value.foreign_letters


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada@example.org", "ADA@EXAMPLE.ORG"),
        ("ada@example.org", "ada+petition@example.org"),
        ("ada.b@gmail.com", "a.d.ab+x@googlemail.com"),
        ("ada@münchen.example.org", "Ada@MÜNCHEN.example.org"),
        ("ada@example.org", "ａｄａ@example.org"),
    ],
)
def test_spellings_of_one_mailbox_are_the_same(one: str, other: str) -> None:
    assert canonical_address(one) == canonical_address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada.b@example.org", "adab@example.org"),
        ("+a@example.org", "+b@example.org"),
        ("ada@example.org", "ada@example.com"),
    ],
)
def test_different_mailboxes_stay_different(one: str, other: str) -> None:
    assert canonical_address(one) != canonical_address(other)


@given(st.emails())
def test_the_canonical_form_is_its_own_canonical_form(address: str) -> None:
    once = canonical_address(address)
    assert canonical_address(once) == once


def test_the_key_tells_nothing_across_petitions_or_without_the_secret(settings: Any) -> None:
    here, there = email_key(1, "ada@example.org"), email_key(2, "ada@example.org")
    settings.ADDRESS_KEY = "another"
    assert len({here, there, email_key(1, "ada@example.org")}) == 3
    assert len(here) == 32
