"""Two hosts: workers in network namespaces of their own, and a cable that is pulled."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from core.db.connect import database_url
from ops.drills.freezing import fenced
from ops.drills.relay import Relay
from ops.drills.scenario import Course, Scenario, has_ended, sent
from ops.drills.site import Site
from ops.drills.waiting import require, wait_for

_RECONNECT_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A network namespace with a cable to this machine; worker `number` runs there."""

    number: int

    @property
    def name(self) -> str:
        """Of the namespace and the cable's end there."""
        return f"lwd{self.number}x{os.getpid() % 100_000}"

    @property
    def cable(self) -> str:
        """The cable's end here."""
        return f"{self.name}h"

    def address(self, end: int) -> str:
        """Of the cable's end here (1) or there (2)."""
        return f"10.203.{self.number}.{end}"

    def cut(self) -> None:
        """Pull the cable: packets vanish, and neither end is told."""
        _ip("link", "set", self.cable, "down")

    def join(self) -> None:
        """Plug it in again."""
        _ip("link", "set", self.cable, "up")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def _host(site: Site, number: int) -> Iterator[Host]:
    """A host that reaches PostgreSQL and Valkey by its cable, and a worker on it."""
    host = Host(number=number)
    with ExitStack() as stack:
        _ip("netns", "add", host.name)
        stack.callback(_ip, "netns", "delete", host.name)
        _ip("link", "add", host.cable, "type", "veth", "peer", "name", host.name, "netns", host.name)
        stack.callback(subprocess.run, ["ip", "link", "delete", host.cable], capture_output=True)
        _ip("address", "add", f"{host.address(1)}/24", "dev", host.cable)
        host.join()
        _ip("-n", host.name, "address", "add", f"{host.address(2)}/24", "dev", host.name)
        for device in ("lo", host.name):
            _ip("-n", host.name, "link", "set", device, "up")
        postgresql = database_url(site.servers.database_url)
        require(postgresql.port and site.servers.valkey, "the servers are not this drill's own")
        redis = site.servers.redis_url.replace("@127.0.0.1:", f"@{host.address(1)}:")
        redis_port = int(redis.rsplit(":", 1)[1].partition("/")[0])
        for port in (postgresql.port or 0, redis_port):
            stack.enter_context(Relay(host.address(1), port))
        there = postgresql.set(drivername="postgresql", host=host.address(1))
        site.stack.start_worker(
            number,
            before=("ip", "netns", "exec", host.name),
            LOTWISE_DATABASE_URL=there.render_as_string(hide_password=False),
            LOTWISE_REDIS_URL=redis,
        )
        stack.callback(site.stack.forget, f"worker-{number}")
        stack.callback(site.thaw)
        stack.callback(host.join)
        wait_for(lambda: site.is_worker_alive(f"worker-{number}"), f"worker {number} to be seen")
        yield host


def _cut_off(site: Site, point: str, action: str) -> Course:
    """The cable of the host at `point` is pulled until another has done its work, then plugged in again."""
    with _host(site, 2) as second, _host(site, 3) as third:
        site.stack.stop("worker-1")
        site.arm(point, action)
        job_id = site.send()
        process = site.landed(point)
        by_name = {f"worker-{host.number}": host for host in (second, third)}
        name = next(name for name in by_name if site.is_of(name, process))
        by_name[name].cut()
        at = time.monotonic()
        wait_for(partial(has_ended, site, job_id), "the job to end without the host that is cut off")
        before = fenced(site, name)
        by_name[name].join()
        site.thaw()
        wait_for(lambda: fenced(site, name) > before, "the host to find its lease gone", seconds=60)
        again = _alone(site, name, list(by_name))
    where = f"{point}, {name} in a namespace, process {process}"
    return Course(where=where, at=at, sent=(sent(site, job_id), sent(site, again)))


def _alone(site: Site, name: str, names: Sequence[str]) -> str:
    """A job that the host which had been cut off does by itself, so that it is seen to work again."""
    for other in names:
        if other != name:
            site.stack.stop(other)
    job_id = site.send()
    wait_for(partial(has_ended, site, job_id), "the host to work again by itself", seconds=_RECONNECT_SECONDS)
    return job_id


def _no_hosts() -> str:
    if os.geteuid() != 0:
        return "network namespaces are made by root only"
    if shutil.which("ip") is None:
        return "there is no `ip` (apt-get install iproute2)"
    tried = subprocess.run(["ip", "netns", "add", "lwdtry"], capture_output=True, text=True)
    if tried.returncode != 0:
        return f"network namespaces cannot be made here: {tried.stderr.strip()}"
    subprocess.run(["ip", "netns", "delete", "lwdtry"], capture_output=True)
    return ""


HOSTS = [
    Scenario(
        name=f"cut-host-{phase}",
        fault=f"one of two hosts cut off while {phase}, joined again when the other has done its work",
        act=partial(_cut_off, point=point, action=action),
        missing=_no_hosts,
    )
    for phase, point, action in (
        ("reading", "read.chunk_added", "sleep:1"),
        ("computing", "compute.decided", "sleep:1"),
        ("writing", "compute.copied", "sleep:1"),
        ("finishing", "finish.before_close", "sleep:1"),
    )
]
