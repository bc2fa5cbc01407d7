"""Mail servers that fail: signing goes on, and everybody gets their mail once the server is well again."""

import time
from functools import partial

import pytest

from tests.faults.crowd import Crowd
from tests.faults.mailserver import Mood
from tests.faults.processes import wait_for
from tests.faults.site import Site

SOME = 3


def test_one_that_is_away(site: Site, crowd: Crowd) -> None:
    site.mails.stop()
    with crowd.at_work():
        wait_for(partial(has_tried, site, SOME), "mails are tried")
    site.mails.start()
    assert crowd.errors == 0


@pytest.mark.parametrize("mood", [Mood.SILENT, Mood.LATER, Mood.NEVER], ids=lambda mood: mood.name)
def test_one_that_takes_nothing(site: Site, crowd: Crowd, mood: Mood) -> None:
    site.mails.mood = mood
    taken = site.mails.taken.total()
    with crowd.at_work():
        wait_for(partial(has_tried, site, SOME), "mails are tried")
    assert site.mails.taken.total() == taken
    site.mails.mood = Mood.WELL
    assert crowd.errors == 0


def test_one_that_leaves_without_saying_whether_it_took_the_mail(site: Site, crowd: Crowd) -> None:
    with crowd.at_work():
        for _ in range(SOME):
            site.mails.mood = Mood.LEAVES_AFTER_DATA
            wait_for(lambda: site.mails.mood is Mood.WELL, "it has left", 20)
            time.sleep(0.2)
    assert crowd.errors == 0


def has_tried(site: Site, mails: int) -> bool:
    """Whether so many mails were tried in vain, and put off."""
    tried = "SELECT count(*) FROM petitions_outgoingmail WHERE state = 'queued' AND attempts > 0 AND not_before > now()"
    return int(site.query(tried)[0][0]) >= mails
