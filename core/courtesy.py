"""Stepping back: what works in the background lets those be served first whom people wait for.

On Linux with automatic task groups (sched(7), "The autogroup feature") a process's nice value counts only
inside its session, so that of the session's group is set as well; where there are none, the nice value alone
counts. Everything here is a courtesy: where the system forbids it, things go on as they were.
"""

import os
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

NICENESS: Final = 10
# Whoever has no special rights may set a group's value ten times a second, on the whole machine.
_TRIES: Final = 10
_PAUSE_SECONDS: Final = 0.12


def step_back() -> None:
    """Lower the priority of this process, and that of its session if nobody else's work is in it."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    follow()


def follow() -> None:
    """Give the session of this process the nice value the process was started with.

    For a process in a session of its own, or in that of its parent (as the processes of a pool are): a
    terminal's session has other programs in it.
    """
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    if niceness and os.getsid(0) in (os.getpid(), os.getppid()):
        _set_group(os.getpid(), niceness)


def ask_back(pid: int, connected: socket.socket) -> bool:
    """Ask the backend of PostgreSQL at the other end of `connected` to step back; whether it did.

    Only one on this machine which may be asked: same user, or asked by root. `pid` is what the server calls
    it, perhaps of another machine or container: it is this one only if its title names our end of the line.
    """
    if connected.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    host, port = connected.getsockname()[:2]
    with suppress(OSError):
        title = Path(f"/proc/{pid}/cmdline").read_bytes()
        if not title.startswith(b"postgres: ") or f" {host}({port}) ".encode() not in title:
            return False
        os.setpriority(os.PRIO_PROCESS, pid, NICENESS)
        if os.getsid(pid) == pid:
            _set_group(pid, NICENESS)
        return True
    return False


def _set_group(pid: int, niceness: int) -> None:
    for _ in range(_TRIES):
        try:
            Path(f"/proc/{pid}/autogroup").write_text(str(niceness))
        except BlockingIOError:
            time.sleep(_PAUSE_SECONDS)
        except OSError:
            return  # no such groups on this system, or not ours to set
        else:
            return
