"""One child process: started so that it dies with us, stopped by a signal that lets it finish."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from ops.embedded.account import Account

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


def _dies_with_us(signal_number: int) -> Callable[[], None]:
    # The kernel forgets this setting when the user changes, so it is made after that, just before exec.
    # It fires when the *thread* that started the child ends: start children from the main thread.
    parent = os.getpid()

    def prepare() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
            if os.getppid() != parent:  # the parent died between fork and here
                os._exit(1)

    return prepare


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    stop_signal: signal.Signals,
    output: IO[bytes] | int,
    account: Account | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own: Ctrl-C reaches us alone, and we stop children in order."""
    return subprocess.Popen(
        command,
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        preexec_fn=_dies_with_us(stop_signal),  # noqa: PLW1509 - one prctl call, prepared beforehand
    )


def stop(process: subprocess.Popen[bytes], signal_number: signal.Signals, *, patience: float) -> bool:
    """Signal, wait `patience` seconds, then kill its process group; True when it went by itself."""
    if process.poll() is None:
        process.send_signal(signal_number)
    try:
        process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        kill_group(process)
        return False
    return True


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End the process and everything it started, at once."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
