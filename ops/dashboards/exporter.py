"""The Celery exporter, from an environment of its own.

It is danihodovic/celery-exporter, which runs as a container beside an installation. As a package it asks for
an old client of Redis and installs modules called `src`, so it never meets our own environment: the lock,
made with the client of ours, is installed into the cache of whoever asks, once for each lock.
"""

import os
import sys
from pathlib import Path
from typing import Final

from ops.locked_environment import bin_folder
from ops.refusal import Refusal
from ops.root import ROOT

LOCK: Final = ROOT / "ops" / "locks" / "celery-exporter.lock"
_NEWEST_PYTHON: Final = (3, 13)  # the exporter refuses it, and what comes after
_START: Final = "from src.cli import cli; cli(auto_envvar_prefix='CE')"


def command(broker_url: str, host: str, port: int) -> list[str]:
    """How it is started; makes its environment first. Raises `Refusal` where that cannot be."""
    if sys.version_info >= _NEWEST_PYTHON:
        raise Refusal("The Celery exporter runs on Python 3.11 and 3.12 only.", remedy="Use its container.")
    python = str(bin_folder(LOCK, _cache()) / "python")
    return [python, "-c", _START, "--broker-url", broker_url, "--host", host, "--port", str(port)]


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "lotwise"
