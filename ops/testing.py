"""`./lotwise test`: the tests, with a browser for those that need one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from ops.root import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MOST_AT_ONCE = 4  # each of them starts its own PostgreSQL, Valkey, workers and browser
HOW_TO_GET_A_BROWSER = (
    "Browser tests are skipped: there is no Chromium. Get it by: sudo apt-get install chromium"
)


def find_browser() -> str | None:
    """The Chromium or Chrome on this machine."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def install_browser() -> bool:
    """Install Chromium from Debian's packages where we may; False where that did not work."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    typer.echo("Installing Chromium for the browser tests, once ...", err=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update"],  # a fresh machine has no package lists
        ["install", "-y", "--no-install-recommends", "chromium"],
    ):
        done = subprocess.run(["apt-get", *arguments], env=environment, **quiet)  # type: ignore[call-overload]
        if done.returncode != 0:
            return False
    return find_browser() is not None


def at_once(given: Sequence[str], *, all_quick: bool) -> list[str]:
    """The arguments that share the quick tests among processes, a module to each.

    Not the slow ones, some of which measure what a whole machine does; nor a few chosen by hand, where a
    debugger may be wanted.
    """
    count = min(os.cpu_count() or 1, MOST_AT_ONCE)
    return ["-n", str(count), "--dist", "loadfile"] if all_quick and not given and count > 1 else []


def run_tests(
    context: typer.Context,
    slow: Annotated[bool, typer.Option("--slow", help="also those that take more than seconds")] = False,
    only_slow: Annotated[bool, typer.Option("--only-slow", help="only those")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="do not install a browser")] = False,
) -> None:
    """Run the tests on real servers; further arguments go to pytest (after `--` if they look like options).

    Status 0 if all passed, 1 if not, 2 if pytest could not run them.
    """
    if find_browser() is None and (no_browser or not install_browser()):
        typer.echo(HOW_TO_GET_A_BROWSER, err=True)
    marks = ["-m", "slow"] if only_slow else [] if slow else ["-m", "not slow"]
    given = [argument for argument in context.args if argument != "--"]
    shared = at_once(given, all_quick=not (slow or only_slow))
    done = subprocess.run([sys.executable, "-m", "pytest", *marks, *shared, *given], cwd=ROOT)
    raise typer.Exit(done.returncode if done.returncode in (0, 1) else 2)
