"""Environments of their own for programs that must not meet ours, each installed from a lock of its own.

Locks are in `ops/locks`; its README says how they are made.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from ops.refusal import Refusal

_INSTALL: Final = (
    "install",
    "-qq",
    "--disable-pip-version-check",
    "--no-input",
    "--require-hashes",
    "--no-deps",
)
_LAST_LINES: Final = 3  # of pip's words, where it fails


def bin_folder(lock: Path, cache: Path) -> Path:
    """Where the programs of `lock` are for this Python; made below `cache` where they are not yet.

    Two who ask at once make it once. Raises `Refusal` where it cannot be made.
    """
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = cache / f"{lock.stem}-{digest}"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / f"{lock.stem}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _make(folder, lock)
            (folder / "made").touch()
    return folder / "bin"


def _make(folder: Path, lock: Path) -> None:
    for arguments in (
        (sys.executable, "-m", "venv", str(folder)),
        (str(folder / "bin" / "python"), "-m", "pip", *_INSTALL, "-r", str(lock)),
    ):
        done = subprocess.run(arguments, capture_output=True, text=True)
        if done.returncode:
            last = (done.stderr or done.stdout).strip().splitlines()[-_LAST_LINES:]
            raise Refusal(f"{lock.name} could not be installed.", remedy="\n".join(last))
