"""The way to a host: the real program behind a real sshd, with the real Docker and small images of ours.

The releases are small on purpose, a compose file with a web server: that Lotwise itself starts, migrates
and steps back is what the other steps show. Debian 12 has docker-compose 1.29, which cannot wait: a script
before it waits for the health check, as `docker compose up --wait` does.
"""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.embedded.ports import free_port
from ops.rehearsal.step import NotMet, Stage, Step, attempted, met, ran, until
from ops.root import ROOT

_REGISTRY_STUB: Final = "lotwise-rehearsal/release"
_DOCKERFILE: Final = """FROM python:3.11-slim-bookworm
COPY . /opt/lotwise
CMD ["true"]
"""
_COMPOSE_FILE: Final = """version: "2.4"
services:
  migrate:
    image: ${{IMAGE}}
    command: [python3, -c, "print('migrated')"]
  api:
    image: ${{IMAGE}}
    command: [python3, -m, http.server, "8000", --directory, /opt/lotwise/served]
    init: true
    ports: ["127.0.0.1:{port}:8000"]
    healthcheck:
      test: [CMD, test, -e, /opt/lotwise/{health}]
      interval: 1s
      retries: 3
"""
# `docker` as a host of ours has it: images by digest out of what was built here, and compose 2's wait.
_DOCKER: Final = """#!/bin/sh
set -eu
export DOCKER_HOST={socket} COMPOSE_HTTP_TIMEOUT=300
named() {{ echo "{image}:$(echo "${{1##*sha256:}}" | cut -c 1-12)"; }}
case "$1" in
    pull) shift; for image; do :; done; {docker} image inspect "$(named "$image")" >/dev/null ;;
    create) {docker} create "$(named "$2")" ;;
    compose)
        shift
        IMAGE=$(named "$IMAGE"); export IMAGE
        case "$*" in
            *--wait*)
                for word; do
                    shift
                    case $word in
                        --wait) ;;
                        --wait-timeout) skip=1 ;;
                        *) if [ "${{skip-}}" ]; then skip=; else set -- "$@" "$word"; fi ;;
                    esac
                done
                {compose} "$@"
                tries=0
                health='{{{{.State.Health.Status}}}}'
                until [ "$({docker} inspect --format "$health" lotwise_api_1)" = healthy ]; do
                    tries=$((tries + 1))
                    [ "$tries" -lt 40 ] || {{ echo "container lotwise_api_1 is unhealthy" >&2; exit 1; }}
                    sleep 0.25
                done ;;
            *) {compose} "$@" ;;
        esac ;;
    image) ;;
    *) {docker} "$@" ;;
esac
"""


@dataclass(slots=True, kw_only=True)
class _Host:
    """What stands for a machine on AWS: an sshd on a port, a home, a forced command."""

    stage: Stage
    folder: Path
    ssh_port: int
    web_port: int
    host_key: str

    def send(self, digest: str, *, host_key: str = "") -> "subprocess.CompletedProcess[str]":
        """As the pipeline does."""
        environment = {
            "PATH": "/usr/bin:/bin",
            "DEPLOY_KNOWN_HOSTS": f"[127.0.0.1]:{self.ssh_port} {host_key or self.host_key}",
            "DEPLOY_KEY": (self.folder / "client").read_text(),
        }
        script = ROOT / "ops/deploy/send.sh"
        return attempted(["sh", script, "root@127.0.0.1", digest, str(self.ssh_port)], env=environment)

    def release(self, health: str) -> str:
        """Build one; `served` is there in every image, so that `health` says whether it is healthy."""
        folder = self.folder / f"release-{health}"
        (folder / "served").mkdir(parents=True)
        (folder / "served/index.html").write_text(health)
        (folder / "docker-compose.yml").write_text(_COMPOSE_FILE.format(port=self.web_port, health=health))
        (folder / "Dockerfile").write_text(_DOCKERFILE)
        made = self.stage.docker.run("build", "--quiet", "--network", "host", folder).strip().splitlines()[-1]
        self.stage.docker.run("tag", made, f"{_REGISTRY_STUB}:{made.removeprefix('sha256:')[:12]}")
        return made

    def served(self) -> str:
        """What a client is told."""
        return attempted(["curl", "-s", "--max-time", "5", f"http://127.0.0.1:{self.web_port}/"]).stdout


def _key(path: Path) -> str:
    ran(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path])
    return path.with_suffix(".pub").read_text().strip()


