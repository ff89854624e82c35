"""Why a job is not being worked on just now: found out when it is asked, never kept and so never stale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, func, select

from core.db.protocol.claims import LARGE_FILE_BYTES, LARGE_RUN_ITEMS, is_large
from core.db.protocol.job_rows import Job
from core.db.protocol.workers import processes_online
from core.db.schema.tables import chunk, file, job
from core.job_states import RUNNABLE, ChunkKind, ChunkState, JobState

_NOBODY = "waiting: no worker online"
_MOST_ERROR_TEXT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """Who waits for what: places of queued jobs, what chunks of running ones do, how many could work."""

    places: Mapping[UUID, int]
    chunks: Mapping[UUID, Row[Any]]
    processes: int
    is_long_busy: bool


def explained(connection: Connection, jobs: Sequence[Job]) -> list[Job]:
    """The jobs with a `status_reason` that says what those wait for that nobody works on."""
    running = [found.id for found in jobs if found.state in RUNNABLE]
    if not running:
        return list(jobs)
    is_queued = any(found.state is JobState.QUEUED for found in jobs)
    line = _Line(
        places=_places(connection) if is_queued else {},
        chunks=_chunks(connection, running),
        processes=processes_online(connection),
        is_long_busy=_is_long_busy(connection) if is_queued else False,
    )
    return [_explained(found, line) if found.state in RUNNABLE else found for found in jobs]


def _explained(found: Job, line: _Line) -> Job:
    chunks = line.chunks.get(found.id)
    if chunks is None or chunks.leased:
        return found
    reason = _reason(found, line, chunks)
    # Nobody can tell when what nobody works on, or what has failed and rests, will be done.
    is_resting = chunks.rests_seconds is not None and chunks.rests_seconds > 0
    left = found.progress.eta_seconds if line.processes and not is_resting else None
    return replace(found, status_reason=reason, progress=replace(found.progress, eta_seconds=left))


def _reason(found: Job, line: _Line, chunks: Row[Any]) -> str:
    if not line.processes:
        return _NOBODY
    if chunks.rests_seconds is not None and chunks.rests_seconds > 0:
        error = (chunks.error or "an error")[:_MOST_ERROR_TEXT]
        return f"trying again in {ceil(chunks.rests_seconds)} s after: {error}"
    place = line.places.get(found.id)
    if place is None:
        return f"{found.status_reason}; waiting for a free worker"
    if place == 1 and line.is_long_busy and _is_large(found):
        return "waiting: another large sheet is being read"
    return f"waiting: {ordinal(place)} in line"


def _is_large(found: Job) -> bool:
    if found.file is None:
        return (found.progress.rows_total or 0) > LARGE_RUN_ITEMS
    return found.file.size > LARGE_FILE_BYTES


def ordinal(place: int) -> str:
    """The place in words.

    >>> [ordinal(place) for place in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '102nd', '111th']
    """
    is_teen = place % 100 in (11, 12, 13)
    return f"{place}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(place % 10, 'th')}"


def _places(connection: Connection) -> dict[UUID, int]:
    """The place of each queued job: workspaces take turns, and within one the oldest goes first."""
    turn = func.row_number().over(partition_by=job.c.workspace_id, order_by=(job.c.created_at, job.c.id))
    turns = (
        select(job.c.id, job.c.created_at, turn.label("turn"))
        .where(job.c.state == JobState.QUEUED)
        .subquery()
    )
    place = func.row_number().over(order_by=(turns.c.turn, turns.c.created_at, turns.c.id))
    return {row.id: row.place for row in connection.execute(select(turns.c.id, place.label("place")))}


def _chunks(connection: Connection, job_ids: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    """By job: how many chunks are worked on, and how long those that wait have to rest at least."""
    is_leased = and_(chunk.c.state == ChunkState.LEASED, chunk.c.lease_expires_at > func.clock_timestamp())
    is_pending = and_(chunk.c.state == ChunkState.PENDING, chunk.c.kind != ChunkKind.FINISH)
    rests = func.extract("epoch", func.min(chunk.c.not_before).filter(is_pending) - func.clock_timestamp())
    rows = connection.execute(
        select(
            chunk.c.job_id,
            func.count().filter(is_leased).label("leased"),
            rests.label("rests_seconds"),
            func.max(chunk.c.error).filter(is_pending).label("error"),
        )
        .where(chunk.c.job_id.in_(job_ids), chunk.c.state.in_([ChunkState.LEASED, ChunkState.PENDING]))
        .group_by(chunk.c.job_id)
    )
    return {row.job_id: row for row in rows}


def _is_long_busy(connection: Connection) -> bool:
    """Whether a large file is being read somewhere."""
    found = (
        select(chunk.c.id)
        .join(job, job.c.id == chunk.c.job_id)
        .outerjoin(file, file.c.id == job.c.file_id)
        .where(
            chunk.c.state == ChunkState.LEASED,
            chunk.c.kind == ChunkKind.READ,
            is_large(LARGE_FILE_BYTES),
        )
        .limit(1)
    )
    return connection.scalar(found) is not None
