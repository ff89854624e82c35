"""Servers of an earlier run that still live: found by the folder they work in, and stopped properly."""

import contextlib
import signal
from pathlib import Path

import psutil

PATIENCE_SECONDS = 60.0  # a fast shutdown writes a checkpoint first


def living_in(directory: Path) -> list[psutil.Process]:
    """Processes whose working directory is `directory`; both servers change into their data directory."""
    wanted = str(directory.resolve())
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == wanted and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied, OSError):
            continue
    return found


def stop_orphans(directory: Path, program: str, signal_number: signal.Signals) -> list[int]:
    """Stop what an earlier run left working in `directory`; returns the ids of the processes.

    Only processes named like `program` are touched; call it holding the lock of the data directory.
    """
    orphans = [process for process in living_in(directory) if _is_called(process, program)]
    ids = {process.pid for process in orphans}
    # Only the heads of the family are told; PostgreSQL's own children follow their postmaster, and some of
    # them come and go by themselves.
    for process in orphans:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.ppid() not in ids:
                process.send_signal(signal_number)
    _, alive = psutil.wait_procs(orphans, timeout=PATIENCE_SECONDS)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()  # both servers recover from this at the next start
    psutil.wait_procs(alive, timeout=PATIENCE_SECONDS)
    return sorted(ids)


def _is_called(process: psutil.Process, program: str) -> bool:
    try:
        return program in process.name()
    except psutil.NoSuchProcess:
        return False
