"""The way to a host: the pipeline's script, a machine in a container, releases of the real Lotwise."""

import subprocess
import time
from pathlib import Path
from typing import Final

from ops.rehearsal.building import IMAGE as BUILT
from ops.rehearsal.images import build
from ops.rehearsal.installing import Rented, rented
from ops.rehearsal.machine import new_key
from ops.rehearsal.registry import IMAGE, registry
from ops.rehearsal.step import Stage, Step, met
from ops.rehearsal.working import SHEET, ended, upload
from ops.root import ROOT

_TOLD: Final = ("FAILED", "ROLLED", "rolling", "DEPLOYED", "smoke test")
# Its API starts and never answers. Everything else of it is Lotwise as it is.
_SICK: Final = """#!/bin/sh
if [ "$1" = api ]; then trap 'exit 1' TERM; sleep infinity & wait; fi
exec python -P -m ops "$@"
"""
_SICK_DOCKERFILE: Final = f"""FROM {BUILT}
COPY sick.sh docker-compose.yml /opt/lotwise/
ENTRYPOINT ["sh", "/opt/lotwise/sick.sh"]
"""
_NEXT_DOCKERFILE: Final = f"FROM {BUILT}\nCOPY what-is-new /opt/lotwise/\n"


def perform(stage: Stage) -> None:
    """A release that is never healthy, the next, the wrong host, the wrong words."""
    host = rented(stage)
    told = host.machine.run(
        *("docker", "compose", "--project-name", "lotwise", "exec", "-T", "api"),
        *("python", "-P", "-m", "ops", "key", "create", "rehearsal", "--json"),
        folder="/srv/lotwise/current",
    )
    host.door.take_key(told)
    job = ended(host.door, upload(host.door, SHEET))
    stage.note(f"first release, by user data: {host.digest[:19]} runs; a sheet of the demo {job['state']}")
    _sick(stage, host)
    following = _next(stage, host)
    _refused(stage, host)
    _runs(host, following)
    met(host.door.get(f"/api/jobs/{job['id']}").json()["state"] == job["state"], "the job is gone")
    stage.note(f"at the end {following[:19]} runs, and the job of the first release is there")


def _runs(host: Rented, digest: str) -> None:
    """Every process of Lotwise is of that release, and it answers through nginx."""
    images = {image for image in host.machine.running().values() if image.startswith(IMAGE)}
    met(images == {f"{IMAGE}@{digest}"}, f"not {digest} alone: {images}")
    ready = host.door.get("/api/ready")
    met(ready.status_code == 200 and ready.json()["status"] == "ok", f"/api/ready: {ready.text}")
    released = host.machine.run("cat", "/srv/lotwise/released").strip()
    met(released == digest, f"released is {released}")


def _release(stage: Stage, name: str, dockerfile: str, files: dict[str, str]) -> str:
    folder = stage.folder / name
    folder.mkdir()
    for file, text in files.items():
        (folder / file).write_text(text)
    build(stage, f"lotwise:{name}", dockerfile, folder)
    return registry(stage).push(f"lotwise:{name}", "lotwise")


def _impatient() -> str:
    """The compose file, whose check of the API gives up after seconds, so that this does not last."""
    text = (ROOT / "docker-compose.yml").read_text()
    before, mark, after = text.partition("healthcheck: &health\n")
    met(mark and "interval: 10s" in after and "start_period: 60s" in after, "the API's health check moved")
    after = after.replace("interval: 10s", "interval: 2s", 1).replace(
        "start_period: 60s", "start_period: 6s", 1
    )
    return before + mark + after


def _sick(stage: Stage, host: Rented) -> None:
    sick = _release(stage, "sick", _SICK_DOCKERFILE, {"sick.sh": _SICK, "docker-compose.yml": _impatient()})
    done = _sent(stage, host, sick, "a release whose API never answers")
    met(
        done.returncode == 1 and f"ROLLED BACK to {host.digest}" in done.stdout, f"{done.stdout}{done.stderr}"
    )
    met("unhealthy" in done.stdout, f"it did not fail for its health: {done.stdout}")
    _runs(host, host.digest)


def _next(stage: Stage, host: Rented) -> str:
    following = _release(stage, "following", _NEXT_DOCKERFILE, {"what-is-new": "nothing\n"})
    done = _sent(stage, host, following, "the next release")
    met(done.returncode == 0, f"the next release: {done.stdout}{done.stderr}")
    _runs(host, following)
    return following


def _sent(stage: Stage, host: Rented, digest: str, what: str) -> "subprocess.CompletedProcess[str]":
    began = time.monotonic()
    done = host.machine.send(digest)
    stage.note(f"{what}, {digest[:19]}: status {done.returncode} after {time.monotonic() - began:.1f} s")
    for line in done.stdout.splitlines():
        if any(word in line for word in _TOLD):
            stage.note(f"    {line}")
    return done


def _refused(stage: Stage, host: Rented) -> None:
    machine = host.machine
    done = machine.send(host.digest, host_key=_other_key(machine.folder))
    met(done.returncode == 255 and "Host key verification failed" in done.stderr, f"{done.stderr}")
    stage.note("another host's key: refused (255), nothing sent")
    met(machine.send("latest").returncode == 2, "a tag in the place of a digest")
    for asked in ("id", f"{host.digest}; id", f"--conf /tmp/x {host.digest}", "sha256:short", ""):
        done = machine.asked_by_ssh(*([asked] if asked else []))
        met(done.returncode == 2 and "refused" in done.stderr, f"{asked}: {done.stdout}{done.stderr}")
    stage.note("another command, a digest with a command or an option, a malformed digest, none: refused (2)")
    unknown = f"sha256:{'0' * 64}"
    done = machine.send(unknown)
    met(done.returncode == 1 and "NOT DEPLOYED" in done.stdout, f"{unknown}: {done.stdout}{done.stderr}")
    stage.note("a digest the registry has not: NOT DEPLOYED (1), nothing touched")


def _other_key(folder: Path) -> str:
    return " ".join(new_key(folder / "other").split()[:2])


STEPS: Final = (
    Step(
        name="deploy",
        summary="releases of Lotwise by ssh to a machine in a container, and the way back",
        perform=perform,
        needs=("userdata",),
    ),
)
