from hypothesis import given
from hypothesis import strategies as st

from campaigns.charts import bar, bars, sparkline


def test_bars_are_as_high_as_their_share_of_the_highest() -> None:
    drawn = bars([0, 5, 10])
    assert [part.split('"')[0] for part in drawn.split('height="')[1:]] == ["0", "60", "120"]


def test_a_lying_bar_is_as_long_as_its_share() -> None:
    assert 'width="25"' in bar(5, 20)
    assert 'width="0"' in bar(0, 0)


def test_a_line_goes_from_edge_to_edge() -> None:
    assert 'points="0,23 50,12 100,1"' in sparkline([0, 1, 2])


@given(st.lists(st.integers(-5, 10**9), max_size=80))
def test_any_numbers_make_a_picture_without_styles_or_words(values: list[int]) -> None:
    for picture in (bars(values), sparkline(values)):
        assert picture.startswith("<svg ")
        assert "style" not in picture
        assert 'aria-hidden="true"' in picture
        assert '="-' not in picture
