"""The Celery exporter, from an environment of its own.

It is danihodovic/celery-exporter, which runs as a container beside an installation. As a package it asks for
an old client of Redis and installs modules called `src`, so it never meets our own environment: the lock,
made with the client of ours, is installed into the cache of whoever asks, once for each lock.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from ops.refusal import Refusal
from ops.root import ROOT

LOCK: Final = ROOT / "ops" / "locks" / "celery-exporter.lock"
_NEWEST_PYTHON: Final = (3, 13)  # the exporter refuses it, and what comes after
_START: Final = "from src.cli import cli; cli(auto_envvar_prefix='CE')"
_INSTALL: Final = (
    "install",
    "-qq",
    "--disable-pip-version-check",
    "--no-input",
    "--require-hashes",
    "--no-deps",
)


def command(broker_url: str, host: str, port: int) -> list[str]:
    """How it is started; makes its environment first. Raises `Refusal` where that cannot be."""
    python = str(_environment() / "bin" / "python")
    return [python, "-c", _START, "--broker-url", broker_url, "--host", host, "--port", str(port)]


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "lotwise"


def _environment() -> Path:
    """The environment for this lock and this Python; two who ask at once make it once."""
    if sys.version_info >= _NEWEST_PYTHON:
        raise Refusal("The Celery exporter runs on Python 3.11 and 3.12 only.", remedy="Use its container.")
    digest = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = _cache() / f"celery-exporter-{digest}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "celery-exporter.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _make(folder)
            (folder / "made").touch()
    return folder


def _make(folder: Path) -> None:
    for arguments in (
        (sys.executable, "-m", "venv", str(folder)),
        (str(folder / "bin" / "python"), "-m", "pip", *_INSTALL, "-r", str(LOCK)),
    ):
        done = subprocess.run(arguments, capture_output=True, text=True)
        if done.returncode:
            last = (done.stderr or done.stdout).strip().splitlines()[-3:]
            raise Refusal("The Celery exporter could not be installed.", remedy="\n".join(last))
