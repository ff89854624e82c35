"""What Prometheus and Alertmanager say of a scene of the drill."""

from dataclasses import dataclass

from ops.monitors.alertmanager import Alertmanager
from ops.monitors.prometheus import Prometheus

WATCHDOG = "LotwiseWatchdog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitors:
    """Both. `left_out` names jobs and alerts that are not there; `targets` are scraped."""

    prometheus: Prometheus
    alertmanager: Alertmanager
    left_out: tuple[str, ...]
    targets: int

    def firing(self) -> set[str]:
        """Names of alerts that fire, as Prometheus has it."""
        return self.prometheus.firing()

    def arrived(self) -> dict[str, tuple[str, ...]]:
        """Alerts Alertmanager holds, each with the names of those that inhibit it."""
        return self.alertmanager.held()

    def last_fired(self, alert: str) -> float:
        """When the alert was last seen to fire [unix time]; 0: never."""
        ever = f'max(max_over_time(timestamp(ALERTS{{alertname="{alert}",alertstate="firing"}})[1h:1s]))'
        found = self.prometheus.now(ever)
        return found[0].last if found else 0.0

    def are_up(self) -> bool:
        """Whether every target is scraped."""
        found = self.prometheus.now("up")
        return len(found) == self.targets and all(one.last == 1.0 for one in found)
