"""`./lotwise test`: the tests, with a browser and nginx for those that need one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ops.chromium import find_browser
from ops.debian import find
from ops.root import ROOT

MOST_AT_ONCE = 4  # each of them starts its own PostgreSQL, Valkey, workers and browser
HOW_TO_GET_A_BROWSER = (
    "Browser tests are skipped: there is no Chromium. Get it by: sudo apt-get install chromium"
)
HOW_TO_GET_NGINX = "Tests of nginx are skipped: there is none. Get it by: sudo apt-get install nginx-light"
HOW_TO_GET_PROMTOOL = (
    "Tests of alert rules are skipped: there is no promtool. Get it by: sudo apt-get install prometheus"
)
HOW_TO_GET_AMTOOL = (
    "Tests of Alertmanager are skipped: there is no amtool. "
    "Get it by: sudo apt-get install prometheus-alertmanager"
)
HOW_TO_GET_AN_EXPORTER = (
    "Tests of dashboards are skipped: there is no prometheus-{0}-exporter. "
    "Get it by: sudo apt-get install prometheus-{0}-exporter"
)
HOW_TO_GET_SSHD = (
    "Tests of deploying by ssh are skipped: there is no sshd. Get it by: sudo apt-get install openssh-server"
)
EXPORTERS = ("node", "redis", "blackbox")
NO_SERVICES = Path("/usr/sbin/policy-rc.d")


# Debian's package, where the program is, what to say where it is not.
NEEDED: tuple[tuple[str, Callable[[], str | None], str], ...] = (
    ("chromium", find_browser, HOW_TO_GET_A_BROWSER),
    ("nginx-light", partial(find, "nginx"), HOW_TO_GET_NGINX),
    ("prometheus", partial(find, "promtool"), HOW_TO_GET_PROMTOOL),
    ("prometheus-alertmanager", partial(find, "amtool"), HOW_TO_GET_AMTOOL),
    ("openssh-server", partial(find, "sshd"), HOW_TO_GET_SSHD),
    *(
        (
            f"prometheus-{of}-exporter",
            partial(find, f"prometheus-{of}-exporter"),
            HOW_TO_GET_AN_EXPORTER.format(of),
        )
        for of in EXPORTERS
    ),
)


def install(packages: Sequence[str]) -> None:
    """Install Debian's packages where we may; whoever looks for the programs then sees what came of it."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    typer.echo(f"Installing {' and '.join(packages)} for the tests, once ...", err=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with no_service_started():
        for arguments in (
            ["update"],  # a fresh machine has no package lists
            *(["install", "-y", "--no-install-recommends", package] for package in packages),
        ):
            subprocess.run(["apt-get", *arguments], env=environment, capture_output=True)


@contextmanager
def no_service_started() -> Iterator[None]:
    """Debian starts a server when it is installed, unless this script says no; one that is there decides."""
    try:
        with NO_SERVICES.open("x") as script:
            script.write("#!/bin/sh\nexit 101\n")
    except OSError:
        yield
        return
    try:
        NO_SERVICES.chmod(0o755)
        yield
    finally:
        NO_SERVICES.unlink(missing_ok=True)


def _prepare(*, may_install: bool) -> None:
    """See to the programs tests skip without."""
    missing = [package for package, found, _ in NEEDED if found() is None]
    if missing and may_install:
        install(missing)
    for _, found, otherwise in NEEDED:
        if found() is None:
            typer.echo(otherwise, err=True)


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
    no_install: Annotated[
        bool, typer.Option("--no-install", help="do not install a browser or nginx")
    ] = False,
) -> None:
    """Run the tests on real servers; further arguments go to pytest (after `--` if they look like options).

    Status 0 if all passed, 1 if not, 2 if pytest could not run them.
    """
    _prepare(may_install=not no_install)
    marks = ["-m", "slow"] if only_slow else [] if slow else ["-m", "not slow"]
    given = [argument for argument in context.args if argument != "--"]
    shared = at_once(given, all_quick=not (slow or only_slow))
    done = subprocess.run([sys.executable, "-m", "pytest", *marks, *shared, *given], cwd=ROOT)
    raise typer.Exit(done.returncode if done.returncode in (0, 1) else 2)
