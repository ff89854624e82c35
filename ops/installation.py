"""The database of this installation for a command that keeps records, and who gives it."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from core.db.connect import connect, transaction
from core.db.record.admin_actions import Actor
from core.ids import WorkspaceId


@contextmanager
def opened(database_url: str) -> Iterator[Connection]:
    """One transaction on it, as its owner."""
    engine = connect(database_url, pool_size=0)
    try:
        with transaction(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def whoever(workspace_id: WorkspaceId) -> Actor:
    """The account at the command line; a container's may have no name."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError):
        account = str(os.getuid())
    return Actor(workspace_id=workspace_id, label=f"cli:{account}")
