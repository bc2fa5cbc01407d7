"""One colour, readable wherever it is used."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from home.colours import (
    NIGHT,
    NIGHT_SHEET,
    PAPER,
    READABLE,
    WHITE,
    check_accent,
    contrast,
    day_shades,
    nearest_readable,
    night_shades,
)

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("colour", ["#9c2f1f", "#005A9C", "#000000"])
def test_a_dark_colour_is_taken(colour: str) -> None:
    check_accent(colour)


@pytest.mark.parametrize("colour", ["red", "#fff", "9c2f1f", "#9c2f1g", "#9c2f1f;", "#9c2f1f\n", ""])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValidationError, match="six digits"):
        check_accent(colour)


def test_a_light_colour_is_refused_with_one_that_would_do() -> None:
    with pytest.raises(ValidationError) as caught:
        check_accent("#ffcc00")
    suggestion = caught.value.params["suggestion"]
    assert suggestion in caught.value.messages[0]
    check_accent(suggestion)


@given(colours)
def test_there_is_always_a_readable_shade(colour: str) -> None:
    check_accent(nearest_readable(colour))


@given(colours.map(nearest_readable))
def test_every_accent_can_be_read_by_day_and_by_night(accent: str) -> None:
    day, night = day_shades(accent), night_shades(accent)
    assert min(contrast(day.accent, page) for page in (PAPER, WHITE)) >= READABLE
    assert contrast(day.on_accent, day.accent) >= READABLE
    assert min(contrast(night.accent, page) for page in (NIGHT, NIGHT_SHEET)) >= READABLE
    assert contrast(night.on_accent, night.accent) >= READABLE
