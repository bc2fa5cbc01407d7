"""What a visit costs and whom it tells: little, and nobody."""

import gzip
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from campaigns.petitions.models import PetitionPage

from .conftest import OpenPage, Visit

KILOBYTE = 1000
TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")


def weight(visit: Visit) -> int:
    """Bytes over the wire, texts compressed as every proxy does it."""
    visit.page.wait_for_load_state("networkidle")
    return sum(
        len(gzip.compress(body, 6) if response.headers.get("content-type", "").startswith(TEXT) else body)
        for response in visit.responses
        if (body := response.body())
    )


@pytest.mark.parametrize("width", [360, 1280])
def test_the_petition_page_weighs_little_and_asks_seldom(
    open_page: OpenPage, petition_page: PetitionPage, width: int
) -> None:
    visit = open_page(petition_page.url, width=width)
    assert weight(visit) <= 80 * KILOBYTE
    assert len(visit.responses) <= 6, [response.url for response in visit.responses]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_home_page_weighs_little_to_its_very_end(open_page: OpenPage, width: int) -> None:
    visit = open_page("/en/", width=width)
    visit.page.keyboard.press("End")
    visit.page.wait_for_load_state("networkidle")
    assert weight(visit) <= 150 * KILOBYTE


@pytest.mark.parametrize(("name", "limit"), [("css/clarion.css", 12), ("js/clarion.js", 5)])
def test_style_and_script_stay_small(name: str, limit: int) -> None:
    body = (settings.BASE_DIR / "static" / name).read_bytes()
    assert len(gzip.compress(body, 6)) <= limit * KILOBYTE


def test_nothing_is_asked_of_anybody_else(tour: Visit) -> None:
    assert {urlsplit(response.url).netloc for response in tour.responses} == {urlsplit(tour.base).netloc}


def test_no_page_sets_a_cookie(tour: Visit) -> None:
    assert tour.cookies == []
    assert [response.url for response in tour.responses if "set-cookie" in response.headers] == []


def test_no_page_breaks_its_own_content_security_policy(tour: Visit) -> None:
    assert [complaint for complaint in tour.complaints if "status of 404" not in complaint] == []


def test_pages_are_the_same_bytes_for_two_visitors(open_page: OpenPage, petition_page: PetitionPage) -> None:
    bodies = [open_page(petition_page.url).responses[0].body() for _visitor in range(2)]
    assert bodies[0] == bodies[1]
