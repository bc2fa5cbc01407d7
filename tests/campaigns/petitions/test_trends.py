"""How petitions are going, on the dashboard."""

from collections.abc import Callable
from datetime import UTC, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from campaigns.petitions import signing
from campaigns.petitions.counting import roll_up
from campaigns.petitions.models import (
    ConsentText,
    Outcome,
    Person,
    Petition,
    PetitionPage,
    Signature,
    Tally,
    count_signatures,
)
from campaigns.petitions.trends import DAYS, Trend, trends
from tests.factories import PetitionPageFactory

from .test_admin import as_role

__all__ = ["as_role"]
pytestmark = pytest.mark.django_db


def sign(petition: Petition, consent: ConsentText, name: str, *, confirms: bool = True) -> Signature:
    person = Person(name, f"{name}@example.org")
    signature = signing.sign(petition, person, country="DE", language="en", consent=consent)
    if confirms:
        signing.confirm(signature.public_id)
    return signature


def the_only() -> Trend:
    (trend,) = trends(Petition.objects.all(), PetitionPage.objects.all())
    return trend


def test_days_are_counted_whether_rolled_up_or_not(petition: Petition, consent: ConsentText) -> None:
    sign(petition, consent, "ada")
    roll_up()
    sign(petition, consent, "ben")
    today = timezone.now().astimezone(UTC).date()
    cell = {"petition": petition, "country": "DE", "language": "en"}
    for days, source, number in ((3, "web", 5), (3, "paper", 40), (10, "web", 7), (DAYS, "web", 100)):
        Tally.objects.create(**cell, day=today - timedelta(days=days), source=source, signatures=number)
    trend = the_only()
    assert (trend.today, trend.this_week, sum(trend.by_day), trend.confirmed) == (2, 47, 54, 154)
    assert trend.by_day[-4] == 45


def test_the_rate_is_that_of_the_desk(as_role: Callable, petition: Petition, consent: ConsentText) -> None:
    viewer, home = as_role("Viewers"), reverse("wagtailadmin_home")
    assert "75&nbsp;%" not in viewer.get(home).content.decode()
    for name in ("ada", "ben", "cem"):
        sign(petition, consent, name)
    sign(petition, consent, "dee", confirms=False)
    assert "75&nbsp;%" in viewer.get(home).content.decode()
    desk = viewer.get(reverse("petition_desk:desk", args=[petition.pk]))
    assert desk.context["rate"].percent == 75


def test_dashboard_and_desk_tell_how_far_a_petition_is_beyond_its_goal(
    as_role: Callable, petition: Petition, consent: ConsentText
) -> None:
    for name in ("ada", "ben", "cem"):
        sign(petition, consent, name)
    Petition.objects.update(goal=2)
    viewer = as_role("Viewers")
    assert "(150&nbsp;%)" in viewer.get(reverse("wagtailadmin_home")).content.decode()
    assert viewer.get(reverse("petition_desk:desk", args=[petition.pk])).context["percent"] == 150
    Petition.objects.update(goal=None)
    assert (the_only().percent, count_signatures(petition).percent) == (None, None)


def test_what_has_ended_long_ago_is_left_out(petition: Petition) -> None:
    petition.closes_at = timezone.now() + timedelta(hours=30)
    petition.save()
    assert the_only().petition.days_left == 2
    petition.closes_at = timezone.now() - timedelta(days=2)
    petition.save()
    assert the_only().petition.days_left == 0
    petition.closes_at = timezone.now() - timedelta(days=DAYS + 1)
    petition.save()
    assert trends(Petition.objects.all(), PetitionPage.objects.all()) == []
    petition.closes_at, petition.outcome = None, Outcome.values[1]
    petition.save()
    assert the_only().petition.days_left == 0


@pytest.mark.parametrize("role", ["Editors", "Publishers", "Viewers", "Data officers"])
def test_everybody_at_a_desk_sees_how_it_goes(as_role: Callable, page: PetitionPage, role: str) -> None:
    answer = as_role(role).get(reverse("wagtailadmin_home")).content.decode()
    assert "How petitions are going" in answer
    assert page.title in answer


def test_a_petition_is_called_by_the_page_that_is_online(page: PetitionPage) -> None:
    german = page.copy_for_translation(Locale.objects.get_or_create(language_code="de")[0], copy_parents=True)
    assert not german.live
    assert the_only().page == page
    PetitionPage.objects.filter(pk=page.pk).update(live=False)
    PetitionPage.objects.filter(pk=german.pk).update(live=True)
    assert the_only().page == german


def test_many_petitions_cost_no_more_queries(page: PetitionPage, django_assert_num_queries: Callable) -> None:
    for number in range(12):
        PetitionPageFactory(parent=page.get_parent(), slug=f"petition-{number}")
    with django_assert_num_queries(5):
        assert len(trends(Petition.objects.all(), PetitionPage.objects.all())) == 10
