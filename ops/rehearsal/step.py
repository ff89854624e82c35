"""A step of the rehearsal, and the stage it plays on."""

import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ops.rehearsal.docker import Docker

_MOST_LINES = 25  # of a failed program's last words


class NotMet(Exception):
    """A promise that was not kept, in words for the log."""


@dataclass(slots=True, kw_only=True)
class Stage:
    """What the steps of one rehearsal share; what is left on `closing` is undone at its end, last first."""

    folder: Path  # empty at first, removed at the end
    cache: Path  # base images and Docker's data; kept where the caller named one
    closing: ExitStack
    write: Callable[[str], None]
    held: dict[str, Any] = field(default_factory=dict)  # what one step leaves to those that need it

    def note(self, text: str) -> None:
        """One line of the log."""
        self.write(f"    {text}")

    @property
    def docker(self) -> "Docker":
        """The Docker of this rehearsal, started when it is first asked for."""
        from ops.rehearsal.docker import started

        if "docker" not in self.held:
            self.held["docker"] = self.closing.enter_context(started(self.cache / "docker", self.folder))
            self.note(f"dockerd {self.held['docker'].version()} started, with nothing of this machine's own")
        found: Docker = self.held["docker"]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`perform` raises `NotMet` where a promise was not kept; `needs` are performed before it."""

    name: str
    summary: str
    perform: Callable[[Stage], None]
    needs: tuple[str, ...] = ()


def ran(
    command: Sequence[str | Path],
    *,
    env: dict[str, str] | None = None,
    stdin: str = "",
    seconds: float = 600.0,
    cwd: Path | None = None,
) -> str:
    """What the program wrote to standard output. Raises `NotMet` with its last words where it failed."""
    done = attempted(command, env=env, stdin=stdin, seconds=seconds, cwd=cwd)
    if done.returncode != 0:
        last = "\n".join((done.stdout + done.stderr).splitlines()[-_MOST_LINES:])
        shown = " ".join(map(str, command))[:300]
        raise NotMet(f"status {done.returncode} of: {shown}\n{last}")
    return done.stdout


def attempted(
    command: Sequence[str | Path],
    *,
    env: dict[str, str] | None = None,
    stdin: str = "",
    seconds: float = 600.0,
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """The program once it has ended, however it did. Raises `NotMet` after `seconds`."""
    try:
        return subprocess.run(
            list(map(str, command)),
            env=env,
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            cwd=cwd,
        )
    except subprocess.TimeoutExpired as error:
        raise NotMet(f"not done within {seconds:.0f} s: {' '.join(map(str, command))[:300]}") from error


def until(is_so: Callable[[], bool], what: str, *, seconds: float = 90.0, every: float = 0.3) -> float:
    """Wait until it is so; how long it took [s]. Raises `NotMet`."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > seconds:
            raise NotMet(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(every)
    return time.monotonic() - began


def met(is_so: object, what: str) -> None:
    """Raise `NotMet` with `what` unless it is so."""
    if not is_so:
        raise NotMet(what)
