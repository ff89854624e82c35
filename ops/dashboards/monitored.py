"""A Lotwise of its own that a real Prometheus looks at, with our `prometheus.yml`, exporters and rules."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ops.dashboards import exporter, front, scraped
from ops.dashboards.prometheus import Prometheus
from ops.debian import find
from ops.drills import site as sites
from ops.drills.site import Site
from ops.drills.waiting import require, wait_for
from ops.embedded import child
from ops.embedded.ports import LOOPBACK, free_port
from ops.processes import answers
from ops.refusal import Refusal
from ops.root import ROOT

# Debian's packages and the programs they bring.
PROGRAMS: Final = {
    "prometheus": "prometheus",
    "prometheus-alertmanager": "prometheus-alertmanager",
    "prometheus-node-exporter": "prometheus-node-exporter",
    "prometheus-redis-exporter": "prometheus-redis-exporter",
    "prometheus-blackbox-exporter": "prometheus-blackbox-exporter",
    "nginx-light": "nginx",
    "openssl": "openssl",
}
_ALERTMANAGER: Final = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"
_PATIENCE_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 5.0


def missing() -> list[str]:
    """Debian's packages that are needed and not there."""
    return [package for package, program in PROGRAMS.items() if find(program) is None]


@dataclass(kw_only=True)
class Monitored:
    """A Lotwise and the Prometheus that looks at it."""

    site: Site
    prometheus: Prometheus
    folder: Path
    _children: ExitStack = field(default_factory=ExitStack)

    def start(self, program: str, *arguments: str, variables: Mapping[str, str] | None = None) -> None:
        """Start a program until the end of all this; its words go to a file of its name."""
        path = find(program)
        require(path, f"{program} to be installed")
        name = Path(program).name if program.startswith("/") else program
        with (self.folder / f"{name}.out").open("ab") as output:
            started = child.start(
                [str(path), *arguments],
                env={**os.environ, **(variables or {})},
                cwd=ROOT,
                stop_signal=signal.SIGTERM,
                output=output,
            )
        self._children.callback(_stop, started)

    def close(self) -> None:
        """Stop what was started."""
        self._children.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    child.stop(process, signal.SIGTERM, patience=_STOP_SECONDS)


@contextmanager
def opened(folder: Path) -> Iterator[Monitored]:
    """Everything started and seen by Prometheus; raises `Refusal` where a program is missing."""
    if wanted := missing():
        raise Refusal(
            f"Programs are missing: {', '.join(wanted)}.",
            remedy=f"Get them by: sudo apt-get install --no-install-recommends {' '.join(wanted)}",
        )
    with sites.opened(folder) as site:
        port = free_port()
        prometheus = Prometheus(url=f"http://{LOOPBACK}:{port}")
        monitored = Monitored(site=site, prometheus=prometheus, folder=folder)
        try:
            _start(monitored, port)
            wait_for(lambda: answers(f"{prometheus.url}/-/ready"), "Prometheus", seconds=_PATIENCE_SECONDS)
            wait_for(lambda: len(prometheus.alerts()), "the rules", seconds=_PATIENCE_SECONDS)
            wait_for(
                lambda: prometheus.up() >= scraped.jobs(),
                "Prometheus to reach every target",
                seconds=_PATIENCE_SECONDS,
            )
            yield monitored
        finally:
            monitored.close()


def _start(monitored: Monitored, port: int) -> None:
    """The exporters, and Prometheus on `port`."""
    folder, site = monitored.folder, monitored.site
    at = {
        name: f"{LOOPBACK}:{free_port()}" for name in ("celery", "node", "redis", "probe", "door", "manager")
    }
    redis = urlsplit(site.servers.redis_url)
    host, celery_port = at["celery"].split(":")
    monitored.start(*exporter.command(site.servers.redis_url, host, int(celery_port)))
    monitored.start("prometheus-node-exporter", f"--web.listen-address={at['node']}")
    monitored.start(
        "prometheus-redis-exporter",
        f"-web.listen-address={at['redis']}",
        variables={
            "REDIS_ADDR": f"redis://{redis.hostname}:{redis.port}",
            "REDIS_PASSWORD": redis.password or "",
        },
    )
    monitored.start(
        "prometheus-blackbox-exporter",
        f"--web.listen-address={at['probe']}",
        f"--config.file={scraped.RULES.parent / 'blackbox.yml'}",
    )
    monitored.start("nginx", *front.prepare(folder / "front", at["door"], site.stack.url))
    (folder / "alertmanager.yml").write_text(_ALERTMANAGER, encoding="utf-8")
    monitored.start(
        "prometheus-alertmanager",
        f"--config.file={folder / 'alertmanager.yml'}",
        f"--storage.path={folder / 'alertmanager'}",
        f"--web.listen-address={at['manager']}",
        "--cluster.listen-address=",
    )
    configuration = scraped.write(
        folder,
        {
            "api:8000": f"{LOOPBACK}:{site.stack.api_port}",
            "celery-exporter:9808": at["celery"],
            "node-exporter:9100": at["node"],
            "redis-exporter:9121": at["redis"],
            "blackbox-exporter:9115": at["probe"],
            "https://nginx/ping": f"https://{at['door']}/ping",
            "localhost:9090": f"{LOOPBACK}:{port}",
            "alertmanager:9093": at["manager"],
        },
    )
    monitored.start(
        "prometheus",
        f"--config.file={configuration}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address={LOOPBACK}:{port}",
    )
