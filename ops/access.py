"""A database for one short command: the configured one, the one that runs, or one started for it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from core.settings import settings
from ops.embedded import servers
from ops.embedded.account import server_account
from ops.embedded.lock import AlreadyRunning
from ops.embedded.memory import Memory
from ops.embedded.places import places
from ops.embedded.postgres import remembered_url
from ops.refusal import Refusal
from ops.running.environment import pepper
from ops.schema import upgrade, versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a command needs to work on the database."""

    database_url: str
    key_pepper: str


@contextmanager
def database(*, migrated: bool = True) -> Iterator[Access]:
    """Access to the database of this installation; an embedded server is started where none runs.

    With `migrated` an embedded database is brought to the newest schema first; a configured one is never
    changed unasked, so one without any schema is refused.
    """
    chosen = settings()
    found = places(chosen.data_dir, server_account())
    if chosen.database_url:
        if migrated and versions(chosen.database_url)[0] is None:
            raise Refusal("The database has no tables yet.", remedy="Make them with: ./lotwise migrate")
        memory = Memory.load(found.secrets)
        yield Access(database_url=chosen.database_url, key_pepper=pepper(memory.key_pepper, chosen))
        return
    with ExitStack() as stack:
        try:
            running = stack.enter_context(
                servers.run(chosen.data_dir, redis_url="not needed", postgres_bin=chosen.postgres_bin)
            )
            url, remembered = running.database_url, running.key_pepper
        except AlreadyRunning:
            memory = Memory.load(found.secrets)
            url, remembered = remembered_url(memory), memory.key_pepper
        if migrated:
            upgrade(url)
        yield Access(database_url=url, key_pepper=pepper(remembered, chosen))
