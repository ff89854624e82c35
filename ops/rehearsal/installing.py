"""A new machine's first start: the user data of the template, as CloudFormation would hand it out.

Run for real: apt, a Docker of its own, the image pulled by its digest, .env with secrets of Systems Manager,
the program that deploys, sudo, the first release of everything the compose file names. Stood in for: NOTE.
"""

import re
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from ops.rehearsal.machine import Machine, start
from ops.rehearsal.outside import Amazon, outside
from ops.rehearsal.registry import IMAGE, push_stand_ins
from ops.rehearsal.site import DOMAIN, Door
from ops.rehearsal.step import Stage, Step, met

NOTE: Final = (
    "stood in for: Ubuntu 24.04 by Debian 13 (docker-compose-v2 by its docker-compose), systemd by a script "
    "that notes what it is told and starts dockerd, Amazon by moto, ghcr.io and Docker Hub by one registry "
    "without TLS; no certificate can be had, and what watches the host is pulled and started but does nothing"
)
_LOG: Final = "/var/log/lotwise-install.log"
_SCRIPT: Final = "/var/lib/cloud/instance/user-data.txt"
_FORCED: Final = 'restrict,command="sudo /usr/local/sbin/lotwise-deploy"'
# File: owner, mode.
_FILES: Final = {
    "/srv/lotwise/.env": "root 600",
    "/etc/lotwise/deploy.conf": "root 644",
    "/usr/local/sbin/lotwise-deploy": "root 755",
    "/usr/local/sbin/lotwise-backup": "root 755",
    "/usr/local/lib/lotwise/ops/deploy/release.py": "root 644",
    "/home/deploy/.ssh": "deploy 700",
    "/home/deploy/.ssh/authorized_keys": "deploy 600",
    "/etc/sudoers.d/lotwise-deploy": "root 440",
    "/etc/systemd/system/lotwise-recover.service": "root 644",
    "/etc/systemd/system/lotwise-backup.service": "root 644",
    "/etc/systemd/system/lotwise-backup.timer": "root 644",
}
_URLS: Final = ("LOTWISE_DATABASE_URL", "LOTWISE_REDIS_URL")
_PUBLIC: Final = ("IMAGE", *_URLS)  # secret in a URL is its password
ORDERS: Final = ("enable --now docker", "daemon-reload", "enable lotwise-recover.service")  # to systemd
BACKUPS: Final = "enable --now lotwise-backup.timer"
# What came of it, but for logs: a file a line with what is in it and whose it is.
_STATE: Final = (
    "find /etc/lotwise /etc/sudoers.d /etc/systemd/system/lotwise-* /usr/local/sbin /usr/local/lib/lotwise "
    "/home/deploy /srv/lotwise/released /srv/lotwise/releases -type f "
    "-printf '%p %u %m\\n' -exec sha256sum {} + ; readlink /srv/lotwise/current; "
    "grep . /srv/lotwise/.env | sort | sha256sum"  # what comes from Systems Manager is written last
)


@dataclass(slots=True, kw_only=True)
class Rented:
    """What the step leaves to the next: the machine, the account, the release that runs."""

    machine: Machine
    amazon: Amazon
    digest: str
    door: Door


def rented(stage: Stage) -> Rented:
    """The one that `userdata` made."""
    found: Rented = stage.held["rented"]
    return found


def perform(stage: Stage) -> None:
    """The machine is made, looked at, made again, backed up."""
    around = outside(stage)
    digest = str(stage.held["digest"])
    push_stand_ins(stage)
    machine = start(stage, around, "lotwise-rehearsal-host")
    secrets = {
        "GRAFANA_PASSWORD": "given-by-systems-manager-" + "x1" * 8,
        "LOTWISE_WORKER_PROCESSES": "1",
        "POSTGRES_SHARED_BUFFERS": "128MB",
    }
    given = {"Domain": DOMAIN, "Image": IMAGE, "Digest": digest, "DeployKey": machine.key}
    amazon = Amazon(around, {**given, "SecretsPath": "/lotwise/main"}, secrets)
    stage.note(NOTE)
    install(machine, amazon, digest)
    look(machine, secrets, (*ORDERS, BACKUPS))
    door = Door(https=machine.https)
    ready = door.get("/api/ready").json()
    met(ready == {"status": "ok", "postgresql": "ok", "redis": "ok"}, f"/api/ready says {ready}")
    stage.note(f"{len(machine.running())} containers run there; /api/ready by TLS: {ready}")
    install_again(machine, amazon)
    _back_up(stage, machine, amazon)
    stage.held["rented"] = Rented(machine=machine, amazon=amazon, digest=digest, door=door)


