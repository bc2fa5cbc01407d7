"""The cache gone or hanging: pages, signing, confirming and mails go on without it."""

import os
import signal
from functools import partial

from tests.faults.crowd import Crowd
from tests.faults.processes import wait_for
from tests.faults.site import Site, ask

SIGNED = 5


def test_without_a_cache_everything_goes_on(site: Site, crowd: Crowd) -> None:
    assert site.cache
    site.cache.end()
    with crowd.at_work():
        goes_on(site, crowd)
        assert site.attention() == ["cache"]
        site.start_cache()
        wait_for(lambda: site.attention() == [], "the cache is used again")
    assert crowd.errors == 0


def test_a_cache_that_hangs_holds_nobody_up_for_long(site: Site, crowd: Crowd) -> None:
    assert site.cache
    os.kill(site.cache.process.pid, signal.SIGSTOP)
    try:
        with crowd.at_work():
            goes_on(site, crowd)
            assert site.attention() == ["cache"]
    finally:
        os.kill(site.cache.process.pid, signal.SIGCONT)
    wait_for(lambda: site.attention() == [], "the cache is used again")
    assert crowd.errors == 0


def goes_on(site: Site, crowd: Crowd) -> None:
    """People sign and confirm, whoever is new can read what it is about, and no load balancer takes a node away."""
    wait_for(partial(crowd.grows, len(crowd.signed) + SIGNED), "people sign")
    confirmed = len(crowd.confirmed)
    wait_for(lambda: len(crowd.confirmed) > confirmed, "people get mails, and confirm")
    assert {ask(port, site.petition["page"]) for port in site.ports} == {200}
    assert site.is_ready()
