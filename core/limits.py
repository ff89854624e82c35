"""Limits on how often: counted in Redis for all processes, in this one's memory when Redis is away.

Redis may be lost at any moment (design, section 3): then every process counts for itself, which allows up to
as many times more as there are processes, and never refuses anybody for want of Redis.
"""

import threading
import time
from dataclasses import dataclass
from typing import Final, Self

import limits
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import ConnectionPool, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.errors import InvalidOption
from core.logs import logger

log = logger(__name__)

# Redis stands beside us or is away; a request never waits longer to find out which.
_REDIS_SECONDS: Final = 0.25
_ASK_AGAIN_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many in so many seconds; the name tells apart what is counted, also to callers."""

    name: str
    rate: limits.RateLimitItem

    @classmethod
    def read(cls, name: str, text: str) -> Self:
        """From a text such as `5/minute`; raises `InvalidOption`."""
        try:
            return cls(name=name, rate=limits.parse(text))
        except ValueError as error:
            raise InvalidOption(
                f"{text!r} is no limit.", remedy="Write it as 5/minute; second, hour and day are known too."
            ) from error

    @property
    def amount(self) -> int:
        """How many."""
        return self.rate.amount

    @property
    def seconds(self) -> int:
        """In which time."""
        return self.rate.get_expiry()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands with a limit."""

    limit: Limit
    is_allowed: bool
    remaining: int
    reset_seconds: int


class SharedCounts:
    """What all processes count together, in Redis."""

    def __init__(self, redis_url: str) -> None:
        self._away_until = 0.0 if redis_url else float("inf")
        self._is_away = False
        self.storage: RedisStorage | None = None
        if redis_url:
            pool = ConnectionPool.from_url(
                redis_url,
                socket_timeout=_REDIS_SECONDS,
                socket_connect_timeout=_REDIS_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
            self.storage = RedisStorage(redis_url, connection_pool=pool, key_prefix="lotwise-limit")

    @property
    def is_worth_asking(self) -> bool:
        """Not while Redis was away a moment ago."""
        return time.monotonic() >= self._away_until

    def answered(self) -> None:
        """Redis is there."""
        if self._is_away:
            self._is_away = False
            log.info("limits_shared_again")

    def failed(self, error: Exception) -> None:
        """Redis is away: nobody asks for a while."""
        self._away_until = time.monotonic() + _ASK_AGAIN_SECONDS
        if not self._is_away:
            self._is_away = True
            log.warning("limits_counted_alone", cause=type(error).__name__)

    def add(self, key: str, seconds: int, amount: int) -> int:
        """Add to a counter that ends by itself; its value. Raises `RedisError` or `OSError`."""
        assert self.storage is not None  # noqa: S101 - without it nothing is worth asking
        return self.storage.incr(key, seconds, amount)

    def close(self) -> None:
        """Let the connections go."""
        if self.storage is not None:
            self.storage.storage.connection_pool.disconnect()


class MovingWindow:
    """Exact at any moment, a question to Redis each time: for what is rare and costs much, as signing in."""

    def __init__(self, shared: SharedCounts) -> None:
        self._shared = shared
        self._alone = MovingWindowRateLimiter(MemoryStorage())
        self._together = None if shared.storage is None else MovingWindowRateLimiter(shared.storage)
        self._lock = threading.Lock()

    def spend(self, limit: Limit, who: str) -> Standing:
        """Count one; blocks for a question to Redis."""
        with self._lock:
            # Counted here as well, so that a Redis that goes away does not begin everybody anew.
            is_allowed = self._alone.hit(limit.rate, limit.name, who)
        counted = self._alone
        if is_allowed and self._together is not None and self._shared.is_worth_asking:
            try:
                is_allowed = self._together.hit(limit.rate, limit.name, who)
                counted = self._together
                self._shared.answered()
            except (RedisError, OSError) as error:
                self._shared.failed(error)
        return self._standing(counted, limit, who, is_allowed=is_allowed)

    def _standing(
        self, counted: MovingWindowRateLimiter, limit: Limit, who: str, *, is_allowed: bool
    ) -> Standing:
        try:
            stats = counted.get_window_stats(limit.rate, limit.name, who)
        except (RedisError, OSError) as error:
            self._shared.failed(error)
            stats = self._alone.get_window_stats(limit.rate, limit.name, who)
        wait = max(1, min(limit.seconds, round(stats.reset_time - time.time() + 0.5)))
        return Standing(limit, is_allowed, max(0, stats.remaining), wait)
