"""The servers Lotwise needs: those that are configured, and embedded ones for the rest."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ops.embedded import postgres as postgresql
from ops.embedded import valkey as redis_compatible
from ops.embedded.account import Account, server_account
from ops.embedded.copies import reachable
from ops.embedded.kept import Kept
from ops.embedded.lock import hold
from ops.embedded.memory import Memory
from ops.embedded.places import Places, places
from ops.embedded.ports import free_port
from ops.embedded.programs import postgres_programs, valkey_programs

DURABLE = postgresql.SETTINGS
THROWAWAY = {**DURABLE, "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Where PostgreSQL and Redis are; an embedded one is there as an object too."""

    database_url: str
    redis_url: str
    key_pepper: str
    places: Places
    postgres: postgresql.Postgres | None = None
    valkey: redis_compatible.Valkey | None = None
    kept: tuple[Kept, ...] = ()

    def revive(self) -> list[str]:
        """Start embedded servers again that have died; what was done, in words."""
        return [words for server in self.kept if (words := server.revive())]

    def words(self) -> list[str]:
        """One line per embedded server, for people."""
        lines = []
        if self.postgres:
            program = self.postgres.program
            where = f"port {self.postgres.port}, data in {self.places.postgresql}"
            lines.append(f"PostgreSQL {program.major} ({program.origin}), {where}")
        if self.valkey:
            program = self.valkey.program
            name = program.path.name.split("-")[0].title()
            where = f"port {self.valkey.port}, data in {self.places.valkey}"
            lines.append(f"{name} {program.major} ({program.origin}), {where}")
        return lines


@contextmanager
def run(
    data_dir: Path,
    *,
    database_url: str = "",
    redis_url: str = "",
    postgres_bin: str = "",
    throwaway: bool = False,
) -> Iterator[Servers]:
    """Run what has no URL, while inside; stopped in reverse order on leaving.

    Holds the lock of `data_dir` meanwhile: raises `AlreadyRunning` where another process does.
    With `throwaway` nothing is forced to disk (tests).
    """
    account = server_account()
    found = places(data_dir, account)
    with ExitStack() as stack:
        stack.enter_context(hold(found.lock))
        memory = Memory.load(found.secrets)
        database = queue = None
        kept: list[Kept] = []
        if not database_url:
            start = _postgres(found, account, memory, postgres_bin, throwaway=throwaway)
            database = start()
            kept.append(Kept("PostgreSQL", start, database))
            stack.callback(kept[-1].stop)
        if not redis_url:
            start_queue = _valkey(found, account, memory)
            queue = start_queue()
            kept.append(Kept("Valkey", start_queue, queue))
            stack.callback(kept[-1].stop)
        memory = memory.with_ports(
            postgres=database.port if database else memory.postgres_port,
            redis=queue.port if queue else memory.redis_port,
        )
        memory.save(found.secrets)
        yield Servers(
            database_url=database.url() if database else database_url,
            redis_url=queue.url() if queue else redis_url,
            key_pepper=memory.key_pepper,
            places=found,
            postgres=database,
            valkey=queue,
            kept=tuple(kept),
        )


def _postgres(
    found: Places, account: Account | None, memory: Memory, named_folder: str, *, throwaway: bool
) -> Callable[[], postgresql.Postgres]:
    chosen = postgresql.choose(postgres_programs(named_folder), found.postgresql)
    return partial(
        postgresql.run,
        reachable(chosen, "postgres", account, found.programs),
        found.postgresql,
        port=free_port(memory.postgres_port),
        memory=memory,
        account=account,
        log=found.logs / "postgresql.log",
        settings=THROWAWAY if throwaway else DURABLE,
    )


def _valkey(found: Places, account: Account | None, memory: Memory) -> Callable[[], redis_compatible.Valkey]:
    return partial(
        redis_compatible.run,
        reachable(redis_compatible.choose(valkey_programs()), "", account, found.programs),
        found.valkey,
        port=free_port(memory.redis_port),
        memory=memory,
        account=account,
        log=found.logs / "valkey.log",
    )
