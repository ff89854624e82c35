"""The unprivileged account the servers run under when we are root.

PostgreSQL refuses to run as root, and a server reachable by TCP has no business being root anyway.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED_USER = "nobody"  # there on every Unix; nothing has to be created on the machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user to run as; `None` in its place means: as we are."""

    uid: int
    gid: int

    def may_enter(self, directory: Path) -> bool:
        """Whether every folder down to `directory` lets this account pass."""
        return all(self._passes(folder.stat()) for folder in (directory, *directory.parents))

    def _passes(self, status: os.stat_result) -> bool:
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)

    def own(self, path: Path) -> None:
        """Give `path` to this account."""
        os.chown(path, self.uid, self.gid)


def server_account() -> Account | None:
    """Whom the servers run as: ourselves (None), or as root an unprivileged account."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam(UNPRIVILEGED_USER)
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)
