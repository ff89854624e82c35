"""Debian's programs that watch: which there are, and running them until the end."""

import os
import signal
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ops.debian import find
from ops.drills.waiting import require
from ops.embedded import child

PROMETHEUS: Final = "prometheus"
ALERTMANAGER: Final = "prometheus-alertmanager"
NODE_EXPORTER: Final = "prometheus-node-exporter"
REDIS_EXPORTER: Final = "prometheus-redis-exporter"
BLACKBOX_EXPORTER: Final = "prometheus-blackbox-exporter"
NGINX: Final = "nginx"
OPENSSL: Final = "openssl"
# Where the package is not called like the program.
_PACKAGES: Final = {NGINX: "nginx-light", "mkfs.ext4": "e2fsprogs", "unshare": "util-linux", "mount": "mount"}
_STOP_SECONDS: Final = 10.0


def missing(programs: Iterable[str]) -> list[str]:
    """Those of `programs` that are not installed."""
    return [program for program in programs if find(program) is None]


def packages(programs: Iterable[str]) -> list[str]:
    """Debian's packages that bring `programs`."""
    return [_PACKAGES.get(program, program) for program in programs]


def how_to_get(programs: Iterable[str]) -> str:
    """The command that installs them."""
    return f"sudo apt-get install --no-install-recommends {' '.join(packages(programs))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """How a program is started; what nobody else may read is in `variables`, not among the arguments."""

    program: str
    arguments: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict)
    # What ends it, also if we are killed.
    stop_signal: signal.Signals = signal.SIGTERM


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """Programs that run until `close`, each with what it says in a file of its name in `folder`."""

    folder: Path
    _running: ExitStack = field(default_factory=ExitStack)

    def start(self, command: Command) -> subprocess.Popen[bytes]:
        """Start it, to be ended with the others. Raises `NotMet` where it is not installed."""
        path = find(command.program)
        require(path, f"{command.program} to be installed")
        with self.said(command.program).open("ab") as output:
            started = child.start(
                [str(path), *command.arguments],
                env={**os.environ, **command.variables},
                cwd=self.folder,
                stop_signal=command.stop_signal,
                output=output,
            )
        self._running.callback(stop, started, command.stop_signal)
        return started

    def said(self, program: str) -> Path:
        """Where to read what it has said."""
        return self.folder / f"{Path(program).name}.out"

    def close(self) -> None:
        """End them, the last one first."""
        self._running.close()


def stop(process: subprocess.Popen[bytes], by: signal.Signals) -> None:
    """End one; nothing where it has ended."""
    child.stop(process, by, patience=_STOP_SECONDS)
