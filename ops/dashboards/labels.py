"""Labels and values that queries name, held against those of a Prometheus that has scraped everything."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from ops.dashboards import promql
from ops.dashboards.promql import Matcher
from ops.monitors.prometheus import Prometheus

# Values that need not be there, by metric and label; where each is written down.
DOCUMENTED: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    # Linux' file systems (`man 5 filesystems`, /proc/filesystems); which of them are mounted differs.
    **{
        (f"node_filesystem_{what}_bytes", "fstype"): frozenset(
            {"tmpfs", "ramfs", "overlay", "squashfs", "iso9660"}
        )
        for what in ("avail", "size")
    },
    # The loopback of Linux (`ip link`), which Debian's node exporter leaves out and its container tells of.
    **{(f"node_network_{way}_bytes_total", "device"): frozenset({"lo"}) for way in ("receive", "transmit")},
    # Of Prometheus itself: it has no such series while nothing fires.
    ("ALERTS", "alertstate"): frozenset({"pending", "firing"}),
    ("ALERTS", "severity"): frozenset({"page", "ticket", "none"}),
}


# The labels of a metric with their values.
_Held = Callable[[str], Mapping[str, set[str]]]


def strangers(prometheus: Prometheus, queries: Iterable[tuple[str, str]]) -> list[str]:
    """What queries name and nothing brings, each in words, after where it stands.

    Labels a metric has not got, in matchers and in `by`; values a label never had, unless `DOCUMENTED`;
    patterns no value is like. Raises `ValueError` where a query cannot be read.
    """
    held = cache(prometheus.labels)
    found = []
    for where, query in queries:
        found += [f"{where}: {words}" for words in _grouped(held, query)]
        for matcher in promql.matchers(query):
            found += [f"{where}: {words}" for words in _of(held, matcher)]
    return found


def _grouped(held: _Held, query: str) -> Iterator[str]:
    for metric, label in promql.grouped(query):
        if label not in _known(held, metric):
            yield f"{metric} has no label {label} to put together by"


def _of(held: _Held, matcher: Matcher) -> Iterator[str]:
    known = _known(held, matcher.metric)
    if matcher.label not in known:
        yield f"{matcher.metric} has no label {matcher.label}"
        return
    values = known[matcher.label]
    for word in matcher.words:
        if word not in values:
            yield f"{matcher.label} of {matcher.metric} is never {word}"
    is_pattern = not matcher.words and matcher.operator == "=~"
    if is_pattern and not any(re.fullmatch(matcher.value, value) for value in values):
        yield f"{matcher.label} of {matcher.metric} is never like {matcher.value}"


def _known(held: _Held, metric: str) -> dict[str, set[str]]:
    known = {label: set(values) for label, values in held(metric).items()}
    for (named, label), values in DOCUMENTED.items():
        if named == metric:
            known.setdefault(label, set()).update(values)
    return known
