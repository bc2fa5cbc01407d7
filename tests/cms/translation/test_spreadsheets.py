"""No text becomes a formula in a spreadsheet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.translation.spreadsheets import TRIGGERS, safe_text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+49", "-2", "@SUM(A1)", "%x", "|cmd", "\tx", "\rx", "\nx", "\0=x", "＝1", " =1", "\u200b=1", "\ufeff@a"],
)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text).startswith("'")


@pytest.mark.parametrize("text", ["Sent back to be punished", "1 = 1", "الحق", "'quoted'", ""])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert safe_text(text) == text


@given(st.text())
def test_no_text_begins_with_a_trigger(text: str) -> None:
    assert safe_text(text)[:1] not in TRIGGERS
    assert safe_text(text).lstrip()[:1] not in TRIGGERS
