"""How much may come from one place: signatures from a network, mails to an address."""

from datetime import timedelta

from django.conf import settings

from campaigns.limits import count_within, network_of

from .addresses import canonical_address

MAILS_PER_ADDRESS_AND_DAY = 10


def is_network_over_limit(petition_id: int, client_address: str) -> bool:
    """Count one more signature from there within the hour; True once they are more than NETWORK_HOURLY_LIMIT."""
    count = count_within(timedelta(hours=1), "network", str(petition_id), network_of(client_address))
    return count > settings.NETWORK_HOURLY_LIMIT


def may_write_to(address: str) -> bool:
    """Count one more mail to that mailbox today, over all petitions; False once there were ten."""
    return count_within(timedelta(days=1), "mail", canonical_address(address)) <= MAILS_PER_ADDRESS_AND_DAY


def take_back_mail_to(address: str) -> None:
    """A mail that was counted is not written after all."""
    count_within(timedelta(days=1), "mail", canonical_address(address), by=-1)
