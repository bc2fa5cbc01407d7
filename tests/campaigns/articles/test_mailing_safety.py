"""What holds whatever dies: nobody gets an update twice, and nobody who has left gets it."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from bench.mailing import campaign, experiment, signed
from campaigns.articles.delivering import deliver
from campaigns.articles.mailing import plan
from campaigns.articles.models import Delivery, MailingState

KILLS = 5


@pytest.mark.postgres
def test_with_workers_killed_everybody_who_stays_gets_it_once_and_who_leaves_does_not(
    transactional_db: None, settings: Any, tmp_path: Path, root_page: object
) -> None:
    settings.EMAIL_BACKEND = settings.BENCH_MAILS = ""
    outcome = experiment(400, KILLS, tmp_path)
    mailing = outcome.mailing
    assert mailing.state == MailingState.DONE
    assert outcome.twice == outcome.told_after_leaving == set()
    assert len(outcome.missing) <= mailing.uncertain <= KILLS
    assert sum(outcome.received.values()) in range(mailing.sent, mailing.sent + mailing.uncertain + 1)
    assert mailing.planned == mailing.handled
    assert (mailing.left > 0, mailing.twice > 0, Delivery.objects.exists()) == (True, True, False)


@pytest.mark.postgres
def test_many_workers_at_once_send_one_mail_to_each(
    transactional_db: None, settings: Any, tmp_path: Path, root_page: object
) -> None:
    settings.EMAIL_BACKEND, settings.BENCH_MAILS = "bench.mailing.NotingBackend", str(tmp_path / "mails")
    (first, second), update = campaign()
    signed(first, range(30))
    signed(second, range(30))
    mailing = plan(update, None, starts_at=timezone.now() + timedelta(seconds=1), pace=6000, in_original=True)
    time.sleep(1.1)

    def work(_number: int) -> None:
        try:
            while deliver(mailing.pk):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    addresses = [line.split()[1] for line in (tmp_path / "mails").read_text().splitlines()]
    assert len(addresses) == len(set(addresses)) == 30
    mailing.refresh_from_db()
    assert (mailing.state, mailing.sent, mailing.twice) == (MailingState.DONE, 30, 30)
