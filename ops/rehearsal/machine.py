"""A machine in a container: its own sshd, its own Docker, and nothing of this machine's but the network.

Docker in a container needs rights a container has not: it may mount, and set networks up. systemd would
have to be its first process and is stood in for (stand_ins/systemctl.sh).
"""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.embedded.ports import free_port
from ops.rehearsal.images import build_part, debian
from ops.rehearsal.outside import Outside
from ops.rehearsal.registry import NETWORK
from ops.rehearsal.step import Stage, attempted, met, ran, until
from ops.root import ROOT

_IMAGE: Final = "lotwise-rehearsal/machine"
_RIGHTS: Final = (
    *("--cap-add", "SYS_ADMIN", "--cap-add", "NET_ADMIN", "--cap-add", "SYS_PTRACE"),
    *("--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"),
    *("--security-opt", "systempaths=unconfined"),
)


@dataclass(slots=True, kw_only=True)
class Machine:
    """What stands for a machine on AWS."""

    stage: Stage
    name: str
    ssh: int
    https: int
    key: str  # the pipeline's public key
    host_key: str = ""

    @property
    def folder(self) -> Path:
        """Where the keys are."""
        return self.stage.folder / self.name

    def attempt(
        self,
        *command: str,
        env: Mapping[str, str] | None = None,
        stdin: str = "",
        folder: str = "/",
        seconds: float = 900.0,
    ) -> "subprocess.CompletedProcess[str]":
        """Run it there, as root."""
        variables = [word for name, value in (env or {}).items() for word in ("--env", f"{name}={value}")]
        how = ["--interactive", "--workdir", folder, *variables]
        return self.stage.docker.attempt("exec", *how, self.name, *command, stdin=stdin, seconds=seconds)

    def run(
        self,
        *command: str,
        env: Mapping[str, str] | None = None,
        stdin: str = "",
        folder: str = "/",
    ) -> str:
        """What it says. Raises `NotMet`."""
        done = self.attempt(*command, env=env, stdin=stdin, folder=folder)
        met(done.returncode == 0, f"status {done.returncode} of {command}: {done.stdout}{done.stderr}")
        return done.stdout

    def send(self, digest: str, *, host_key: str = "") -> "subprocess.CompletedProcess[str]":
        """Ask for a release, as the pipeline does."""
        environment = {
            "PATH": "/usr/bin:/bin",
            "DEPLOY_KNOWN_HOSTS": f"[127.0.0.1]:{self.ssh} {host_key or self.host_key}",
            "DEPLOY_KEY": (self.folder / "client").read_text(),
        }
        script = ROOT / "ops/deploy/send.sh"
        return attempted(["sh", script, "127.0.0.1", digest, str(self.ssh)], env=environment)

    def asked_by_ssh(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Anything else, by whoever has the pipeline's key."""
        known = self.folder / "known_hosts"
        known.write_text(f"[127.0.0.1]:{self.ssh} {self.host_key}\n")
        options = ["-F", "none", "-i", str(self.folder / "client"), "-p", str(self.ssh)]
        options += ["-o", "BatchMode=yes", "-o", f"UserKnownHostsFile={known}"]
        return attempted(["ssh", *options, "deploy@127.0.0.1", "--", *words])

    def running(self) -> dict[str, str]:
        """Its containers: id, image."""
        told = self.run("docker", "ps", "--no-trunc", "--format", "{{.ID}} {{.Image}}")
        return dict(line.split(" ", 1) for line in told.splitlines())


def new_key(path: Path) -> str:
    """Make a pair of keys; the public one."""
    path.unlink(missing_ok=True)
    ran(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "pipeline", "-f", path])
    return path.with_suffix(".pub").read_text().strip()


def start(stage: Stage, outside: Outside, name: str) -> Machine:
    """As a cloud hands one out; it ends with the rehearsal."""
    docker = stage.docker
    debian(stage, "trixie", "debian:trixie-slim")
    build_part(stage, "machine", _IMAGE)
    made = Machine(stage=stage, name=name, ssh=free_port(), https=free_port(), key="")
    made.folder.mkdir(mode=0o700)
    made.key = new_key(made.folder / "client")
    options = ["--detach", "--name", name, "--hostname", name, "--network", NETWORK, *_RIGHTS]
    options += ["--env", f"APT_PROXY={outside.proxy}", "--volume", f"{name}:/var/lib/docker"]
    options += ["--publish", f"127.0.0.1:{made.ssh}:22", "--publish", f"127.0.0.1:{made.https}:443"]
    docker.run("run", *options, _IMAGE, "sh", "/usr/local/sbin/machine.sh")
    stage.closing.callback(docker.attempt, "volume", "rm", name)
    stage.closing.callback(docker.attempt, "rm", "--force", name)
    public = "/etc/ssh/ssh_host_ed25519_key.pub"
    until(lambda: made.attempt("test", "-s", public).returncode == 0, "the machine's keys", seconds=20)
    until(
        lambda: attempted(["ssh-keyscan", "-p", str(made.ssh), "127.0.0.1"]).stdout.strip() != "",
        "sshd",
        seconds=20,
    )
    made.host_key = " ".join(made.run("cat", public).split()[:2])
    return made
