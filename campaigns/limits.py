"""How often something happens from one place: counters in the cache under keyed hashes that change every day.

No network address is kept, and none can be told from a key once the day is over.
"""

import hashlib
import hmac
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from django.core.cache import cache
from django.utils import timezone

from .keys import data_keys


def count_within(lifetime: timedelta, kind: str, *parts: str, by: int = 1) -> int:
    """Count one more event of a kind, or `by`, told apart by `parts`, and say how many there were since the first one,
    at most so long ago.
    """
    key = _key(kind, *parts)
    # Most are the first of their kind: one way to the cache.
    if cache.add(key, by, int(lifetime.total_seconds())):
        return by
    try:
        return cache.incr(key, by)
    except ValueError:
        # It expired between the two.
        return by


def network_of(client_address: str) -> str:
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


def _key(kind: str, *parts: str) -> str:
    ring = data_keys()
    today = timezone.now().date().isoformat()
    secret = ring.derive(ring.current, f"limits:{today}")
    return f"limit:{kind}:" + hmac.new(secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()
