"""The `LOTWISE_*` variables the processes we start are given."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from core.settings import DEVELOPMENT_PEPPER, Settings, settings
from ops.embedded.servers import Servers
from ops.root import ROOT


def prepare() -> None:
    """Put the data directory beside the code unless the operator named another, whatever folder we are in."""
    data_dir = os.environ.get("LOTWISE_DATA_DIR", "") or str(ROOT / ".lotwise")
    os.environ["LOTWISE_DATA_DIR"] = str(Path(data_dir).absolute())


def pepper(remembered: str, chosen: Settings) -> str:
    """The operator's pepper, else this installation's own; production must have been given one."""
    given = chosen.key_pepper.get_secret_value()
    return given if given != DEVELOPMENT_PEPPER else remembered


def inbox_dir(data_dir: Path) -> Path:
    """Where files are dropped: the operator's folder, else one in the data directory."""
    chosen = settings().inbox_dir
    return Path(chosen).absolute() if chosen else data_dir / "inbox"


def for_children(servers: Servers, changes: Mapping[str, object]) -> dict[str, str]:
    """Our own environment with the servers' addresses, and `changes` to settings by their field names."""
    values = {
        "database_url": servers.database_url,
        "redis_url": servers.redis_url,
        "key_pepper": pepper(servers.key_pepper, settings()),
        **changes,
    }
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        **{f"LOTWISE_{name.upper()}": str(value) for name, value in values.items()},
    }
