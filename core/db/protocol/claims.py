"""Claiming: which chunk a free worker takes next.

A message in the queue means only "there is work"; what the work is, PostgreSQL decides here, in turn and
fairly: the workspace with the fewest running chunks and served longest ago, then its job likewise. What takes
long without a break (reading a large file, building a workbook) is done once at a time on a host, so that
small work always finds a free process where there are two.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union,
    update,
)

from core.db.protocol.leases import Lease
from core.db.schema.tables import chunk, file, job
from core.ids import ChunkId, JobId, WorkspaceId
from core.job_states import RUNNABLE, ChunkKind, ChunkState

# How many jobs a claim looks at before it says there is nothing; more would only be needed when all of these
# were taken between the look and the claim.
_CANDIDATE_JOBS = 10
# Reading so much takes about a second; more is long.
LARGE_FILE_BYTES = 4 * 2**20
LARGE_RUN_ITEMS = 100_000
_LONG_LOCK = 7_051_973
_LEASED_COLUMNS = (
    "id",
    "job_id",
    "workspace_id",
    "ordinal",
    "kind",
    "attempt",
    "lease_token",
    "first_row",
    "last_row",
    "rows",
)


def _is_ready() -> ColumnElement[bool]:
    """A chunk that may be claimed now; a finish only when nothing of its job is left to do."""
    other = chunk.alias("other")
    unfinished = exists().where(
        other.c.job_id == chunk.c.job_id,
        other.c.kind != ChunkKind.FINISH,
        other.c.state.in_([ChunkState.PENDING, ChunkState.LEASED]),
    )
    return and_(
        chunk.c.state == ChunkState.PENDING,
        chunk.c.not_before <= func.clock_timestamp(),
        or_(chunk.c.kind != ChunkKind.FINISH, ~unfinished),
        # What is built is built of jobs that have ended.
        or_(job.c.state.in_(RUNNABLE), chunk.c.kind == ChunkKind.EXPORT),
    )


def ready_count(connection: Connection, *, at_most: int) -> int:
    """How many chunks could be claimed now, counted up to `at_most`."""
    found = (
        select(chunk.c.id)
        .join(job, job.c.id == chunk.c.job_id)
        .where(job.c.id.in_(_active()), _is_ready())
        .limit(at_most)
        .subquery()
    )
    return connection.scalar(select(func.count()).select_from(found)) or 0


def _active() -> Any:  # noqa: ANN401 - a union has no type of its own
    """Jobs that may have chunks to claim."""
    return union(
        select(job.c.id).where(job.c.state.in_(RUNNABLE)),
        select(chunk.c.job_id).where(chunk.c.kind == ChunkKind.EXPORT, chunk.c.state == ChunkState.PENDING),
    )


def _is_long(large_bytes: int) -> ColumnElement[bool]:
    """A chunk, beside its job and file, that keeps a process busy for long."""
    return or_(chunk.c.kind == ChunkKind.EXPORT, and_(chunk.c.kind == ChunkKind.READ, is_large(large_bytes)))


def is_large(large_bytes: int) -> ColumnElement[bool]:
    """A job, beside its file, whose reading takes long: a large file's, or a large catalogue's."""
    return or_(file.c.size > large_bytes, and_(job.c.file_id.is_(None), job.c.rows_total > LARGE_RUN_ITEMS))


def host_of(owner: str) -> str:
    """The host in a worker's name, `lotwise-1@host/4f2a`.

    >>> host_of("lotwise-1@host/4f2a"), host_of("test")
    ('host', '')
    """
    return owner.partition("@")[2].partition("/")[0]


def _long_ones(connection: Connection, owner: str, large_bytes: int) -> int:
    """How many long chunks are worked on on the host of this worker."""
    host = func.split_part(func.split_part(chunk.c.lease_owner, "@", 2), "/", 1)
    found = (
        select(func.count())
        .select_from(chunk)
        .join(job, job.c.id == chunk.c.job_id)
        .outerjoin(file, file.c.id == job.c.file_id)
        .where(chunk.c.state == ChunkState.LEASED, host == host_of(owner), _is_long(large_bytes))
    )
    return connection.scalar(found) or 0


def _candidates(connection: Connection, may_be_taken: ColumnElement[bool]) -> list[UUID]:
    """Jobs with something to do, in turn: fewest running chunks first, then served longest ago."""
    leased = (
        select(chunk.c.workspace_id, chunk.c.job_id).where(chunk.c.state == ChunkState.LEASED).cte("leased")
    )
    of_workspace = select(func.count()).where(leased.c.workspace_id == job.c.workspace_id).scalar_subquery()
    of_job = select(func.count()).where(leased.c.job_id == job.c.id).scalar_subquery()
    served = chunk.alias("served")
    last = select(func.max(served.c.started_at))
    workspace_served = last.where(served.c.workspace_id == job.c.workspace_id).scalar_subquery()
    job_served = last.where(served.c.job_id == job.c.id).scalar_subquery()
    some = (
        select(chunk.c.id)
        .where(chunk.c.job_id == job.c.id, may_be_taken)
        .limit(1)
        .correlate(job, file)
        .lateral()
    )
    return list(
        connection.scalars(
            select(job.c.id)
            .outerjoin(file, file.c.id == job.c.file_id)
            .join(some, true())
            .where(job.c.id.in_(_active()))
            .order_by(
                of_workspace,
                workspace_served.asc().nulls_first(),
                of_job,
                job_served.asc().nulls_first(),
                job.c.created_at,
            )
            .limit(_CANDIDATE_JOBS)
        )
    )


def claim(
    connection: Connection, owner: str, lease: timedelta, *, large_bytes: int = LARGE_FILE_BYTES
) -> Lease | None:
    """Take one chunk that is ready; None when there is none.

    `owner` is the worker as `name@host/token`; files larger than `large_bytes` are read one at a time on a
    host.
    """
    with_long = _long_ones(connection, owner, large_bytes) == 0
    may_be_taken = and_(_is_ready(), or_(literal(with_long), ~_is_long(large_bytes)))
    for job_id in _candidates(connection, may_be_taken):
        facts = connection.execute(
            select(
                job.c.job_month,
                job.c.options,
                job.c.kind,
                job.c.compares_with,
                func.coalesce(is_large(large_bytes), false()).label("is_large"),
            )
            .outerjoin(file, file.c.id == job.c.file_id)
            .where(job.c.id == job_id)
        ).one()
        with connection.begin_nested() as point:
            row = _take(connection, job_id, owner, lease, may_be_taken)
            if row is None:
                continue
            is_long = row.kind == ChunkKind.EXPORT or (row.kind == ChunkKind.READ and facts.is_large)
            if is_long and not _is_the_only_long_one(connection, owner, large_bytes):
                point.rollback()
                continue
        return Lease(
            chunk_id=ChunkId(row.id),
            job_id=JobId(row.job_id),
            workspace_id=WorkspaceId(row.workspace_id),
            ordinal=row.ordinal,
            kind=ChunkKind(row.kind),
            attempt=row.attempt,
            token=row.lease_token,
            first_row=row.first_row,
            last_row=row.last_row,
            rows=row.rows,
            job_month=facts.job_month,
            options=facts.options,
            job_kind=facts.kind,
            compares_with=facts.compares_with,
        )
    return None


def _is_the_only_long_one(connection: Connection, owner: str, large_bytes: int) -> bool:
    """Whether, of all that claim at once on this host, this one goes first; asked with the chunk taken."""
    lock = func.pg_advisory_xact_lock(_LONG_LOCK, func.hashtext(host_of(owner)))
    connection.execute(select(lock))
    return _long_ones(connection, owner, large_bytes) == 1


def _take(
    connection: Connection, job_id: UUID, owner: str, lease: timedelta, may_be_taken: ColumnElement[bool]
) -> Row[Any] | None:
    """The first chunk of the job that may be taken and that nobody else is taking."""
    free = (
        select(chunk.c.id)
        .join(job, job.c.id == chunk.c.job_id)
        .outerjoin(file, file.c.id == job.c.file_id)
        .where(chunk.c.job_id == job_id, may_be_taken)
        .order_by(chunk.c.ordinal)
        .limit(1)
        .with_for_update(skip_locked=True, of=chunk)
        .scalar_subquery()
    )
    return connection.execute(
        update(chunk)
        .where(chunk.c.id == free)
        .values(
            state=ChunkState.LEASED,
            lease_token=uuid4(),
            lease_owner=owner,
            lease_expires_at=func.clock_timestamp() + lease,
            attempt=chunk.c.attempt + 1,
            started_at=func.clock_timestamp(),
        )
        .returning(*(chunk.c[name] for name in _LEASED_COLUMNS))
    ).one_or_none()
