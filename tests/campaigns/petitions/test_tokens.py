from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.petitions.tokens import TOKEN_LENGTH, InvalidToken, Purpose, make_token, read_token

OLD_KEY = "1:dGVzdC1vbmx5LXRlc3Qtb25seS10ZXN0LW9ubHktISE="
NEW_KEY = "2:bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleS0="


def test_a_token_is_read_back_as_often_as_wanted() -> None:
    public_id = uuid4()
    token = make_token(Purpose.CONFIRM, public_id)
    assert len(token) == TOKEN_LENGTH
    assert [read_token(Purpose.CONFIRM, token) for _ in range(3)] == [public_id] * 3


@pytest.mark.parametrize("other", [Purpose.DENY, Purpose.MANAGE])
def test_a_token_is_void_for_any_other_purpose(other: Purpose) -> None:
    with pytest.raises(InvalidToken):
        read_token(other, make_token(Purpose.CONFIRM, uuid4()))


@given(position=st.integers(0, TOKEN_LENGTH - 1), letter=st.sampled_from("Aa0-_"))
def test_a_token_altered_anywhere_is_void(position: int, letter: str) -> None:
    public_id = uuid4()
    token = make_token(Purpose.CONFIRM, public_id)
    altered = token[:position] + letter + token[position + 1 :]
    if altered == token:
        return
    # The last letter carries four bits that mean nothing; whatever they are, no other id comes out.
    try:
        assert read_token(Purpose.CONFIRM, altered) == public_id
        assert position == TOKEN_LENGTH - 1
    except InvalidToken:
        pass


@given(st.text(max_size=100))
def test_no_text_but_a_token_is_read(text: str) -> None:
    with pytest.raises(InvalidToken):
        read_token(Purpose.MANAGE, text)


def test_tokens_outlive_a_new_key_until_the_old_one_is_removed(settings: Any) -> None:
    settings.DATA_KEYS = [OLD_KEY]
    public_id = uuid4()
    token = make_token(Purpose.CONFIRM, public_id)
    settings.DATA_KEYS = [NEW_KEY, OLD_KEY]
    assert read_token(Purpose.CONFIRM, token) == public_id
    settings.DATA_KEYS = [NEW_KEY]
    with pytest.raises(InvalidToken):
        read_token(Purpose.CONFIRM, token)
