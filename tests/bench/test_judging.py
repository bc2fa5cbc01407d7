"""What the benchmark makes of its numbers."""

import json
import os
from dataclasses import asdict

import pytest

from bench.__main__ import BARS, Bar, Figure, Result, Rounds, judge, result_of, table
from bench.load import Request, cpu_seconds, processes_below
from bench.signing import form_of

NAMES = {
    *(f"{what} at {connections}" for what in ("signature", "minimal view") for connections in (1, 8, 32)),
    *(
        "signature at 32, plain inserts",
        "pgbench insert at 32",
        "page made anew",
        "kept page",
        "kept page, static file",
    ),
    *("static file", "bare Wagtail page", "kept page behind nginx"),
}


def measured(rate: float = 100.0) -> Rounds:
    odd_round = Figure(rate * 50, 10.0, 20.0, 1.0)
    return {name: [Figure(rate * 0.9, 10.0, 20.0, 1.0), Figure(rate, 10.0, 20.0, 1.0), odd_round] for name in NAMES}


def result(name: str, rounds: Rounds) -> Result:
    return next(result for result in judge(rounds) if result.name == name)


def test_the_median_counts_so_that_one_odd_round_changes_nothing() -> None:
    assert result("signature at 8 / minimal view at 8", measured()).value == 100.0


def test_as_fast_as_the_yardstick_is_enough_for_signing_and_too_slow_for_a_kept_page() -> None:
    assert result("signature at 8 / minimal view at 8", measured()).met
    assert result("p99 of signing at 32", measured()).ratio == 2.0
    assert not result("kept page / bare Wagtail page", measured()).met
    assert "MISSED" in table(judge(measured()), measured())


@pytest.mark.parametrize(("value", "met"), [(99.0, True), (101.0, False)])
def test_what_may_not_be_exceeded_is_met_from_below(value: float, met: bool) -> None:
    bar = Bar("p99", "ms", lambda rounds: value, lambda rounds: 100.0, 1.0, 0.5, at_most=True)
    assert result_of(bar, value, 100.0).met is met


def test_what_was_not_measured_is_not_judged() -> None:
    rounds = measured()
    del rounds["kept page behind nginx"]
    assert "kept page behind nginx / bare Wagtail page" not in {result.name for result in judge(rounds)}


def test_results_can_be_read_by_machines() -> None:
    (first, *_) = json.loads(json.dumps([asdict(result) for result in judge(measured())]))
    assert set(first) == {"name", "value", "unit", "yardstick", "ratio", "bar", "aim", "met"}


@pytest.mark.parametrize("bar", BARS, ids=lambda bar: bar.name)
def test_nobody_aims_below_the_bar(bar: Bar) -> None:
    assert bar.aim < bar.must if bar.at_most else bar.aim > bar.must


def test_a_process_uses_time_and_is_below_itself() -> None:
    before = cpu_seconds(os.getpid())
    sum(number * number for number in range(3_000_000))
    assert cpu_seconds(os.getpid()) > before
    assert os.getpid() in processes_below(os.getpid())


def test_a_form_is_read_from_the_page_and_not_made_up() -> None:
    page = """<form action="/en/petitions/example/sign/"><input type="hidden" name="consent" value="2">
        <input type="hidden" name="text" value="3"><input type="hidden" name="form_time" value="stamp"></form>"""
    request = form_of(page)
    assert request.path == "/en/petitions/example/sign/"
    assert request.form
    assert request.form.items() >= {"consent": "2", "text": "3", "form_time": "stamp", "country": "DE"}.items()
    assert request.is_new_each_time
    assert not Request("/en/").is_new_each_time
    with pytest.raises(RuntimeError):
        form_of("<p>The petition is closed.</p>")
