"""How often something happens from one place: counters in the cache under keyed hashes that change every day.

No network address is kept, and none can be told from a key once the day is over.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from django.core.cache import cache
from django.utils import timezone

from .keys import data_keys


@dataclass(frozen=True)
class Event:
    """Something to be counted: of a kind, told apart from others by `parts`, for so long from the first one on."""

    kind: str
    parts: tuple[str, ...]
    lifetime: timedelta
    by: int = 1

    @property
    def key(self) -> str:
        """What it is counted under today."""
        ring = data_keys()
        secret = ring.derive(ring.current, f"limits:{timezone.now().date().isoformat()}")
        return f"limit:{self.kind}:" + hmac.new(secret, "\n".join(self.parts).encode(), hashlib.sha256).hexdigest()


def count_within(lifetime: timedelta, kind: str, *parts: str, by: int = 1) -> int:
    """Count one more event of a kind, or `by`, told apart by `parts`, and say how many there were since the first one,
    at most so long ago.
    """
    return count_all(Event(kind, parts, lifetime, by))[0]


def count_all(*events: Event) -> list[int]:
    """Count several events, on one way to the cache where it knows how to, and say how many there were of each."""
    counts = [(event.key, event.by, int(event.lifetime.total_seconds())) for event in events]
    at_once = getattr(cache, "count_all", None)
    return at_once(counts) if at_once else [_count(*count) for count in counts]


def _count(key: str, by: int, seconds: int) -> int:
    # Most are the first of their kind: one way to the cache.
    if cache.add(key, by, seconds):
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
