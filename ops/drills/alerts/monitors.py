"""Prometheus and Alertmanager as an operator runs them, with short times, looking at a site of the drill."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from ops.drills.alerts.shortening import FACTOR, shortened, without_alerts, without_jobs
from ops.drills.site import Site
from ops.drills.waiting import NotMet, require, wait_for
from ops.embedded import child
from ops.embedded.ports import LOOPBACK, free_port
from ops.processes import answers
from ops.refusal import Refusal
from ops.root import ROOT

PROMETHEUS = "prometheus"
ALERTMANAGER = "prometheus-alertmanager"
REDIS_EXPORTER = "prometheus-redis-exporter"
WATCHDOG = "LotwiseWatchdog"
# No such thing runs beside the drill's site; what fires because a job is not there is left out with it.
_JOBS_NOT_THERE = ("celery", "node", "blackbox")
_ALERTS_ON_ABSENCE = {"around.yml": ("LotwiseExporterDown",), "service.yml": ("LotwiseCeleryExporterBlind",)}
# How long Prometheus holds a series for alive that is scraped no more; its own default divided.
_LOOKBACK_SECONDS = 300 // FACTOR
# How often Prometheus repeats an alert to Alertmanager, which may have been away; its own default divided.
_RESEND_SECONDS = 60 // FACTOR
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitors:
    """`missing` names the jobs and alerts that were left out."""

    client: httpx.Client
    prometheus: str
    alertmanager: str
    missing: tuple[str, ...]
    has_redis_exporter: bool

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

    def are_up(self) -> bool:
        """Whether every target is scraped."""
        result = self._get(f"{self.prometheus}/api/v1/query", query="up")["data"]["result"]
        return len(result) == 3 + self.has_redis_exporter and all(one["value"][1] == "1" for one in result)

    def _get(self, url: str, **parameters: str) -> Any:  # noqa: ANN401 - JSON
        try:
            answer = self.client.get(url, params=parameters)
        except httpx.HTTPError as error:
            raise NotMet(f"{url} does not answer: {error!r}") from error
        require(answer.status_code == httpx.codes.OK, f"{url} says {answer.status_code}: {answer.text[:200]}")
        return answer.json()


def missing_programs() -> list[str]:
    """Debian packages the drill cannot do without and that are not installed."""
    return [name for name in (PROMETHEUS, ALERTMANAGER) if shutil.which(name) is None]


def require_programs() -> None:
    """Raise `Refusal` where one of them is missing."""
    if missing := missing_programs():
        raise Refusal(
            f"The drill of alerts needs {' and '.join(missing)}.",
            remedy=f"Get it by: sudo apt-get install {PROMETHEUS} {ALERTMANAGER} {REDIS_EXPORTER}",
        )


@contextmanager
def watching(site: Site) -> Iterator[Monitors]:
    """Both, and redis_exporter where it is installed, until the block ends."""
    has_redis_exporter = shutil.which(REDIS_EXPORTER) is not None
    gone = _JOBS_NOT_THERE if has_redis_exporter else (*_JOBS_NOT_THERE, "redis")
    folder = site.folder / "monitors"
    (folder / "ops/alerts/rules").mkdir(parents=True)
    ports = {name: free_port() for name in (PROMETHEUS, ALERTMANAGER, REDIS_EXPORTER)}
    _write(folder, gone, ports, site.stack.api_port)
    address = {name: f"http://{LOOPBACK}:{port}" for name, port in ports.items()}
    with ExitStack() as stack:
        if has_redis_exporter:
            listen = f"-web.listen-address={LOOPBACK}:{ports[REDIS_EXPORTER]}"
            # The address holds the password: a command line can be read by everybody on the machine.
            variables = {"REDIS_ADDR": site.servers.redis_url}
            stack.enter_context(_running(folder, REDIS_EXPORTER, (listen,), variables))
        stack.enter_context(_running(folder, ALERTMANAGER, _alertmanager(folder, ports)))
        stack.enter_context(_running(folder, PROMETHEUS, _prometheus(folder, ports)))
        monitors = Monitors(
            client=stack.enter_context(httpx.Client(timeout=10, trust_env=False)),
            prometheus=address[PROMETHEUS],
            alertmanager=address[ALERTMANAGER],
            missing=(*gone, *(name for names in _ALERTS_ON_ABSENCE.values() for name in names)),
            has_redis_exporter=has_redis_exporter,
        )
        for one in (monitors.prometheus, monitors.alertmanager):
            wait_for(partial(answers, f"{one}/-/ready"), f"{one} to be ready", seconds=_START_SECONDS)
        wait_for(monitors.are_up, "every target to be scraped", seconds=_START_SECONDS)
        yield monitors


def _write(folder: Path, gone: tuple[str, ...], ports: Mapping[str, int], api_port: int) -> None:
    """The installation's own files with short times and other addresses."""
    for path in sorted((ROOT / "ops/alerts/rules").glob("*.yml")):
        kept = without_alerts(path.read_text(), _ALERTS_ON_ABSENCE.get(path.name, ()))
        (folder / "ops/alerts/rules" / path.name).write_text(shortened(kept))
    config = shortened(without_jobs((ROOT / "prometheus.yml").read_text(), gone))
    targets = {
        "api:8000": api_port,
        "redis-exporter:9121": ports[REDIS_EXPORTER],
        "alertmanager:9093": ports[ALERTMANAGER],
        "localhost:9090": ports[PROMETHEUS],
    }
    for target, port in targets.items():
        config = config.replace(f'"{target}"', f'"{LOOPBACK}:{port}"')
    (folder / "prometheus.yml").write_text(config)
    routes = (ROOT / "ops/alerts/alertmanager.yml").read_text()
    (folder / "alertmanager.yml").write_text(shortened(routes))


def _prometheus(folder: Path, ports: Mapping[str, int]) -> tuple[str, ...]:
    return (
        "--config.file=prometheus.yml",
        f"--storage.tsdb.path={folder / 'series'}",
        f"--web.listen-address={LOOPBACK}:{ports[PROMETHEUS]}",
        f"--query.lookback-delta={_LOOKBACK_SECONDS}s",
        f"--rules.alert.resend-delay={_RESEND_SECONDS}s",
        "--log.level=warn",
    )


def _alertmanager(folder: Path, ports: Mapping[str, int]) -> tuple[str, ...]:
    return (
        "--config.file=alertmanager.yml",
        f"--storage.path={folder / 'told'}",
        f"--web.listen-address={LOOPBACK}:{ports[ALERTMANAGER]}",
        "--cluster.listen-address=",
        "--log.level=warn",
    )


@contextmanager
def _running(
    folder: Path, name: str, options: tuple[str, ...], variables: Mapping[str, str] | None = None
) -> Iterator[None]:
    with (folder / f"{name}.out").open("ab") as output:
        started: subprocess.Popen[bytes] = child.start(
            (name, *options),
            env={**os.environ, **(variables or {})},
            cwd=folder,
            stop_signal=signal.SIGTERM,
            output=output,
        )
    try:
        yield
    finally:
        child.stop(started, signal.SIGTERM, patience=_STOP_SECONDS)
