"""What faults break: a Lotwise, and what stands around it where this machine has the programs."""

import datetime as dt
import signal
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from ops.drills.alerts.disk import Disk
from ops.drills.site import Site
from ops.monitors import front
from ops.monitors.programs import Command, Programs, stop

_FIRE_SECONDS = 60.0
_CLEAR_SECONDS = 60.0


@dataclass(slots=True, kw_only=True)
class Door:
    """nginx with a certificate before the API, in `folder`; the probe looks at it."""

    folder: Path
    command: Command
    programs: Programs
    nginx: subprocess.Popen[bytes]

    def close(self) -> None:
        """Nothing listens any more."""
        stop(self.nginx, signal.SIGTERM)

    def open(self) -> None:
        """As it was."""
        self.nginx = self.programs.start(self.command)

    def certify(self, ends_in: dt.timedelta) -> None:
        """Show a new certificate from now on."""
        front.certify(self.folder, ends_in)
        front.reread(self.nginx)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`absent` says of each program or part a fault may need why it is not here."""

    site: Site
    door: Door | None
    disk: Disk | None
    absent: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`broken` breaks the scene and mends it on leaving; `load` goes on from before until the alerts clear.

    `lingering` are alerts that must fire as well but look back so long that their end is waited for at the
    end of the drill. `needs` are programs, or parts of the scene; without one of them the fault is left out.
    """

    name: str
    words: str
    alerts: tuple[str, ...]
    broken: Callable[[Scene], AbstractContextManager[None]]
    lingering: tuple[str, ...] = ()
    load: Callable[[Site], AbstractContextManager[None]] = lambda _: nullcontext()
    needs: tuple[str, ...] = ()
    fire_seconds: float = _FIRE_SECONDS
    clear_seconds: float = _CLEAR_SECONDS

    @property
    def every(self) -> tuple[str, ...]:
        """All alerts that must come and go."""
        return (*self.alerts, *self.lingering)