def install(machine: Machine, amazon: Amazon, digest: str) -> None:
    """Run the user data for the first time; it must say that the release runs, here and to CloudFormation."""
    log = _ran(machine, amazon)
    for line in log.splitlines():
        if re.match(r"\d{4}-\d\d-\d\dT", line):
            machine.stage.note(line)
    met(amazon.signals() == ["SUCCESS"], f"CloudFormation was told {amazon.signals()}")
    met(f"DEPLOYED {digest}" in log and log.rstrip().endswith("installation: SUCCESS"), f"its log: {log}")


def _ran(machine: Machine, amazon: Amazon) -> str:
    """Run the user data as cloud-init does; its log."""
    machine.run("mkdir", "-p", _SCRIPT.rpartition("/")[0])
    machine.run("sh", "-c", f"umask 077; cat >{_SCRIPT}", stdin=amazon.user_data)
    began = time.monotonic()
    done = machine.attempt("sh", _SCRIPT, env=amazon.environment())
    log = machine.run("cat", _LOG)
    met(done.returncode == 0, f"status {done.returncode} of the user data: {done.stderr}\n{log[-3000:]}")
    machine.stage.note(f"user data of {len(amazon.user_data)} bytes ran {time.monotonic() - began:.1f} s")
    return log


def look(machine: Machine, secrets: dict[str, str], orders: tuple[str, ...]) -> None:
    """Files and whose they are, settings from Systems Manager, no secret in a log, what systemd was told."""
    stage = machine.stage
    for file, expected in _FILES.items():
        found = machine.run("stat", "--format", "%U %a", file).strip()
        met(found == expected, f"{file} is {found}, not {expected}")
    keys = machine.run("cat", "/home/deploy/.ssh/authorized_keys")
    met(keys == f"{_FORCED} {machine.key}\n", f"authorized_keys: {keys}")
    stage.note(f"{len(_FILES)} files with owner and mode as asked; one authorized key: {_FORCED}")
    lines = machine.run("cat", "/srv/lotwise/.env").splitlines()
    settings = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    met(secrets.items() <= settings.items(), f"not from Systems Manager: {sorted(settings)}")
    known = [value for name, value in settings.items() if len(value) >= 32 and name not in _PUBLIC]
    known += [urlsplit(settings[name]).password or "no password" for name in _URLS]
    logs = machine.run("sh", "-c", f"cat {_LOG} /srv/lotwise/deploy.log")
    told = [value for value in known if value in logs]
    met(len(known) >= 4 and not told, f"{len(told)} of {len(known)} secrets are in a log")
    stage.note(f".env of {len(settings)} lines, {len(secrets)} of them by moto's ssm; no secret in a log")
    units = [file for file in _FILES if file.startswith("/etc/systemd/")]
    # docker.service is there; what a unit wants beside it is a target of systemd's own.
    machine.run("systemd-analyze", "verify", "--man=no", *units)
    heard = set(machine.run("cat", "/var/log/systemctl").splitlines())
    met(set(orders) <= heard and (BACKUPS in heard) == (BACKUPS in orders), f"systemctl was told {heard}")
    stage.note(f"units as systemd-analyze wants them; systemctl was told: {', '.join(orders)}")


def install_again(machine: Machine, amazon: Amazon) -> None:
    """Run the user data once more: nothing of it may change, and what runs goes on."""
    before, ran = machine.run("sh", "-c", _STATE), machine.running()
    _ran(machine, amazon)
    after = machine.run("sh", "-c", _STATE)
    changed = sorted(set(before.splitlines()) ^ set(after.splitlines()))
    met(not changed, f"the second time changed: {changed}")
    met(machine.running() == ran, f"containers before {ran}, after {machine.running()}")
    machine.stage.note(f"run again: {len(before.splitlines()) // 2} files the same, the same containers run")


def _back_up(stage: Stage, machine: Machine, amazon: Amazon) -> None:
    unit = machine.run("cat", "/etc/systemd/system/lotwise-backup.service")
    command = unit.partition("ExecStart=")[2].splitlines()[0].split()
    met(command[1:] == [amazon.bucket, amazon.region], f"the unit runs {command}")
    machine.run(*command, env=amazon.environment())
    kept = amazon.kept()
    met(kept and all(size > 0 for size in kept.values()), f"in the bucket: {kept}")
    stage.note(f"the night's backup, run by hand: in the bucket {kept}")


STEPS: Final = (
    Step(
        name="userdata",
        summary="a new machine's first start, as the template says it",
        perform=perform,
        needs=("build",),
    ),
)
