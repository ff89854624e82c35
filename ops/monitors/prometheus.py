"""Asking Prometheus."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

_SECONDS = 30.0


class Refused(Exception):
    """Prometheus did not take a query; its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A line: its labels and its points, time and value; no point where there is no number."""

    labels: Mapping[str, str]
    points: Sequence[tuple[float, float]]

    @property
    def last(self) -> float:
        """The newest value."""
        return self.points[-1][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prometheus:
    """One that runs at `url`."""

    url: str

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
        return set(self._ask("label/__name__/values", {}))

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
            rule["name"]: rule["query"]
            for group in self._ask("rules", {})["groups"]
            for rule in group["rules"]
        }

    def up(self) -> set[str]:
        """Jobs whose targets were all scraped well."""
        targets = self._ask("targets", {"state": "active"})["activeTargets"]
        jobs = {each["labels"]["job"] for each in targets}
        return jobs - {each["labels"]["job"] for each in targets if each["health"] != "up"}

    def _ask(self, what: str, parameters: Mapping[str, str | float]) -> Any:  # noqa: ANN401 - JSON
        with httpx.Client(trust_env=False, timeout=_SECONDS) as client:
            answer = client.get(f"{self.url}/api/v1/{what}", params=dict(parameters))
        body = answer.json()
        if body["status"] != "success":
            raise Refused(f"{body['error']}: {parameters}")
        return body["data"]


def _numbers(result: Sequence[Mapping[str, Any]]) -> list[Series]:
    series = []
    for one in result:
        points = [(float(time), float(value)) for time, value in one["values"]]
        numbers = [(time, value) for time, value in points if not math.isnan(value)]
        if numbers:
            series.append(Series(labels=one["metric"], points=numbers))
    return series
