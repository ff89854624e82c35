"""The database of this process: one engine, made on first use and so after the fork."""

from functools import lru_cache

from sqlalchemy import Engine

from core.db.backends import step_back_with
from core.db.connect import connect
from core.settings import settings

# One for the step's transactions, one for the heartbeat beside it.
_CONNECTIONS = 2


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine of this process; what PostgreSQL does for it steps back as the process itself does."""
    made = connect(settings().database_url, pool_size=_CONNECTIONS, application_name="lotwise-worker")
    step_back_with(made)
    return made
