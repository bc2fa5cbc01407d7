from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from campaigns.keys import data_keys
from campaigns.petitions.sealing import SealBroken, key_number, seal, unseal

from .test_tokens import NEW_KEY, OLD_KEY


@given(st.binary(max_size=500), st.text(max_size=40))
def test_what_is_sealed_opens_for_its_row(plain: bytes, row: str) -> None:
    assert unseal(seal(plain, row), row) == plain


def test_nothing_of_the_text_is_left_in_the_sealed_value() -> None:
    assert b"Ada" not in seal(b"Ada Example", "row")


def test_sealing_twice_gives_two_values() -> None:
    assert seal(b"same", "row") != seal(b"same", "row")


def test_a_value_copied_to_another_row_does_not_open() -> None:
    with pytest.raises(SealBroken):
        unseal(seal(b"text", "row 1"), "row 2")


@given(st.integers(0, 36), st.integers(1, 255))
def test_a_value_altered_anywhere_does_not_open(position: int, flip: int) -> None:
    sealed = bytearray(seal(b"12345678", "row"))
    sealed[position] ^= flip
    with pytest.raises(SealBroken):
        unseal(bytes(sealed), "row")


@given(st.binary(max_size=60))
def test_bytes_that_were_never_sealed_do_not_open(anything: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(anything, "row")


def test_the_first_key_seals_and_every_key_opens(settings: Any) -> None:
    settings.DATA_KEYS = [OLD_KEY]
    old = seal(b"text", "row")
    settings.DATA_KEYS = [NEW_KEY, OLD_KEY]
    assert unseal(old, "row") == b"text"
    assert (key_number(old), key_number(seal(b"text", "row"))) == (1, 2)


@pytest.mark.parametrize(
    "keys",
    [[], ["1"], ["1:short"], ["0:" + OLD_KEY[2:]], ["256:" + OLD_KEY[2:]], ["x:" + OLD_KEY[2:]], [OLD_KEY, OLD_KEY]],
)
def test_a_key_that_is_no_key_is_refused_in_words(settings: Any, keys: list[str]) -> None:
    settings.DATA_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="DATA_KEYS"):
        data_keys()
