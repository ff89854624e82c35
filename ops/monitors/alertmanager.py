"""Asking Alertmanager."""

from ops.monitors.asking import Asked


class Alertmanager(Asked):
    """One that runs at `url`."""

    def held(self) -> dict[str, tuple[str, ...]]:
        """Alerts it holds, each with the names of those that inhibit it."""
        alerts = self.json("/api/v2/alerts")
        names = {one["fingerprint"]: one["labels"]["alertname"] for one in alerts}
        return {
            one["labels"]["alertname"]: tuple(
                sorted({names.get(by, by) for by in one["status"]["inhibitedBy"]})
            )
            for one in alerts
        }
