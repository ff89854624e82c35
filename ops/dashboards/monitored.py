"""A Lotwise of its own that a real Prometheus looks at, with our `prometheus.yml`, exporters and rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.dashboards import exporter, scraped
from ops.drills import site as sites
from ops.drills.site import Site
from ops.drills.waiting import wait_for
from ops.embedded.ports import LOOPBACK, free_port
from ops.monitors import commands, configured, front, programs
from ops.monitors.programs import Command, Programs
from ops.monitors.prometheus import Prometheus
from ops.refusal import Refusal
from ops.running.processes import answers

PROGRAMS: Final = (
    programs.PROMETHEUS,
    programs.ALERTMANAGER,
    programs.NODE_EXPORTER,
    programs.REDIS_EXPORTER,
    programs.BLACKBOX_EXPORTER,
    *front.PROGRAMS,
)
_PATIENCE_SECONDS: Final = 60.0


def missing() -> list[str]:
    """Debian's packages that are needed and not there."""
    return programs.packages(programs.missing(PROGRAMS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitored:
    """A Lotwise and the Prometheus that looks at it."""

    site: Site
    prometheus: Prometheus


@contextmanager
def opened(folder: Path) -> Iterator[Monitored]:
    """Everything started and seen by Prometheus; raises `Refusal` where a program is missing."""
    if wanted := programs.missing(PROGRAMS):
        raise Refusal(
            f"Programs are missing: {', '.join(wanted)}.",
            remedy=f"Get them by: {programs.how_to_get(wanted)}",
        )
    with sites.opened(folder) as site:
        started = Programs(folder=folder)
        try:
            prometheus = Prometheus(_start(started, site))
            wait_for(lambda: answers(f"{prometheus.url}/-/ready"), "Prometheus", seconds=_PATIENCE_SECONDS)
            wait_for(lambda: len(prometheus.alerts()), "the rules", seconds=_PATIENCE_SECONDS)
            wait_for(
                lambda: prometheus.up() >= configured.jobs(),
                "Prometheus to reach every target",
                seconds=_PATIENCE_SECONDS,
            )
            yield Monitored(site=site, prometheus=prometheus)
        finally:
            started.close()


def _start(started: Programs, site: Site) -> str:
    """The exporters, Alertmanager and Prometheus; tells Prometheus' address."""
    folder = started.folder
    names = ("celery", "node", "redis", "probe", "door", "alertmanager", "prometheus")
    at = {name: f"{LOOPBACK}:{free_port()}" for name in names}
    celery_host, celery_port = at["celery"].split(":")
    celery, *arguments = exporter.command(site.servers.redis_url, celery_host, int(celery_port))
    configured.write(
        folder,
        {
            "api:8000": f"{LOOPBACK}:{site.stack.api_port}",
            "celery-exporter:9808": at["celery"],
            "node-exporter:9100": at["node"],
            "redis-exporter:9121": at["redis"],
            "blackbox-exporter:9115": at["probe"],
            "https://nginx/ping": f"https://{at['door']}/ping",
            "localhost:9090": at["prometheus"],
            "alertmanager:9093": at["alertmanager"],
        },
        scraped.quickened,
    )
    for command in (
        Command(program=celery, arguments=tuple(arguments)),
        commands.node_exporter(at["node"]),
        commands.redis_exporter(at["redis"], site.servers.redis_url),
        commands.blackbox_exporter(at["probe"]),
        front.prepare(folder / "front", at["door"], site.stack.url),
        commands.alertmanager(folder, at["alertmanager"]),
        commands.prometheus(folder, at["prometheus"]),
    ):
        started.start(command)
    return f"http://{at['prometheus']}"
