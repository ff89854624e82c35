"""Workers: who is there, by heartbeat; a worker's row is what says it lives."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from core.db.tables import chunk, worker
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


def beat(
    connection: Connection, *, name: str, host: str, process_id: int, processes: int, version: str
) -> None:
    """Say that this worker lives; a new process under an old name starts afresh."""
    facts: dict[str, Any] = {
        "host": host,
        "process_id": process_id,
        "processes": processes,
        "version": version,
    }
    written = insert(worker).values(name=name, **facts)
    is_same = worker.c.process_id == written.excluded.process_id
    connection.execute(
        written.on_conflict_do_update(
            index_elements=[worker.c.name],
            set_={
                **facts,
                "heartbeat_at": func.clock_timestamp(),
                "started_at": case((is_same, worker.c.started_at), else_=func.clock_timestamp()),
                "stopping_at": case((is_same, worker.c.stopping_at), else_=None),
            },
        )
    )


def say_stopping(connection: Connection, name: str) -> None:
    """Announce a warm stop: the worker's children hand back what takes long."""
    connection.execute(update(worker).where(worker.c.name == name).values(stopping_at=func.clock_timestamp()))


def say_gone(connection: Connection, name: str) -> None:
    """A worker that has stopped is not counted as alive any more."""
    connection.execute(
        update(worker)
        .where(worker.c.name == name)
        .values(
            stopping_at=func.coalesce(worker.c.stopping_at, func.clock_timestamp()),
            heartbeat_at=func.clock_timestamp() - literal(SILENT_AFTER),
        )
    )


def free_slots(connection: Connection) -> int:
    """Processes of living workers that hold no chunk."""
    alive = worker.c.heartbeat_at > func.clock_timestamp() - SILENT_AFTER
    processes = connection.scalar(
        select(func.coalesce(func.sum(worker.c.processes), 0)).where(alive, worker.c.stopping_at.is_(None))
    )
    busy = connection.scalar(
        select(func.count()).select_from(chunk).where(chunk.c.state == ChunkState.LEASED)
    )
    return max(0, int(processes or 0) - int(busy or 0))


def list_workers(connection: Connection) -> list[WorkerRow]:
    """Every worker heard of within a day, the living first."""
    alive = (worker.c.heartbeat_at > func.clock_timestamp() - SILENT_AFTER).label("is_alive")
    running = (
        select(func.count())
        .where(chunk.c.state == ChunkState.LEASED, chunk.c.lease_owner == worker.c.name)
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
        .where(worker.c.heartbeat_at > func.clock_timestamp() - timedelta(days=1))
        .order_by(alive.desc(), worker.c.name)
    )
    return [WorkerRow(**row) for row in rows.mappings()]
