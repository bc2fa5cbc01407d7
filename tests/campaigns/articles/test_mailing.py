"""Updates mailed to signers: to each person once, in their language, and to nobody who has left."""

import datetime
import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale, Page

from campaigns.articles import delivering
from campaigns.articles import mailing as mailings
from campaigns.articles.audience import editions_of, petitions_for, readers_of
from campaigns.articles.delivering import deliver
from campaigns.articles.models import Delivery, DeliveryState, Mailing, MailingState, UpdatePage
from campaigns.petitions import retention, signing
from campaigns.petitions.models import Petition, PetitionPage, Signature, Suppression
from tests.factories import CampaignPageFactory, PetitionPageFactory, UpdatePageFactory, translate

from .conftest import receivers, worked

pytestmark = pytest.mark.django_db


def numbers(mailing: Mailing) -> dict[str, int]:
    names = ("planned", "sent", "refused", "uncertain", "left", "twice")
    return {name: getattr(mailing, name) for name in names if getattr(mailing, name)}


@pytest.fixture
def second(campaign: Page) -> Petition:
    page: PetitionPage = PetitionPageFactory(parent=campaign, slug="second")
    return page.petition


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> dict[str, Exception]:
    """A mail server that answers to some people with an error."""
    errors: dict[str, Exception] = {}
    send = mail.backends.locmem.EmailBackend.send_messages

    def answer(self: Any, messages: list[Any]) -> int:
        error = errors.get(messages[0].to[0].partition("@")[0]) or errors.get("everybody")
        if error:
            raise error
        return int(send(self, messages))

    monkeypatch.setattr(mail.backends.locmem.EmailBackend, "send_messages", answer)
    return errors


def refusal(code: int) -> Exception:
    return smtplib.SMTPRecipientsRefused({"ada@example.org": (code, b"no")})


def test_those_who_asked_for_news_get_it_once(sign: Callable, mailed: Callable) -> None:
    sign("ada")
    sign("ben", wants=False)
    sign("cid")
    mailing = mailed()
    assert receivers() == ["ada", "cid"]
    assert (mailing.state, numbers(mailing)) == (MailingState.DONE, {"planned": 2, "sent": 2})
    assert not Delivery.objects.exists()
    worked(mailing)
    assert receivers() == ["ada", "cid"]


def test_only_confirmed_signatures_of_the_campaign_are_written_to(
    petition: Petition, consent: Any, campaign: Page, sign: Callable, mailed: Callable
) -> None:
    person = signing.Person("Ada", "ada@example.org")
    signing.sign(petition, person, country="DE", language="en", consent=consent, wants_updates=True)
    elsewhere = PetitionPageFactory(parent=CampaignPageFactory(parent=campaign.get_parent()))
    sign("ben", on=elsewhere.petition)
    denied = sign("cid")
    Suppression.objects.create(petition=petition, email_key=denied.email_key)
    sign("dee")
    mailed()
    assert receivers() == ["dee"]


def test_no_update_is_mailed_a_second_time_in_any_language(
    update: UpdatePage, german: Locale, sign: Callable, mailed: Callable
) -> None:
    sign("ada")
    translation = translate(update, german, title="Sie wurden gehört")
    mailed()
    with pytest.raises(mailings.AlreadyMailed):
        mailed(translation)
    assert receivers() == ["ada"]


def test_what_is_not_online_is_not_mailed(
    campaign: Page, update: UpdatePage, sign: Callable, planned: Callable
) -> None:
    sign("ada")
    draft = UpdatePageFactory(parent=campaign, live=False)
    with pytest.raises(mailings.NotOnline):
        planned(draft)
    mailing = planned()
    update.unpublish()
    worked(mailing)
    assert (mailing.state, mailing.pause_reason, receivers()) == (MailingState.PAUSED, "not_live", [])


