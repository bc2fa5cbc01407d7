"""What the benchmark makes of its numbers."""

import json
from dataclasses import asdict

import pytest

from bench.__main__ import BARS, Bar, judge, table


def rates(of_ours: float) -> dict[str, list[float]]:
    names = {bar.name for bar in BARS} | {bar.yardstick for bar in BARS}
    yardsticks = {bar.yardstick for bar in BARS}
    return {name: [90.0, 100.0, 500.0] if name in yardsticks else [of_ours] * 3 for name in names}


def test_the_median_counts_so_that_one_odd_round_changes_nothing() -> None:
    assert {result.yardstick for result in judge(rates(100))} == {100.0}


def test_what_is_as_fast_as_the_yardstick_meets_every_bar() -> None:
    assert all(result.met and result.ratio == 1.0 for result in judge(rates(100)))


def test_what_is_too_slow_meets_none_and_says_so() -> None:
    slow = judge(rates(0.1))
    assert not any(result.met for result in slow)
    assert table(slow, rates(0.1)).count("TOO SLOW") == len(BARS)


def test_results_can_be_read_by_machines() -> None:
    (first, *_) = json.loads(json.dumps([asdict(result) for result in judge(rates(100))]))
    assert set(first) == {"name", "value", "unit", "yardstick", "ratio", "bar", "aim", "met"}


@pytest.mark.parametrize("bar", BARS, ids=lambda bar: bar.name)
def test_nobody_aims_below_the_bar(bar: Bar) -> None:
    assert bar.aim > bar.must
