"""The servers Lotwise needs: those that are configured, and embedded ones for the rest."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.embedded import postgres as postgresql
from ops.embedded import valkey as redis_compatible
from ops.embedded.account import server_account
from ops.embedded.copies import reachable
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
        if not database_url:
            chosen = postgresql.choose(postgres_programs(postgres_bin), found.postgresql)
            database = postgresql.run(
                reachable(chosen, "postgres", account, found.programs),
                found.postgresql,
                port=free_port(memory.postgres_port),
                memory=memory,
                account=account,
                log=found.logs / "postgresql.log",
                settings=THROWAWAY if throwaway else DURABLE,
            )
            stack.callback(database.stop)
        if not redis_url:
            queue = redis_compatible.run(
                reachable(redis_compatible.choose(valkey_programs()), "", account, found.programs),
                found.valkey,
                port=free_port(memory.redis_port),
                memory=memory,
                account=account,
                log=found.logs / "valkey.log",
            )
            stack.callback(queue.stop)
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
        )
