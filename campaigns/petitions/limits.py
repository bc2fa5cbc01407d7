"""How much may come from one place: counters in the cache under keyed hashes that change every day, no address kept."""

import hashlib
import hmac
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from .addresses import canonical_address
from .keys import data_keys

MAILS_PER_ADDRESS_AND_DAY = 10


def _key(kind: str, *parts: str) -> str:
    ring = data_keys()
    today = timezone.now().date().isoformat()
    secret = ring.derive(ring.current, f"limits:{today}")
    return f"limit:{kind}:" + hmac.new(secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def _add_one(key: str, lifetime: timedelta) -> int:
    """Count up and say where the counter stands; a counter that just expired starts anew."""
    cache.add(key, 0, int(lifetime.total_seconds()))
    try:
        return cache.incr(key)
    except ValueError:
        return 1


def _network(client_address: str) -> str:
    """The network an address stands for: an IPv4 address itself, an IPv6 address's /64."""
    try:
        parsed = ip_address(client_address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)


def is_network_over_limit(petition_id: int, client_address: str) -> bool:
    """Count one more signature from there within the hour; True once they are more than NETWORK_HOURLY_LIMIT."""
    key = _key("network", str(petition_id), _network(client_address))
    return _add_one(key, timedelta(hours=1)) > settings.NETWORK_HOURLY_LIMIT


def may_write_to(address: str) -> bool:
    """Count one more mail to that mailbox today, over all petitions; False once there were ten."""
    key = _key("mail", canonical_address(address))
    return _add_one(key, timedelta(days=1)) <= MAILS_PER_ADDRESS_AND_DAY
