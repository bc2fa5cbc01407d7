"""Rules: what fits, who stays out, and what a killed worker leaves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from campaigns.petitions import background, invalidating, signing
from campaigns.petitions.counting import verify
from campaigns.petitions.models import (
    Invalidation,
    InvalidationState,
    Petition,
    Rule,
    Signature,
    Status,
    count_signatures,
)
from campaigns.petitions.retention import erase_due
from campaigns.petitions.signing import Act

from .test_desk import sign

__all__ = ["sign"]


def work(invalidation: Invalidation) -> Invalidation:
    background.do_work.call("invalidation", invalidation.pk)
    invalidation.refresh_from_db()
    return invalidation


def counted(petition: Petition, **rule: Any) -> Invalidation:
    return work(invalidating.ask(petition, Rule(**rule), None))


def applied(petition: Petition, **rule: Any) -> Invalidation:
    invalidation = counted(petition, **rule)
    invalidating.decide(invalidation, None, "bots")
    return work(invalidation)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (Rule(domain="example.org"), True),
        (Rule(domain="org"), True),
        (Rule(domain="ample.org"), False),
        (Rule(name="ADA*"), True),
        (Rule(name="*exa?ple"), False),
        (Rule(name="*[e]xample"), False),
        (Rule(name="ada"), False),
        (Rule(name="ａｄａ  example"), True),
        (Rule(name="ada*", domain="example.com"), False),
    ],
)
def test_a_rule_fits_whole_names_and_domains(rule: Rule, fits: bool) -> None:
    assert rule.fits({"name": "Ada Example", "email": "ada@Example.org"}) is fits


@given(name=st.text(max_size=200), pattern=st.text(max_size=40))
def test_any_pattern_is_answered(name: str, pattern: str) -> None:
    fits = Rule(name=pattern).fits({"name": name, "email": ""})
    assert fits or "*" in pattern or pattern != name
    assert Rule(name="*").fits({"name": name, "email": ""})


@pytest.mark.django_db
def test_a_rule_says_no_more_than_it_was_asked_and_who_confirms_later_stays_out(
    petition: Petition, sign: Callable
) -> None:
    sign(1)
    late = sign(2, is_confirmed=False)
    invalidation = counted(petition, domain="example.org")
    assert (invalidation.found_confirmed, invalidation.found_held) == (1, 0)
    assert b"example.org" not in bytes(invalidation.sealed_rule)
    signing.confirm(late.public_id)
    invalidating.decide(invalidation, None, "bots")
    assert work(invalidation).invalidated == 1
    late.refresh_from_db()
    assert late.status == Status.CONFIRMED


@pytest.mark.django_db
def test_what_is_withdrawn_released_or_erased_meanwhile_stays_so_when_a_rule_is_undone(
    petition: Petition, sign: Callable
) -> None:
    withdrawn, restored, again, held = (sign(number, is_trapped=number == 3) for number in range(4))
    invalidation = applied(petition, domain="example.org")
    assert count_signatures(petition).confirmed == 0
    signing.withdraw(withdrawn.public_id)
    signing.review(restored.public_id, Act.RESTORE)
    signing.review(again.public_id, Act.RESTORE)
    signing.review(again.public_id, Act.INVALIDATE)
    invalidating.undo(invalidation, None, "a school")
    assert work(invalidation).restored == 1
    statuses = [Signature.objects.get(pk=row.pk).status for row in (withdrawn, restored, again, held)]
    assert statuses == [Status.WITHDRAWN, Status.CONFIRMED, Status.INVALIDATED, Status.HELD]
    assert verify() == []


@pytest.mark.django_db
def test_a_worker_killed_between_two_batches_leaves_numbers_that_are_right_and_is_followed_by_another(
    petition: Petition, sign: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invalidating, "BATCH", 2)
    for number in range(7):
        sign(number)
    invalidation = counted(petition, source="web")
    invalidating.decide(invalidation, None, "bots")
    background._do_step(Invalidation, invalidation.pk)
    monkeypatch.setattr(background, "LEFT_TO_THE_QUEUE", timedelta(0))
    assert (count_signatures(petition).confirmed, verify()) == (5, [])
    assert background.resume() == 1
    with pytest.raises(invalidating.NotPossible):
        invalidating.undo(invalidation, None, "too early")
    assert work(invalidation).state == InvalidationState.APPLIED
    assert (count_signatures(petition).confirmed, invalidation.invalidated) == (0, 7)


@pytest.mark.django_db
def test_what_fails_in_the_middle_can_be_undone(
    petition: Petition, sign: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invalidating, "BATCH", 2)
    for number in range(4):
        sign(number)
    invalidation = counted(petition, source="web")
    invalidating.decide(invalidation, None, "bots")
    background._do_step(Invalidation, invalidation.pk)
    with monkeypatch.context() as broken:
        broken.setattr(invalidating, "invalidate_all", lambda *_: 1 / 0)
        assert work(invalidation).has_failed
    invalidating.undo(invalidation, None, "again")
    assert work(invalidation).restored == 2
    assert (count_signatures(petition).confirmed, verify()) == (4, [])


@pytest.mark.django_db
def test_after_thirty_days_nothing_is_undone_and_the_rule_is_forgotten(petition: Petition, sign: Callable) -> None:
    sign(1)
    invalidation = applied(petition, name="Person*")
    past = timezone.now() - timedelta(days=30, minutes=1)
    Invalidation.objects.update(asked_at=past)
    assert erase_due().rules == 0
    Invalidation.objects.update(applied_at=past)
    with pytest.raises(invalidating.NotPossible):
        invalidating.undo(invalidation, None, "too late")
    assert erase_due().rules == 1
    invalidation.refresh_from_db()
    assert invalidation.rule is None


@pytest.mark.django_db
def test_a_rule_that_finds_nobody_is_not_decided(petition: Petition, sign: Callable) -> None:
    sign(1)
    with pytest.raises(invalidating.NotPossible):
        invalidating.decide(counted(petition, country="FR"), None, "none")
