"""A Docker of its own for the rehearsal: its socket, its data, its end."""

import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.rehearsal.step import NotMet, attempted, ran, until

_STOP_SECONDS = 60.0
_BRIDGE = "docker0"
PACKAGES = ("docker.io", "docker-compose", "iptables", "debootstrap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Docker:
    """Commands for one dockerd."""

    socket: Path
    program: str

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """What docker and compose are given; nothing of ours but the way to the programs."""
        return {
            "PATH": "/usr/bin:/usr/sbin:/bin:/sbin",
            "HOME": str(self.socket.parent),
            "DOCKER_HOST": f"unix://{self.socket}",
            "DOCKER_BUILDKIT": "1",
            "COMPOSE_DOCKER_CLI_BUILD": "1",
            "BUILDKIT_PROGRESS": "plain",
            **(more or {}),
        }

    def run(self, *arguments: str | Path, stdin: str = "", seconds: float = 900.0) -> str:
        """What `docker ARGUMENTS` says. Raises `NotMet`."""
        return ran([self.program, *arguments], env=self.environment(), stdin=stdin, seconds=seconds)

    def attempt(
        self, *arguments: str | Path, stdin: str = "", seconds: float = 900.0
    ) -> subprocess.CompletedProcess[str]:
        """`docker ARGUMENTS` once it has ended, however it did."""
        return attempted([self.program, *arguments], env=self.environment(), stdin=stdin, seconds=seconds)

    def version(self) -> str:
        """The server's version."""
        return self.run("version", "--format", "{{.Server.Version}}").strip()

    def has(self, image: str) -> bool:
        """Whether the image is there."""
        return self.attempt("image", "inspect", image).returncode == 0


def _program() -> str:
    """The client that knows how to build; another `docker` may stand before it in the PATH."""
    debian = Path("/usr/bin/docker")
    return str(debian) if debian.exists() else shutil.which("docker") or ""


@contextmanager
def started(data: Path, folder: Path) -> Iterator[Docker]:
    """A dockerd with its data in `data` while inside; networks and containers of it are gone afterwards."""
    program = _program()
    if not program or shutil.which("dockerd", path="/usr/bin:/usr/sbin") is None:
        raise NotMet(f"There is no dockerd. Get it by: sudo apt-get install {' '.join(PACKAGES)}")
    had_bridge = _has_bridge()
    socket = folder / "docker.sock"
    docker = Docker(socket=socket, program=program)
    command = [
        "dockerd",
        "--data-root",
        data,
        "--exec-root",
        folder / "docker",
        "--pidfile",
        folder / "docker.pid",
    ]
    command += ["--host", f"unix://{socket}"]
    with (folder / "dockerd.log").open("wb") as log:
        daemon = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log)
    try:
        until(lambda: _answers(docker, daemon), "dockerd", seconds=60)
        yield docker
    finally:
        _clear(docker)
        daemon.send_signal(signal.SIGTERM)
        try:
            daemon.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()
        # A container on the network of this machine leaves its place of mounting behind.
        attempted(["umount", "--quiet", folder / "docker/netns/default"])
        if not had_bridge and _has_bridge():
            attempted(["ip", "link", "del", _BRIDGE])


def _answers(docker: Docker, daemon: "subprocess.Popen[bytes]") -> bool:
    if daemon.poll() is not None:
        raise NotMet(f"dockerd ended at once; its words are in {docker.socket.with_name('dockerd.log')}")
    return docker.attempt("version").returncode == 0


def _has_bridge() -> bool:
    return Path(f"/sys/class/net/{_BRIDGE}").exists()


def _clear(docker: Docker) -> None:
    """What runs in it and what it made in the kernel: containers, their volumes, networks."""
    containers = docker.attempt("ps", "--all", "--quiet").stdout.split()
    if containers:
        docker.attempt("rm", "--force", "--volumes", *containers)
    docker.attempt("volume", "prune", "--force")
    docker.attempt("network", "prune", "--force")
