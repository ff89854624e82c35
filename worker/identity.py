"""Who this worker is: a name that stays, a token of this start, and what tells that its process lives."""

import os
import platform
import secrets
from pathlib import Path

from core.db.protocol.workers import Presence
from core.inventory.version import ENGINE_VERSION

# Made in Celery's parent, when it imports this, and inherited by its children through the fork.
_TOKEN = secrets.token_hex(4)
_STARTED_FIELD = 21  # of /proc/PID/stat, counted from 0: when the process started


def worker_id(name: str) -> str:
    """The owner of this worker's leases: `lotwise-1@host/4f2a91cc`."""
    return f"{name}/{_TOKEN}"


def presence(name: str, processes: int) -> Presence:
    """How this worker presents itself; to be called in Celery's parent."""
    process_id = os.getpid()
    return Presence(
        id=worker_id(name),
        name=name,
        host=platform.node(),
        machine=machine(),
        process_id=process_id,
        process_started=started(process_id),
        processes=processes,
        version=ENGINE_VERSION,
    )


def machine() -> str:
    """The boot of this machine and the room of process ids in it; empty where that cannot be told.

    Two containers may have the same name and both a process 1: they differ in the second part.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        room = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        return ""
    return f"{boot}:{room}"


def started(process_id: int) -> str:
    """When the process started, as the system counts; empty where there is no such process or no telling."""
    try:
        text = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The second field is the program's name in brackets and may hold anything.
    fields = text.rpartition(")")[2].split()
    if fields[0] in "ZX":
        return ""  # ended, and its parent has not noticed yet
    return fields[_STARTED_FIELD - 2]
