"""Where the embedded servers keep their data.

Normally below the data directory. As root the servers run under another account, which must be able to walk
there; where it cannot (a checkout in /root), the data lies under /var/lib/lotwise, one folder per data dir.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ops.embedded.account import Account

SYSTEM_DATA = Path("/var/lib/lotwise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders and files of one installation."""

    data_dir: Path  # logs, secrets and the lock: ours alone
    servers_dir: Path  # what the servers write: theirs

    @property
    def postgresql(self) -> Path:
        """PostgreSQL's data directory."""
        return self.servers_dir / "postgresql"

    @property
    def valkey(self) -> Path:
        """Valkey's data directory."""
        return self.servers_dir / "valkey"

    @property
    def programs(self) -> Path:
        """Copies of binaries the servers' account could not reach where they are installed."""
        return self.servers_dir / "programs"

    @property
    def logs(self) -> Path:
        """Logs of every process."""
        return self.data_dir / "logs"

    @property
    def secrets(self) -> Path:
        """Passwords, ports and the pepper of this installation, mode 0600."""
        return self.data_dir / "secrets.json"

    @property
    def lock(self) -> Path:
        """Held by the process that runs the servers."""
        return self.data_dir / "lock"


def places(data_dir: Path, account: Account | None) -> Places:
    """Choose and make the folders for `data_dir`; nothing existing is moved or emptied."""
    data_dir = data_dir.absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    servers_dir = data_dir
    if account is not None and not account.may_enter(data_dir):
        name = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]
        servers_dir = SYSTEM_DATA / name
        servers_dir.mkdir(parents=True, exist_ok=True)
    found = Places(data_dir=data_dir, servers_dir=servers_dir)
    found.logs.mkdir(exist_ok=True)
    return found