def test_everybody_reads_it_in_their_language_or_in_the_original(
    update: UpdatePage, german: Locale, sign: Callable, mailed: Callable
) -> None:
    translate(update, german, title="Sie wurden gehört")
    sign("ada", language="de")
    sign("ben", language="ar")
    mailed()
    by_name = {message.to[0].partition("@")[0]: message for message in mail.outbox}
    assert by_name["ada"].subject == "Sie wurden gehört"
    assert by_name["ben"].subject == "They were heard"
    html = by_name["ben"].alternatives[0].content
    assert '<html lang="ar" dir="rtl">' in html
    assert '<div lang="en" dir="ltr">' in html


def test_languages_without_a_translation_can_be_left_out(
    update: UpdatePage, german: Locale, sign: Callable, mailed: Callable
) -> None:
    sign("ada", language="de")
    sign("ben")
    assert numbers(mailed(in_original=False)) == {"planned": 1, "sent": 1}
    assert receivers() == ["ben"]


def test_one_mailbox_on_two_petitions_gets_one_mail(sign: Callable, second: Petition, mailed: Callable) -> None:
    sign("ada@gmail.com")
    sign("A.D.A+news@googlemail.com", on=second)
    sign("ben", on=second)
    mailing = mailed()
    assert receivers() == ["ada", "ben"]
    assert numbers(mailing) == {"planned": 3, "sent": 2, "twice": 1}


def test_who_left_one_petition_hears_by_the_other(sign: Callable, second: Petition, planned: Callable) -> None:
    first = sign("ada")
    sign("ada", on=second)
    mailing = planned()
    signing.choose_updates(first.public_id, wants_updates=False)
    worked(mailing)
    assert receivers() == ["ada"]


def test_who_withdraws_after_the_mail_gets_no_second_one_by_another_petition(
    sign: Callable, second: Petition, planned: Callable
) -> None:
    first = sign("ada")
    sign("ada", on=second)
    mailing = planned(pace=1)
    worked(mailing)
    signing.withdraw(first.public_id)
    Mailing.objects.update(minute=None)
    worked(mailing)
    assert (receivers(), mailing.state) == (["ada"], MailingState.DONE)


