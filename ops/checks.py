"""`./lotwise check`: style, types, import rules and shell scripts, in one table."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from ops.root import ROOT

_FOLDERS_OF_SCRIPTS = ("nginx", "ops/deploy", "ops/rehearsal/stand_ins")
SCRIPTS = (
    "lotwise",
    ".ci/run",
    *(
        str(path.relative_to(ROOT))
        for name in _FOLDERS_OF_SCRIPTS
        for path in sorted((ROOT / name).glob("*.sh"))
    ),
)
MOST_LINES = 40  # of one tool; enough to see what is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one check ended; `output` is what its tool said."""

    name: str
    is_good: bool
    seconds: float
    output: str
    is_skipped: bool = False


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _commands() -> Iterator[tuple[str, Sequence[str]]]:
    yield "style (ruff check)", (_tool("ruff"), "check", "--quiet", "--output-format", "concise", ".")
    yield "format (ruff format)", (_tool("ruff"), "format", "--check", "--output-format", "concise", ".")
    yield "types (mypy --strict)", (_tool("mypy"), "--no-error-summary")
    yield "imports (import-linter)", (_tool("lint-imports"), "--no-cache")
    yield "shell (shellcheck)", ("shellcheck", *SCRIPTS)
    # Its variables are set in the lines the template puts before it.
    yield "user data (shellcheck)", ("shellcheck", "-s", "sh", "-e", "SC2154", "ops/aws/user_data.sh")


def run_checks() -> Iterator[Result]:
    """Run each check, in the order of their cost."""
    for name, command in _commands():
        began = time.monotonic()
        if shutil.which(command[0]) is None:
            missing = f"{command[0]} is not installed"
            yield Result(name=name, is_good=True, seconds=0.0, output=missing, is_skipped=True)
            continue
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        output = (done.stdout + done.stderr).strip()
        seconds = time.monotonic() - began
        yield Result(name=name, is_good=done.returncode == 0, seconds=seconds, output=output)


def _show(output: str) -> None:
    lines = output.splitlines()
    for line in lines[:MOST_LINES]:
        typer.echo(f"    {line}")
    if len(lines) > MOST_LINES:
        typer.echo(f"    ... and {len(lines) - MOST_LINES} more lines; --json has them all")


def check(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON list instead of a table")] = False,
) -> None:
    """Check style, types, the import rules and the shell scripts; status 1 if one is not met."""
    results = []
    for result in run_checks():
        results.append(result)
        if as_json:
            continue
        verdict = "skipped" if result.is_skipped else "ok" if result.is_good else "NOT MET"
        typer.echo(f"{result.name:<26} {verdict:<8} {result.seconds:6.1f} s")
        if result.output and (not result.is_good or result.is_skipped):
            _show(result.output)
    if as_json:
        typer.echo(json.dumps([asdict(result) for result in results], indent=2))
    raise typer.Exit(0 if all(result.is_good for result in results) else 1)
