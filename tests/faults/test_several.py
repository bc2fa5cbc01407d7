"""Two web nodes and two workers at the same thing: one signature, and no mail by both."""

from concurrent.futures import ThreadPoolExecutor

from tests.faults.crowd import SEE_OTHER, Crowd
from tests.faults.site import Site, ask

PEOPLE = 20


def test_a_double_click_that_reaches_two_nodes_is_one_signature(site: Site, crowd: Crowd) -> None:
    addresses = [crowd.new_address() for _ in range(PEOPLE)]
    stored = site.query("SELECT count(*) FROM petitions_signature")[0][0]
    clicks = [(port, address) for address in addresses for port in site.ports]
    with ThreadPoolExecutor(8) as pool:
        told = pool.map(lambda click: ask(click[0], site.petition["path"], crowd.form(click[1])), clicks)
        assert set(told) == {SEE_OTHER}
    crowd.signed.update(addresses)
    assert site.query("SELECT count(*) FROM petitions_signature")[0][0] == stored + PEOPLE
    site.let_all_be_sent()
    crowd.confirm_all()


def test_workers_share_the_mails(site: Site, crowd: Crowd) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(crowd.sign, site.ports * PEOPLE))
    site.let_all_be_sent()
    assert crowd.mails_to() == {1: 2 * PEOPLE}
    crowd.confirm_all()