@contextmanager
def _host(stage: Stage) -> Iterator[_Host]:
    sshd = shutil.which("sshd", path="/usr/sbin:/usr/bin")
    if sshd is None:
        raise NotMet("There is no sshd. Get it by: sudo apt-get install openssh-server")
    folder = stage.folder / "host"
    (folder / "bin").mkdir(parents=True)
    (folder / "home").mkdir()
    (folder / "home/.env").write_text("NOTHING=1\n")
    folder.chmod(0o700)
    Path("/run/sshd").mkdir(exist_ok=True)
    made = _Host(
        stage=stage, folder=folder, ssh_port=free_port(), web_port=free_port(), host_key=_key(folder / "host")
    )
    docker = folder / "bin/docker"
    docker.write_text(
        _DOCKER.format(
            socket=f"unix://{stage.docker.socket}",
            image=_REGISTRY_STUB,
            docker=stage.docker.program,
            compose="/usr/bin/docker-compose",
        )
    )
    docker.chmod(0o755)
    smoke = f"http://127.0.0.1:{made.web_port}/"
    (folder / "deploy.conf").write_text(
        f"IMAGE=ghcr.io/example/lotwise\nHOME={folder / 'home'}\nSMOKE={smoke}\nHEALTHY_SECONDS=30\n"
    )
    forced = folder / "lotwise-deploy"
    forced.write_text(
        f"#!/bin/sh\nPATH={folder / 'bin'}:/usr/bin:/bin PYTHONPATH={ROOT} PYTHONDONTWRITEBYTECODE=1 "
        f"exec /usr/bin/python3 -P -m ops.deploy --conf {folder / 'deploy.conf'}\n"
    )
    forced.chmod(0o755)
    (folder / "authorized").write_text(f'restrict,command="{forced}" {_key(folder / "client")}\n')
    (folder / "sshd_config").write_text(
        f"Port {made.ssh_port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\nPidFile none\nUsePAM no\n"
        f"StrictModes no\nAuthorizedKeysFile {folder / 'authorized'}\nPasswordAuthentication no\n"
        "PermitRootLogin prohibit-password\n"
    )
    with (folder / "sshd.log").open("wb") as log:
        daemon = subprocess.Popen([sshd, "-D", "-e", "-f", folder / "sshd_config"], stderr=log)
    try:
        until(lambda: b"Server listening" in (folder / "sshd.log").read_bytes(), "sshd", seconds=20)
        yield made
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait()
        stage.docker.attempt("rm", "--force", "lotwise_api_1")


def perform(stage: Stage) -> None:
    """Success, a release that is never healthy, the wrong host, the wrong words."""
    with _host(stage) as host:
        good, sick, better = (
            host.release("served"),
            host.release("nowhere"),
            host.release("served/index.html"),
        )
        done = host.send(good)
        met(done.returncode == 0 and host.served() == "served", f"first release: {done.stdout}{done.stderr}")
        stage.note(f"first release: {done.stdout.strip().splitlines()[-1]}")
        done = host.send(sick)
        met(done.returncode == 1 and host.served() == "served", f"sick release: {done.stdout}{done.stderr}")
        for line in done.stdout.strip().splitlines():
            if "FAILED" in line or "ROLLED" in line or "rolling" in line:
                stage.note(f"a release that is never healthy: {line}")
        done = host.send(better)
        met(done.returncode == 0 and host.served() == "served/index.html", f"the next: {done.stdout}")
        stage.note(f"the next release: {done.stdout.strip().splitlines()[-1]}")
        done = host.send(good, host_key=_key(host.folder / "other"))
        met(done.returncode == 255 and "Host key verification failed" in done.stderr, f"{done.stderr}")
        stage.note("another host's key: refused, nothing sent")
        met(host.send("latest").returncode == 2, "a tag in the place of a digest")
        options = ["-F", "none", "-i", str(host.folder / "client"), "-p", str(host.ssh_port)]
        options += [
            "-o",
            "BatchMode=yes",
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
        ]
        for asked in ("id", f"{good}; id", "sha256:short"):
            done = attempted(["ssh", *options, "root@127.0.0.1", asked])
            met(done.returncode == 2 and "refused" in done.stderr, f"{asked}: {done.stdout}{done.stderr}")
        stage.note("another command, a digest with a command, a malformed digest: refused")
        met(host.served() == "served/index.html", "what ran does not run any more")


STEPS: Final = (
    Step(
        name="deploy",
        summary="releases by ssh to a host, and the way back",
        perform=perform,
        needs=("images",),
    ),
)
