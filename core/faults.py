"""Named points where a drill makes a process fail, so that the promises of the queue can be shown.

For drills and tests only. Without `LOTWISE_FAULTS` every point is an empty function. With it, the variable
names a folder (read once, at import), and a file there called like a point says what happens to the first
process that gets to it:

    kill      the process kills itself, as a power cut would
    exit      it ends at once, without cleaning up
    raise     an error nobody expects is raised
    pause     it stands still, heartbeat and all, until somebody sends SIGCONT
    sleep:2.5 it goes on after that many seconds; its heartbeat beats meanwhile

A number after it (`kill 3`) lets as many hits pass first; `always` makes it act at every hit. Before it acts,
the file becomes `NAME.landed`, holding the action, the process id and the time: the proof that the fault took
place. Renaming is atomic, so one process alone takes it.
"""

import io
import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

VARIABLE = "LOTWISE_FAULTS"
LANDED = ".landed"
_FOLDER = os.environ.get(VARIABLE, "")
_ALWAYS = "always"


class FaultRaised(Exception):
    """A drill asked for it."""


def _act(action: str) -> None:
    word, _, argument = action.partition(":")
    match word:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(1)
        case "raise":
            raise FaultRaised("a drill asked for it")
        case "pause":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "sleep":
            time.sleep(float(argument))
        case _:
            raise ValueError(f"a fault that is none: {action!r}")


def _meet(folder: Path, name: str) -> None:
    """Take the fault called `name`, if it is there and due, and suffer it."""
    armed, taken = folder / name, folder / f".{name}.{os.getpid()}"
    try:
        armed.rename(taken)
    except FileNotFoundError:
        return
    action, _, times = taken.read_text().strip().partition(" ")
    if times and times != _ALWAYS and int(times) > 0:
        _write(taken, f"{action} {int(times) - 1}", armed)
        return
    if times == _ALWAYS:
        _write(folder / f".{name}.{os.getpid()}.again", f"{action} {_ALWAYS}", armed)
    _write(taken, f"{action} {os.getpid()} {time.time()}", folder / f"{name}{LANDED}")
    _act(action)


def _write(draft: Path, text: str, target: Path) -> None:
    """Whole or not at all: others are reading."""
    draft.write_text(f"{text}\n")
    draft.rename(target)


class _Interrupted(io.BytesIO):
    """Bytes whose reader meets a point once it has read some and before it has read all."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self._name = name
        self._has_given = False

    def read(self, size: int | None = -1, /) -> bytes:
        """At most half of what there is at first, then the point, then the rest."""
        if self._has_given:
            point(self._name)
            return super().read(size)
        self._has_given = True
        half = max(1, len(self.getbuffer()) // 2)
        return super().read(half if size is None or size < 0 else min(size, half))


if _FOLDER:
    _PATH = Path(_FOLDER)

    def point(name: str) -> None:
        """Fail here if a drill asked for it."""
        _meet(_PATH, name)

    def row_points(prefix: str, names: Callable[[], Iterable[object]]) -> None:
        """Meet the point `prefix:NAME` of every name that a drill has armed."""
        asked = {path.name for path in _PATH.glob(f"{prefix}:*") if path.suffix != LANDED}
        if asked:
            for name in names():
                if f"{prefix}:{name}" in asked:
                    point(f"{prefix}:{name}")

    def interrupted(name: str, content: io.BytesIO) -> io.BytesIO:
        """`content`, with a point in the middle of its being read."""
        return _Interrupted(name, content.getvalue())

else:

    def point(name: str) -> None:
        """Nothing: no drill is on."""

    def row_points(prefix: str, names: Callable[[], Iterable[object]]) -> None:
        """Nothing: no drill is on."""

    def interrupted(name: str, content: io.BytesIO) -> io.BytesIO:  # noqa: ARG001
        """`content` itself: no drill is on."""
        return content


def is_on() -> bool:
    """Whether this process can be made to fail."""
    return bool(_FOLDER)


def arm(folder: Path, name: str, action: str) -> None:
    """Ask for a fault: for the drill, in another process than the one that is to fail."""
    disarm(folder, name)
    _write(folder / f".{name}.armed", action, folder / name)


def disarm(folder: Path, name: str) -> None:
    """Take a fault back, and the proof of an earlier one."""
    for path in (folder / name, folder / f"{name}{LANDED}"):
        with suppress(FileNotFoundError):
            path.unlink()


def landed(folder: Path, name: str) -> int | None:
    """The id of the process the fault took, None while it has not landed."""
    try:
        return int((folder / f"{name}{LANDED}").read_text().split()[1])
    except FileNotFoundError:
        return None
