"""“I sent it”: counting what people say of themselves, without keeping who said it."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from campaigns.limits import count_within, network_of

from .models import AppealLetter, SentTally


def report_sent(letter: AppealLetter, *, country: str, language: str, client_address: str, once: str = "") -> bool:
    """Count one letter as sent; whether it was counted.

    Not counted is a form that was sent before (`once` names the form), and what comes from a network that has
    reported more than NETWORK_HOURLY_LIMIT letters within the hour.
    """
    if once and count_within(timedelta(days=1), "letter-once", str(letter.pk), once) > 1:
        return False
    reports = count_within(timedelta(hours=1), "letter-network", str(letter.pk), network_of(client_address))
    if reports > settings.NETWORK_HOURLY_LIMIT:
        return False
    cell, _is_new = SentTally.objects.get_or_create(
        letter=letter, day=timezone.now().date(), country=country, language=language
    )
    SentTally.objects.filter(pk=cell.pk).update(letters=F("letters") + 1)
    return True
