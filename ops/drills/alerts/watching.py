"""Prometheus, Alertmanager and exporters as an operator runs them, with short times, before a scene."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ops.drills.alerts import around, disk
from ops.drills.alerts.disk import Disk
from ops.drills.alerts.monitors import Monitors
from ops.drills.alerts.scene import Door, Scene
from ops.drills.alerts.shortening import FACTOR, shortened, without_alerts, without_jobs
from ops.drills.site import Site
from ops.drills.waiting import wait_for
from ops.embedded.ports import LOOPBACK, free_port
from ops.monitors import commands, configured, front, programs
from ops.monitors.alertmanager import Alertmanager
from ops.monitors.programs import ALERTMANAGER, PROMETHEUS, REDIS_EXPORTER, Programs
from ops.monitors.prometheus import Prometheus
from ops.refusal import Refusal
from ops.running.processes import answers

# What each job of prometheus.yml needs to be here. The Celery exporter is no package of Debian's.
_NEEDED = {"redis": (REDIS_EXPORTER,), "blackbox": around.DOOR, "node": around.DISK}
_NEVER = "celery"
# What fires because a job is not there is left out with it.
_ALERTS_ON_ABSENCE = {"around.yml": ("LotwiseExporterDown",), "service.yml": ("LotwiseCeleryExporterBlind",)}
# Addresses of prometheus.yml by job; the others are always there.
_ADDRESSES = {
    "redis": {"redis-exporter:9121": REDIS_EXPORTER},
    "blackbox": {"blackbox-exporter:9115": programs.BLACKBOX_EXPORTER, "nginx/ping": "door"},
    "node": {"node-exporter:9100": programs.NODE_EXPORTER},
}
# How long Prometheus holds a series for alive that is scraped no more; its own default divided.
_LOOKBACK_SECONDS = 300 // FACTOR
# How often Prometheus repeats an alert to Alertmanager, which may have been away; its own default divided.
_RESEND_SECONDS = 60 // FACTOR
_START_SECONDS = 30.0
# The API, Prometheus and Alertmanager.
_ALWAYS_SCRAPED = 3


def missing_programs() -> list[str]:
    """Programs the drill cannot do without and that are not installed."""
    return programs.missing((PROMETHEUS, ALERTMANAGER))


def require_programs() -> None:
    """Raise `Refusal` where one of them is missing."""
    if missing := missing_programs():
        every = (PROMETHEUS, ALERTMANAGER, *(name for names in _NEEDED.values() for name in names))
        wanted = [name for name in programs.missing(dict.fromkeys(every)) if name != around.SMALL_DISK]
        raise Refusal(
            f"The drill of alerts needs {' and '.join(missing)}.",
            remedy=f"Get it, and what some faults need, by: {programs.how_to_get(wanted)}",
        )


@contextmanager
def watching(site: Site) -> Iterator[tuple[Scene, Monitors]]:
    """All that can be here, until the block ends."""
    folder = site.folder / "monitors"
    folder.mkdir()
    absent = _absent(folder)
    left_out = [job for job, needed in _NEEDED.items() if any(name in absent for name in needed)]
    left_out.append(_NEVER)
    at = _write(folder, site, left_out)
    started = Programs(folder=folder)
    try:
        scene = _start(started, site, at, absent)
        monitors = Monitors(
            prometheus=Prometheus(f"http://{at[PROMETHEUS]}"),
            alertmanager=Alertmanager(f"http://{at[ALERTMANAGER]}"),
            left_out=(*left_out, *(name for names in _ALERTS_ON_ABSENCE.values() for name in names)),
            targets=_ALWAYS_SCRAPED + len(_NEEDED.keys() - set(left_out)),
        )
        for one in (monitors.prometheus, monitors.alertmanager):
            wait_for(partial(answers, f"{one.url}/-/ready"), f"{one.url} to be ready", seconds=_START_SECONDS)
        wait_for(monitors.are_up, "every target to be scraped", seconds=_START_SECONDS)
        yield scene, monitors
    finally:
        started.close()


def _absent(folder: Path) -> dict[str, str]:
    """What a job or a fault may need and is not here, and why."""
    every = {name for names in _NEEDED.values() for name in names} - {around.SMALL_DISK}
    absent = {name: f"{name} is not installed" for name in programs.missing(sorted(every))}
    if not any(name in absent for name in disk.PROGRAMS) and (why := disk.hindrance(folder / "tried")):
        absent[around.SMALL_DISK] = why
    return absent


def _write(folder: Path, site: Site, left_out: list[str]) -> Mapping[str, str]:
    """The installation's own files with short times; tells at which addresses programs have to listen."""
    named = {"localhost:9090": PROMETHEUS, "alertmanager:9093": ALERTMANAGER}
    for job, addresses in _ADDRESSES.items():
        named |= {} if job in left_out else addresses
    at = {program: f"{LOOPBACK}:{free_port()}" for program in named.values()}
    addresses = {theirs: at[program] for theirs, program in named.items()}
    if "nginx/ping" in addresses:
        addresses["nginx/ping"] += "/ping"
    addresses["api:8000"] = f"{LOOPBACK}:{site.stack.api_port}"

    def changed(path: Path, text: str) -> str:
        if path == configured.CONFIGURATION:
            text = without_jobs(text, left_out)
        return shortened(without_alerts(text, _ALERTS_ON_ABSENCE.get(path.name, ())))

    configured.write(folder, addresses, changed)
    return at


def _start(started: Programs, site: Site, at: Mapping[str, str], absent: dict[str, str]) -> Scene:
    folder = started.folder
    door = small = None
    if REDIS_EXPORTER in at:
        started.start(commands.redis_exporter(at[REDIS_EXPORTER], site.servers.redis_url))
    if "door" in at:
        started.start(commands.blackbox_exporter(at[programs.BLACKBOX_EXPORTER]))
        nginx = front.prepare(folder / "front", at["door"], site.stack.url)
        door = Door(folder=folder / "front", command=nginx, programs=started, nginx=started.start(nginx))
    if programs.NODE_EXPORTER in at:
        exporter = disk.command(folder / "small", at[programs.NODE_EXPORTER])
        small = Disk(folder=folder / "small/disk", exporter=started.start(exporter))
    started.start(commands.alertmanager(folder, at[ALERTMANAGER]))
    options = (
        f"--query.lookback-delta={_LOOKBACK_SECONDS}s",
        f"--rules.alert.resend-delay={_RESEND_SECONDS}s",
    )
    started.start(commands.prometheus(folder, at[PROMETHEUS], *options))
    return Scene(site=site, door=door, disk=small, absent=absent)
