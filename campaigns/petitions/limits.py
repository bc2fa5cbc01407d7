"""How much may come from one place: signatures from a network, mails to an address."""

from datetime import timedelta

from django.conf import settings

from campaigns.limits import Event, count_all, network_of

from .addresses import canonical_address

MAILS_PER_ADDRESS_AND_DAY = 10


def count_signature(petition_id: int, client_address: str, address: str) -> tuple[bool, bool]:
    """Count a signature from there, within the hour, and the mail that it is owed; whether its network had more than
    NETWORK_HOURLY_LIMIT, and whether its mailbox may be written to. Without a network address none is counted.
    """
    network = Event("network", (str(petition_id), network_of(client_address)), timedelta(hours=1))
    *networks, mails = count_all(*([network] if client_address else []), _mail_to(address))
    return any(count > settings.NETWORK_HOURLY_LIMIT for count in networks), mails <= MAILS_PER_ADDRESS_AND_DAY


def may_write_to(address: str) -> bool:
    """Count one more mail to that mailbox today, over all petitions; False once there were ten."""
    return count_all(_mail_to(address))[0] <= MAILS_PER_ADDRESS_AND_DAY


def take_back_mail_to(address: str) -> None:
    """A mail that was counted is not written after all."""
    count_all(_mail_to(address, by=-1))


def _mail_to(address: str, by: int = 1) -> Event:
    return Event("mail", (canonical_address(address),), timedelta(days=1), by)
