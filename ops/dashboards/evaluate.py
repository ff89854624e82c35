"""Every query of every panel, and what every alert looks at, asked of a Prometheus that holds real data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ops.dashboards import promql
from ops.dashboards.files import DASHBOARDS
from ops.dashboards.model import Dashboard, Kind, Panel, Unit
from ops.dashboards.scraped import SCRAPE_SECONDS
from ops.dashboards.values import written
from ops.drills.waiting import wait_for
from ops.monitors.prometheus import Prometheus, Series

# What Grafana puts in; four scrapes are its own rule for a rate's window.
_RATE_SECONDS: Final = 4 * SCRAPE_SECONDS
_LEGEND: Final = re.compile(r"{{\s*(\w+)\s*}}")
_ANNOTATED: Final = re.compile(r"\$labels\.(\w+)")
# What may be empty though all is well, and why.
EMPTY_WHEN_WELL: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query gave: how many series, and one of their newest values, written in its unit."""

    where: str
    title: str
    query: str
    series: int
    value: str
    may_be_empty: str = ""

    @property
    def is_good(self) -> bool:
        """Whether there was data, or a reason why not."""
        return bool(self.series or self.may_be_empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The time that is looked at [unix time]."""

    start: float
    end: float

    @property
    def step(self) -> float:
        """Seconds between two points of a line."""
        return max(SCRAPE_SECONDS, (self.end - self.start) / 240)


def filled_in(query: str, span: Span) -> str:
    """The query as Grafana sends it: its own variables by their values, every choice at All."""
    values = {
        "$__rate_interval": f"{_RATE_SECONDS}s",
        "$__range": f"{span.end - span.start:.0f}s",
        "$route": ".+",
    }
    for name, value in values.items():
        query = query.replace(name, value)
    return query


def shown(prometheus: Prometheus, panel: Panel, span: Span) -> list[tuple[str, list[Series]]]:
    """What Grafana would draw: for each query its legend and its series."""
    found = []
    for query in panel.queries:
        expr = filled_in(query.expr, span)
        if panel.kind in (Kind.STAT, Kind.BARS):
            found.append((query.legend, prometheus.now(expr)))
        else:
            found.append((query.legend, prometheus.over(expr, span.start, span.end, span.step)))
    return found


def _largest(panel: Panel, series: Sequence[Series]) -> str:
    """The largest of the newest values; a heat map's are counts, whatever its buckets are of."""
    unit = Unit.COUNT if panel.kind is Kind.HEAT_MAP else panel.unit
    return written(max(each.last for each in series), unit) if series else ""


def panels(prometheus: Prometheus, span: Span) -> Iterator[Answer]:
    """Every query of every dashboard."""
    for dashboard in DASHBOARDS:
        for panel in dashboard.panels:
            for query, (_, series) in zip(panel.queries, shown(prometheus, panel, span), strict=True):
                yield Answer(
                    where=dashboard.title,
                    title=panel.title,
                    query=query.expr,
                    series=len(series),
                    value=_largest(panel, series),
                    may_be_empty=EMPTY_WHEN_WELL.get(query.expr, ""),
                )


def queries(prometheus: Prometheus, span: Span) -> Iterator[tuple[str, str]]:
    """Every query of panels and alerts as it is sent, after where it stands."""
    for dashboard in DASHBOARDS:
        for panel in dashboard.panels:
            for query in panel.queries:
                yield f"{dashboard.title}: {panel.title}", filled_in(query.expr, span)
    yield from prometheus.rules().items()


def unlabelled(prometheus: Prometheus, span: Span) -> list[str]:
    """Labels that legends and annotations speak of and no series of theirs has, after where they stand."""
    found = []
    for dashboard in DASHBOARDS:
        for panel in dashboard.panels:
            for legend, series in shown(prometheus, panel, span):
                has = {label for each in series for label in each.labels}
                lacks = set(_LEGEND.findall(legend)) - has
                found += [f"{dashboard.title}: {panel.title}: {label}" for label in sorted(lacks)]
    for name, rule in prometheus.alert_rules().items():
        has = {
            label
            for operand in promql.operands(rule["query"])
            for each in prometheus.now(operand)
            for label in each.labels
        }
        lacks = set(_ANNOTATED.findall(" ".join(rule["annotations"].values()))) - has
        found += [f"{name}: {label}" for label in sorted(lacks)]
    return found


def alerts(prometheus: Prometheus) -> Iterator[Answer]:
    """What every alert compares: its expression is empty when all is well, these are not."""
    for name, expression in prometheus.alerts().items():
        for operand in promql.operands(expression):
            series = prometheus.now(operand)
            yield Answer(
                where="alerts",
                title=name,
                query=operand,
                series=len(series),
                value=f"{series[0].last:.4g}" if series else "",
                may_be_empty=EMPTY_WHEN_WELL.get(operand, ""),
            )


def unknown(prometheus: Prometheus, dashboards: Sequence[Dashboard] = DASHBOARDS) -> dict[str, set[str]]:
    """Metrics that dashboards name and no scrape or rule has brought, by dashboard."""
    held = prometheus.names()
    named = {
        dashboard.title: {
            name
            for panel in dashboard.panels
            for query in panel.queries
            for name in promql.metrics(query.expr)
        }
        for dashboard in dashboards
    }
    return {title: names - held for title, names in named.items() if names - held}


def settle(prometheus: Prometheus) -> None:
    """Wait until two more scrapes, and the rules after them, have seen what happened last."""
    query = 'sum(count_over_time(up{job="lotwise-api"}[1h]))'
    before = prometheus.now(query)[0].last
    wait_for(lambda: prometheus.now(query)[0].last >= before + 2, "two more scrapes")
    rules = "max(prometheus_rule_group_last_evaluation_timestamp_seconds)"
    moment = prometheus.now(rules)[0].last
    wait_for(lambda: prometheus.now(rules)[0].last > moment, "the rules to be evaluated again")
