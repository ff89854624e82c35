"""The database of this process: one engine, made on first use and so after the fork."""

from functools import lru_cache

from sqlalchemy import Engine

from core.db.connect import connect
from core.settings import settings

# One for the step's transactions, one for the heartbeat beside it.
_CONNECTIONS = 2


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine of this process."""
    return connect(settings().database_url, pool_size=_CONNECTIONS, application_name="lotwise-worker")
