"""Workers: who is there, by heartbeat; a worker's row is what says it lives."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from core.db.schema.protocol_tables import worker
from core.db.schema.tables import chunk
from core.job_states import ChunkState

# Four missed beats of five seconds.
SILENT_AFTER = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRow:
    """A worker as listed."""

    name: str
    host: str
    process_id: int
    processes: int
    version: str
    started_at: datetime
    heartbeat_at: datetime
    is_alive: bool
    is_stopping: bool
    chunks_running: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """A worker as it presents itself.

    `id` is its name and a token of this start, so two workers of one name never take each other for
    themselves. `machine` and `process_started` tell another process on the same machine, and only there,
    whether `process_id` still is this worker; empty where that cannot be told.
    """

    id: str
    name: str
    host: str
    machine: str
    process_id: int
    process_started: str
    processes: int
    version: str


def beat(connection: Connection, present: Presence) -> None:
    """Say that this worker lives."""
    connection.execute(
        insert(worker)
        .values(**asdict(present))
        .on_conflict_do_update(index_elements=[worker.c.id], set_={"heartbeat_at": func.clock_timestamp()})
    )


def neighbours(connection: Connection, machine: str) -> list[tuple[str, int, str]]:
    """The workers of a machine that have not said they are gone: id, process id and its start."""
    if not machine:
        return []
    rows = connection.execute(
        select(worker.c.id, worker.c.process_id, worker.c.process_started).where(
            worker.c.machine == machine, worker.c.process_started != ""
        )
    )
    return [(row.id, row.process_id, row.process_started) for row in rows]


def forget(connection: Connection, worker_id: str) -> int:
    """A worker is known to be dead: its leases end at once; tells how many it had."""
    ended = connection.execute(
        update(chunk)
        .where(chunk.c.state == ChunkState.LEASED, chunk.c.lease_owner == worker_id)
        .values(lease_expires_at=func.clock_timestamp())
    )
    connection.execute(
        update(worker)
        .where(worker.c.id == worker_id)
        .values(process_started="", heartbeat_at=func.clock_timestamp() - literal(SILENT_AFTER))
    )
    return ended.rowcount


def say_stopping(connection: Connection, worker_id: str) -> None:
    """Announce a warm stop: the worker's children hand back what takes long."""
    connection.execute(
        update(worker).where(worker.c.id == worker_id).values(stopping_at=func.clock_timestamp())
    )


def say_gone(connection: Connection, worker_id: str) -> None:
    """A worker that has stopped is not counted as alive any more."""
    connection.execute(
        update(worker)
        .where(worker.c.id == worker_id)
        .values(
            process_started="",
            stopping_at=func.coalesce(worker.c.stopping_at, func.clock_timestamp()),
            heartbeat_at=func.clock_timestamp() - literal(SILENT_AFTER),
        )
    )


def processes_online(connection: Connection) -> int:
    """Processes of living workers that are not stopping."""
    alive = worker.c.heartbeat_at > func.clock_timestamp() - SILENT_AFTER
    processes = connection.scalar(
        select(func.coalesce(func.sum(worker.c.processes), 0)).where(alive, worker.c.stopping_at.is_(None))
    )
    return int(processes or 0)


def free_slots(connection: Connection) -> int:
    """Processes of living workers that hold no chunk."""
    busy = connection.scalar(
        select(func.count()).select_from(chunk).where(chunk.c.state == ChunkState.LEASED)
    )
    return max(0, processes_online(connection) - int(busy or 0))


def list_workers(connection: Connection) -> list[WorkerRow]:
    """Every worker heard of within a day, the living first; of the dead of one name only the last."""
    later = worker.alias("later")
    is_replaced = exists().where(later.c.name == worker.c.name, later.c.started_at > worker.c.started_at)
    alive_now = worker.c.heartbeat_at > func.clock_timestamp() - SILENT_AFTER
    alive = alive_now.label("is_alive")
    running = (
        select(func.count())
        .where(chunk.c.state == ChunkState.LEASED, chunk.c.lease_owner == worker.c.id)
        .scalar_subquery()
        .label("chunks_running")
    )
    rows = connection.execute(
        select(
            worker.c.name,
            worker.c.host,
            worker.c.process_id,
            worker.c.processes,
            worker.c.version,
            worker.c.started_at,
            worker.c.heartbeat_at,
            alive,
            worker.c.stopping_at.is_not(None).label("is_stopping"),
            running,
        )
        .where(
            worker.c.heartbeat_at > func.clock_timestamp() - timedelta(days=1), or_(alive_now, ~is_replaced)
        )
        .order_by(alive.desc(), worker.c.name, worker.c.id)
    )
    return [WorkerRow(**row) for row in rows.mappings()]
