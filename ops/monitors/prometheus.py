"""Asking Prometheus."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ops.monitors.asking import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A line: its labels and its points, time and value; no point where there is no number."""

    labels: Mapping[str, str]
    points: Sequence[tuple[float, float]]

    @property
    def last(self) -> float:
        """The newest value."""
        return self.points[-1][1]


class Prometheus(Asked):
    """One that runs at `url`; `Unanswered` has its words where it takes a query for wrong."""

    def now(self, query: str) -> list[Series]:
        """What the query gives at this moment; series that are no number are left out."""
        found = self._ask("query", {"query": query})
        if found["resultType"] == "scalar":
            return _numbers([{"metric": {}, "values": [found["result"]]}])
        return _numbers([{"metric": one["metric"], "values": [one["value"]]} for one in found["result"]])

    def over(self, query: str, start: float, end: float, step: float) -> list[Series]:
        """What the query gives between two moments [unix time], every `step` seconds."""
        found = self._ask("query_range", {"query": query, "start": start, "end": end, "step": step})
        return _numbers(found["result"])

    def names(self) -> set[str]:
        """All metrics it holds."""
        return set(self._ask("label/__name__/values"))

    def labels(self, metric: str) -> dict[str, set[str]]:
        """The labels of a metric's series with their values, as far as it remembers; none: no such metric."""
        found: dict[str, set[str]] = {}
        for series in self._ask("series", {"match[]": metric}):
            for label, value in series.items():
                found.setdefault(label, set()).add(value)
        return found

    def alerts(self) -> dict[str, str]:
        """The expressions of its alert rules by name."""
        return {name: rule["query"] for name, rule in self.alert_rules().items()}

    def alert_rules(self) -> dict[str, dict[str, Any]]:
        """Its alert rules by name, as it tells them."""
        groups = self._ask("rules", {"type": "alert"})["groups"]
        return {rule["name"]: rule for group in groups for rule in group["rules"]}

    def rules(self) -> dict[str, str]:
        """The expressions of all its rules by name, recorded ones as well."""
        return {
            rule["name"]: rule["query"] for group in self._ask("rules")["groups"] for rule in group["rules"]
        }

    def up(self) -> set[str]:
        """Jobs whose targets were all scraped well."""
        targets = self._ask("targets", {"state": "active"})["activeTargets"]
        jobs = {each["labels"]["job"] for each in targets}
        return jobs - {each["labels"]["job"] for each in targets if each["health"] != "up"}

    def firing(self) -> set[str]:
        """Names of alerts that fire."""
        return {
            one["labels"]["alertname"] for one in self._ask("alerts")["alerts"] if one["state"] == "firing"
        }

    def _ask(self, what: str, parameters: Mapping[str, str | float] | None = None) -> Any:  # noqa: ANN401 - JSON
        return self.json(f"/api/v1/{what}", parameters)["data"]


def _numbers(result: Sequence[Mapping[str, Any]]) -> list[Series]:
    series = []
    for one in result:
        points = [(float(time), float(value)) for time, value in one["values"]]
        numbers = [(time, value) for time, value in points if not math.isnan(value)]
        if numbers:
            series.append(Series(labels=one["metric"], points=numbers))
    return series
