"""The shared cache, of which nothing is lost when it is: without Valkey or Redis the site is slower, and goes on.

What is kept there can be made anew (pages, Wagtail's paths) or is read from the database (sessions). Limits do not
count meanwhile, so that nobody is turned away. /readyz says that it is away.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

# Seconds. A server that does not answer costs each process this long once, and then nothing for a while.
CONNECTING, ANSWERING, SILENCE = 0.5, 1.0, 2.0

# Counts on several keys at once. One that is new is given the time after which it is forgotten.
COUNT = """
local counts = {}
for i, key in ipairs(KEYS) do
    counts[i] = redis.call("INCRBY", key, ARGV[2 * i - 1])
    if redis.call("TTL", key) < 0 then redis.call("EXPIRE", key, ARGV[2 * i]) end
end
return counts
"""


class ForgivingClient(RedisCacheClient):
    """Answers as an empty cache does while the server is away.

    Keeps its clients: making one costs more than a command, and Django makes one for every command.
    """

    _get_connection_pool: Any
    silent_until: ClassVar[float] = 0.0

    def __init__(self, servers: list[str], **options: Any) -> None:
        # Asked twice, since a connection may be one to a server that was restarted; the library's own would wait long.
        options = {"socket_connect_timeout": CONNECTING, "socket_timeout": ANSWERING} | options
        super().__init__(servers, **options, retry=Retry(NoBackoff(), 1))
        self._clients: dict[Any, Any] = {}
        self._count = self.get_client(write=True).register_script(COUNT)

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        pool = self._get_connection_pool(write)
        if pool not in self._clients:
            self._clients[pool] = super().get_client(key, write=write)
        return self._clients[pool]

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        return self._ask(True, super().add, key, value, timeout)

    def get(self, key: Any, default: Any) -> Any:
        return self._ask(default, super().get, key, default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        self._ask(None, super().set, key, value, timeout)

    def touch(self, key: Any, timeout: Any) -> bool:
        return self._ask(False, super().touch, key, timeout)

    def delete(self, key: Any) -> bool:
        return self._ask(False, super().delete, key)

    def get_many(self, keys: Any) -> Any:
        return self._ask({}, super().get_many, keys)

    def has_key(self, key: Any) -> bool:
        return self._ask(False, super().has_key, key)

    def incr(self, key: Any, delta: Any) -> int:
        """A key that is not there cannot be counted on: ValueError, as for one that has expired."""
        counted = self._ask(None, super().incr, key, delta)
        if counted is None:
            raise ValueError(key)
        return counted

    def set_many(self, data: Any, timeout: Any) -> None:
        self._ask(None, super().set_many, data, timeout)

    def delete_many(self, keys: Any) -> None:
        self._ask(None, super().delete_many, keys)

    def clear(self) -> bool:
        return self._ask(False, super().clear)

    def count_all(self, counts: Sequence[tuple[str, int, int]]) -> list[int]:
        numbers = [number for _key, *numbers in counts for number in numbers]
        first_of_their_kind = [by for _key, by, _seconds in counts]
        return self._ask(first_of_their_kind, self._count, [key for key, _by, _seconds in counts], numbers)

    @classmethod
    def _ask(cls, otherwise: Any, ask: Callable[..., Any], *args: Any) -> Any:
        """What the server says, or `otherwise` while it says nothing."""
        if time.monotonic() < cls.silent_until:
            return otherwise
        try:
            return ask(*args)
        except (RedisError, OSError) as error:
            cls.silent_until = time.monotonic() + SILENCE
            logger.warning("The cache does not answer (%s); going on without it", type(error).__name__)
            return otherwise


class ForgivingCache(RedisCache):
    """Django's cache in Valkey or Redis, with a client that forgives its absence and counts several things at once."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient

    def count_all(self, counts: Sequence[tuple[str, int, int]]) -> list[int]:
        """Add to counters, each given by key, number to add, and seconds from its first count until it is forgotten;
        where they stand now.
        """
        client: Any = self._cache
        return client.count_all([(self.make_and_validate_key(key), by, seconds) for key, by, seconds in counts])
