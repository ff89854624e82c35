"""What Prometheus and Alertmanager say of a scene of the drill."""

from dataclasses import dataclass
from typing import Any

import httpx

from ops.drills.waiting import NotMet, require

WATCHDOG = "LotwiseWatchdog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitors:
    """Both, by their URLs. `left_out` names jobs and alerts that are not there; `targets` are scraped."""

    client: httpx.Client
    prometheus: str
    alertmanager: str
    left_out: tuple[str, ...]
    targets: int

    def firing(self) -> set[str]:
        """Names of alerts that fire, as Prometheus has it."""
        alerts = self._get(f"{self.prometheus}/api/v1/alerts")["data"]["alerts"]
        return {one["labels"]["alertname"] for one in alerts if one["state"] == "firing"}

    def arrived(self) -> dict[str, tuple[str, ...]]:
        """Alerts Alertmanager holds, each with the names of those that inhibit it."""
        alerts = self._get(f"{self.alertmanager}/api/v2/alerts")
        names = {one["fingerprint"]: one["labels"]["alertname"] for one in alerts}
        return {
            one["labels"]["alertname"]: tuple(
                sorted({names.get(by, by) for by in one["status"]["inhibitedBy"]})
            )
            for one in alerts
        }

    def last_fired(self, alert: str) -> float:
        """When the alert was last seen to fire [unix time]; 0: never."""
        ever = f'max(max_over_time(timestamp(ALERTS{{alertname="{alert}",alertstate="firing"}})[1h:1s]))'
        result = self._get(f"{self.prometheus}/api/v1/query", query=ever)["data"]["result"]
        return float(result[0]["value"][1]) if result else 0.0

    def are_up(self) -> bool:
        """Whether every target is scraped."""
        result = self._get(f"{self.prometheus}/api/v1/query", query="up")["data"]["result"]
        return len(result) == self.targets and all(one["value"][1] == "1" for one in result)

    def _get(self, url: str, **parameters: str) -> Any:  # noqa: ANN401 - JSON
        try:
            answer = self.client.get(url, params=parameters)
        except httpx.HTTPError as error:
            raise NotMet(f"{url} does not answer: {error!r}") from error
        require(answer.status_code == httpx.codes.OK, f"{url} says {answer.status_code}: {answer.text[:200]}")
        return answer.json()
