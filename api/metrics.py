"""What this process counts of itself; `GET /metrics` says it, `ops/docs/metrics.md` lists it.

Names and labels are those of Prometheus. No label ever holds what a caller sent: paths are the routes'
templates, methods and results are closed sets.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

from core.inventory.outcome import STATUSES

# When a series was begun says nothing that its first sample does not, and would be a gauge beside each.
disable_created_metrics()  # type: ignore[no-untyped-call]

LATENCY_BUCKETS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, math.inf)
_ROWS_BUCKETS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, math.inf)
_DELAY_BUCKETS: Final = (0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, math.inf)

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER_METHOD: Final = "other"
REFUSED: Final = "refused"
# What a request that went away before its answer is counted as; nginx's word for it.
WENT_AWAY: Final = 499
SIGN_IN_KINDS: Final = ("password", "key", "token")
LIMIT_NAMES: Final = ("eoq", "sign-in", "account", "uploads")


class Metrics:
    """Of one application: tests make many in a process, and each counts for itself."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "http_requests",
            "Requests answered, by the route's template, method and status.",
            ("handler", "method", "status"),
            registry=self.registry,
        )
        self._latency = Histogram(
            "http_request_duration_seconds",
            "Time from a request's first byte to the end of its answer; streams and long polls left out.",
            ("handler", "method"),
            buckets=LATENCY_BUCKETS,
            registry=self.registry,
        )
        self._calculations = self._counters(
            "lotwise_calculations",
            "Calculations put on record, by the decision's status; refused: what was no item at all.",
            "result",
            (*STATUSES, REFUSED),
        )
        self.audit_batch_rows = Histogram(
            "lotwise_audit_batch_rows",
            "Calculations in one transaction of the audit.",
            buckets=_ROWS_BUCKETS,
            registry=self.registry,
        )
        self.audit_delay = Histogram(
            "lotwise_audit_delay_seconds",
            "Time a request waits until its calculations are committed.",
            buckets=_DELAY_BUCKETS,
            registry=self.registry,
        )
        self._sign_in_failures = self._counters(
            "lotwise_sign_in_failures",
            "Passwords, keys and tokens that let nobody in.",
            "kind",
            SIGN_IN_KINDS,
        )
        self._rate_limited = self._counters(
            "lotwise_rate_limited", "Requests refused for coming too often, by limit.", "limit", LIMIT_NAMES
        )
        self._key_cache = self._counters(
            "lotwise_key_cache",
            "Keys known already (hit), and asked of PostgreSQL (miss).",
            "result",
            ("hit", "miss"),
        )
        # What is asked for most is found without looking labels up.
        self._known: dict[tuple[str, str, int], Counter] = {}
        self._timed: dict[tuple[str, str], Histogram] = {}

    def _counters(self, name: str, meaning: str, label: str, values: Iterable[str]) -> Mapping[str, Counter]:
        """A counter whose label is one of a closed set, each at 0 from the start."""
        counter = Counter(name, meaning, (label,), registry=self.registry)
        return {value: counter.labels(value) for value in values}

    def expect(self, handler: str, method: str, statuses: Sequence[int]) -> None:
        """Have a route's series there at 0 before its first request."""
        for status in statuses:
            self._known[handler, method, status] = self._requests.labels(handler, method, str(status))
        self._timed[handler, method] = self._latency.labels(handler, method)

    def answered(self, handler: str, method: str, status: int, seconds: float | None) -> None:
        """Count a request; `seconds` is None for one that takes as long as its client likes."""
        method = method if method in METHODS else OTHER_METHOD
        status = status or WENT_AWAY
        known = self._known.get((handler, method, status))
        if known is None:
            known = self._requests.labels(handler, method, str(status))
            self._known[handler, method, status] = known
        known.inc()
        if seconds is None:
            return
        timed = self._timed.get((handler, method))
        if timed is None:
            timed = self._timed[handler, method] = self._latency.labels(handler, method)
        timed.observe(seconds)

    def calculated(self, result: str) -> None:
        """Count a calculation on record."""
        self._calculations[result].inc()

    def sign_in_failed(self, kind: str) -> None:
        """Count a password, key or token that let nobody in."""
        self._sign_in_failures[kind].inc()

    def limited(self, name: str) -> None:
        """Count a request refused by the limit of this name."""
        self._rate_limited[name].inc()

    def key_asked(self, is_known: bool) -> None:
        """Count a key that was looked for."""
        self._key_cache["hit" if is_known else "miss"].inc()