@pytest.mark.parametrize(
    "leave",
    [
        lambda signature: signing.withdraw(signature.public_id),
        lambda signature: signing.erase(signature.public_id),
        lambda signature: signing.deny(signature.public_id),
        lambda signature: signing.choose_updates(signature.public_id, wants_updates=False),
        lambda signature: signing.review(signature.public_id, signing.Act.INVALIDATE),
        lambda signature: signature.delete(),
    ],
    ids=["withdraw", "erase", "deny", "unsubscribe", "invalidate", "delete"],
)
def test_who_leaves_between_planning_and_sending_gets_nothing(
    sign: Callable, planned: Callable, leave: Callable[[Signature], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign("ada")
    leaver = sign("ben")
    mailing = planned(pace=1)
    worked(mailing)
    assert mailing.planned == 2
    leave(leaver)
    Mailing.objects.update(minute=None)
    worked(mailing)
    assert (receivers(), mailing.state) == (["ada"], MailingState.DONE)


def test_who_signs_after_the_start_is_too_late(sign: Callable, planned: Callable) -> None:
    sign("ada")
    mailing = planned(pace=1)
    worked(mailing)
    sign("ben")
    Mailing.objects.update(minute=None)
    worked(mailing)
    assert (receivers(), mailing.state) == (["ada"], MailingState.DONE)


def test_rows_hold_no_key_and_go_with_the_signature(sign: Callable, petition: Petition, planned: Callable) -> None:
    signature = sign("ada")
    worked(planned(pace=1))
    columns = {field.attname for field in Delivery._meta.concrete_fields}
    assert columns == {"id", "mailing_id", "signature_id", "state", "attempts", "not_before", "claimed_at"}
    sign("ben")
    signature.delete()
    assert not Delivery.objects.filter(signature_id=signature.pk).exists()


def test_retention_reaches_who_waits_in_a_paused_mailing(sign: Callable, petition: Petition, planned: Callable) -> None:
    sign("ada")
    sign("ben")
    mailing = planned(pace=1)
    worked(mailing)
    mailings.pause(mailing, None)
    Petition.objects.update(opens_at=None, closes_at=timezone.now() - datetime.timedelta(days=400))
    retention.erase_due()
    mailings.resume(mailing, None)
    Mailing.objects.update(minute=None)
    worked(mailing)
    assert len(receivers()) == 1
    assert numbers(mailing) == {"planned": 2, "sent": 1, "left": 1}


def test_the_pace_holds_for_each_minute_of_the_clock(sign: Callable, planned: Callable) -> None:
    for number in range(5):
        sign(f"person{number}")
    mailing = planned(pace=2)
    for sent in (2, 4, 5):
        worked(mailing)
        worked(mailing)
        assert mailing.sent == sent
        Mailing.objects.update(minute=timezone.now() - datetime.timedelta(minutes=1))


def test_a_run_gives_others_their_turn(sign: Callable, planned: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    sign("ada")
    monkeypatch.setattr(delivering, "RUN_SECONDS", -1)
    mailing = planned()
    assert deliver(mailing.pk)
    assert receivers() == []
    monkeypatch.setattr(delivering, "RUN_SECONDS", 10)
    worked(mailing)
    assert receivers() == ["ada"]


def test_a_paused_mailing_waits_and_goes_on(sign: Callable, planned: Callable) -> None:
    sign("ada")
    sign("ben")
    mailing = planned(pace=1)
    worked(mailing)
    mailings.pause(mailing, None)
    Mailing.objects.update(minute=None)
    worked(mailing)
    assert len(receivers()) == 1
    with pytest.raises(mailings.NotPossible):
        mailings.pause(mailing, None)
    mailings.resume(mailing, None)
    worked(mailing)
    assert (receivers(), mailing.state) == (["ada", "ben"], MailingState.DONE)


def test_a_stopped_mailing_sends_nothing_more_and_forgets_its_rows(sign: Callable, planned: Callable) -> None:
    sign("ada")
    sign("ben")
    mailing = planned(pace=1)
    worked(mailing)
    mailings.stop(mailing, None)
    worked(mailing)
    assert (len(receivers()), mailing.state) == (1, MailingState.STOPPED)
    assert not Delivery.objects.exists()
    with pytest.raises(mailings.NotPossible):
        mailings.resume(mailing, None)


def test_a_mailing_starts_at_its_time_and_can_be_cancelled_until_then(
    sign: Callable, planned: Callable, django_capture_on_commit_callbacks: Callable
) -> None:
    sign("ada")
    mailing = planned(starts_at=timezone.now() + datetime.timedelta(hours=1))
    call_command("send_mailings")
    assert receivers() == []
    mailings.cancel(mailing, None)
    mailing = planned(starts_at=timezone.now() + datetime.timedelta(hours=1))
    Mailing.objects.update(starts_at=timezone.now())
    call_command("send_mailings")
    assert receivers() == ["ada"]
    with pytest.raises(mailings.NotPossible):
        mailings.cancel(mailing, None)


def test_a_mailbox_refused_for_good_is_not_tried_again(
    sign: Callable, mailed: Callable, server: dict[str, Exception]
) -> None:
    server["ada"] = refusal(550)
    sign("ada")
    sign("ben")
    mailing = mailed()
    assert (mailing.state, numbers(mailing)) == (MailingState.DONE, {"planned": 2, "sent": 1, "refused": 1})


@pytest.mark.parametrize("error", [refusal(451), smtplib.SMTPDataError(452, b"later")], ids=["mailbox", "data"])
def test_later_means_later_with_growing_pauses(
    sign: Callable, mailed: Callable, server: dict[str, Exception], error: Exception
) -> None:
    server["ada"] = error
    sign("ada")
    mailing = mailed()
    for attempt in range(1, 6):
        row = Delivery.objects.get()
        assert (row.state, row.attempts) == (DeliveryState.PLANNED, attempt)
        assert row.not_before > timezone.now()
        if attempt == 3:
            break
        worked(mailing)
        Delivery.objects.update(not_before=timezone.now())
        worked(mailing)
    server.clear()
    Delivery.objects.update(not_before=timezone.now())
    worked(mailing)
    assert (receivers(), mailing.state) == (["ada"], MailingState.DONE)


def test_a_mail_put_off_too_often_counts_as_refused(
    sign: Callable, mailed: Callable, server: dict[str, Exception]
) -> None:
    server["ada"] = refusal(451)
    sign("ada")
    mailing = mailed()
    while Delivery.objects.exists():
        Delivery.objects.update(not_before=timezone.now())
        worked(mailing)
    assert numbers(mailing) == {"planned": 1, "refused": 1}


def test_a_connection_that_broke_while_sending_is_uncertain_and_never_repeated(
    sign: Callable, mailed: Callable, server: dict[str, Exception]
) -> None:
    server["ada"] = smtplib.SMTPServerDisconnected("gone")
    sign("ada")
    sign("ben")
    mailing = mailed()
    server.clear()
    worked(mailing)
    assert receivers() == ["ben"]
    assert numbers(mailing) == {"planned": 2, "sent": 1, "uncertain": 1}


def test_a_server_that_refuses_everybody_pauses_the_mailing(
    sign: Callable, mailed: Callable, server: dict[str, Exception]
) -> None:
    for number in range(25):
        sign(f"person{number}")
    server["everybody"] = refusal(550)
    mailing = mailed()
    assert (mailing.state, mailing.pause_reason, mailing.refused) == (MailingState.PAUSED, "refused", 20)


def test_nothing_is_claimed_while_there_is_no_server(
    sign: Callable, planned: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign("ada")

    def refuse(self: Any) -> None:
        raise ConnectionRefusedError

    mailing = planned()
    with monkeypatch.context() as away:
        away.setattr(mail.backends.locmem.EmailBackend, "open", refuse)
        worked(mailing)
    assert (mailing.state, Delivery.objects.get().attempts) == (MailingState.SENDING, 0)
    call_command("send_mailings")
    assert receivers() == ["ada"]


def test_what_a_dead_worker_had_claimed_is_uncertain(sign: Callable, planned: Callable) -> None:
    sign("ada")
    sign("ben")
    mailing = planned(pace=1)
    worked(mailing)
    claimed = Delivery.objects.filter(state=DeliveryState.PLANNED)
    claimed.update(state=DeliveryState.SENDING, claimed_at=timezone.now())
    now = timezone.now()
    Mailing.objects.update(worker="00000000000000000000000000000001", leased_until=now + datetime.timedelta(minutes=1))
    assert not deliver(mailing.pk)
    Delivery.objects.update(claimed_at=now - datetime.timedelta(minutes=5))
    Mailing.objects.update(leased_until=now - datetime.timedelta(minutes=1))
    worked(mailing)
    assert len(receivers()) == 1
    assert (mailing.state, numbers(mailing)) == (MailingState.DONE, {"planned": 2, "sent": 1, "uncertain": 1})


def test_planning_goes_on_where_it_was_left(
    sign: Callable, second: Petition, planned: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "BATCH", 2)
    for number in range(3):
        sign(f"person{number}")
        sign(f"other{number}", on=second)
    mailing = worked(planned())
    assert numbers(mailing) == {"planned": 6, "sent": 6}
    assert len(set(receivers())) == 6


def test_the_estimate_counts_by_language_in_a_fixed_number_of_queries(
    update: UpdatePage,
    sign: Callable,
    second: Petition,
    german: Locale,
    django_assert_num_queries: Callable,
) -> None:
    sign("ada")
    sign("ben", language="de")
    sign("cid", language="de", on=second)
    sign("dee", wants=False)
    editions = editions_of(update.translation_key)
    with django_assert_num_queries(4):
        found = [(readers.language, readers.number, readers.is_translated) for readers in readers_of(update, editions)]
    assert found == [("de", 2, False), ("en", 1, True)]


def test_petitions_are_found_whatever_language_the_update_is_read_in(
    update: UpdatePage, petition: Petition, german: Locale
) -> None:
    assert petitions_for(translate(update, german)) == petitions_for(update) == [petition.pk]
