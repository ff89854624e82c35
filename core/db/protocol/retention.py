"""What is kept and for how long: jobs that are deleted leave a stub, their rows go in small steps.

A job that is deleted is hidden at once. `lotwise.clean` then takes its rows away, a short transaction at a
time, so that nobody waits for locks; every step may be done twice, and by two at once.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Connection, and_, delete, exists, func, not_, or_, select, update

from core.db.catalogue.catalogue_retention import (
    drop_changes,
    drop_prints,
    drop_row_history,
    drop_scenario_rows,
    runs_kept,
)
from core.db.protocol.submitting import ended
from core.db.schema.protocol_tables import idempotency_key, job_export, worker
from core.db.schema.tables import chunk, decision, file, file_part, job, job_summary, row_error
from core.ids import JobId, WorkspaceId
from core.job_states import TERMINAL, ChunkKind, ChunkState, JobState

BY_AGE = "retention"
_JOBS_AT_ONCE = 100
# A file that belongs to no job was stored by somebody who went away before asking for one.
_ORPHAN_AGE = timedelta(days=1)
_BUILT_AGE = timedelta(days=7)
_KEY_AGE = timedelta(days=7)
_WORKER_AGE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """A deleted job whose rows are still there."""

    id: UUID
    job_month: date


def purge(connection: Connection, workspace_id: WorkspaceId, job_id: JobId, *, by: str) -> None:
    """Delete a job that has ended: who, when and how it ended stays; twice is harmless.

    Raises `JobNotFound`, `JobNotFinished`.
    """
    ended(connection, workspace_id, job_id)
    _mark(connection, [job_id], by)


def _mark(connection: Connection, job_ids: list[JobId], by: str) -> None:
    connection.execute(
        update(job)
        .where(job.c.id.in_(job_ids), job.c.purged_at.is_(None))
        .values(purged_at=func.clock_timestamp(), purged_by=by, understanding=None)
    )


def purge_old(connection: Connection, age: timedelta) -> int:
    """Delete jobs that ended longer ago, some at a time; tells how many."""
    found = connection.scalars(
        select(job.c.id)
        .where(
            job.c.state.in_(TERMINAL),
            job.c.purged_at.is_(None),
            job.c.finished_at < func.clock_timestamp() - age,
            job.c.id.not_in(runs_kept()),
        )
        .limit(_JOBS_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    _mark(connection, [JobId(one) for one in found], BY_AGE)
    return len(found)


def next_doomed(connection: Connection) -> Doomed | None:
    """A deleted job with rows to take away."""
    row = connection.execute(
        select(job.c.id, job.c.job_month)
        .where(job.c.purged_at.is_not(None), job.c.cleaned_at.is_(None))
        .order_by(job.c.purged_at)
        .limit(1)
    ).one_or_none()
    return None if row is None else Doomed(id=row.id, job_month=row.job_month)


def drop_decisions(connection: Connection, doomed: Doomed, at_most: int) -> int:
    """Take some of its decisions, changes and compared rows away; tells how many, 0 once there are none."""
    of_job = and_(decision.c.job_month == doomed.job_month, decision.c.job_id == doomed.id)
    some = select(decision.c.row_no).where(of_job).order_by(decision.c.row_no).limit(at_most)
    gone = connection.execute(delete(decision).where(of_job, decision.c.row_no.in_(some))).rowcount
    gone += drop_scenario_rows(connection, doomed.id, at_most)
    return gone + drop_changes(connection, doomed.id, at_most)


def drop_rest(connection: Connection, doomed: Doomed) -> None:
    """Take everything else of it away but the stub, and its file where no other job needs it."""
    for table in (row_error, chunk, job_summary):
        connection.execute(delete(table).where(table.c.job_id == doomed.id))
    drop_row_history(connection, doomed.id)
    drop_prints(connection, doomed.id)
    built = connection.scalars(
        delete(job_export).where(job_export.c.job_id == doomed.id).returning(job_export.c.file_id)
    ).all()
    connection.execute(delete(file).where(file.c.id.in_([one for one in built if one is not None])))
    file_id = connection.scalar(
        update(job)
        .where(job.c.id == doomed.id)
        .values(cleaned_at=func.clock_timestamp())
        .returning(job.c.file_id)
    )
    if file_id is None:
        return
    _hold_file(connection, file_id)
    others = exists().where(job.c.file_id == file_id, job.c.purged_at.is_(None))
    if not connection.scalar(select(others)):
        drop_file(connection, file_id)


def _hold_file(connection: Connection, file_id: UUID) -> None:
    """Wait for those who are making a job of the file; who comes later waits for us, and sees what we did.

    Both by the lock that a job's foreign key takes. Who uses the file must be asked after this.
    """
    connection.execute(select(file.c.id).where(file.c.id == file_id).with_for_update())


def drop_file(connection: Connection, file_id: UUID) -> None:
    """Take a file's bytes away; its name stays with the jobs it was for."""
    _hold_file(connection, file_id)
    connection.execute(delete(file_part).where(file_part.c.file_id == file_id))
    connection.execute(update(file).where(file.c.id == file_id).values(purged_at=func.clock_timestamp()))


def old_file(connection: Connection, age: timedelta) -> UUID | None:
    """A file whose jobs have all ended longer ago, held until the end of the transaction."""
    still = exists().where(
        job.c.file_id == file.c.id,
        or_(job.c.finished_at.is_(None), job.c.finished_at > func.clock_timestamp() - age),
    )
    built = exists().where(job_export.c.file_id == file.c.id)
    query = select(file.c.id).where(
        file.c.purged_at.is_(None),
        file.c.created_at < func.clock_timestamp() - age,
        not_(still),
        not_(built),
    )
    found = connection.scalar(query.limit(1))
    if found is None:
        return None
    _hold_file(connection, found)
    return connection.scalar(query.where(file.c.id == found))


def unanswered(connection: Connection, age: timedelta) -> list[tuple[WorkspaceId, JobId]]:
    """Jobs whose questions nobody has answered for so long."""
    rows = connection.execute(
        select(job.c.workspace_id, job.c.id)
        .where(job.c.state == JobState.NEEDS_ANSWER, job.c.created_at < func.clock_timestamp() - age)
        .limit(_JOBS_AT_ONCE)
    )
    return [(WorkspaceId(row.workspace_id), JobId(row.id)) for row in rows]


def drop_orphans(connection: Connection) -> int:
    """Files and parts that belong to nothing; tells how many files."""
    is_used = or_(
        exists().where(job.c.file_id == file.c.id), exists().where(job_export.c.file_id == file.c.id)
    )
    is_old = file.c.created_at < func.clock_timestamp() - _ORPHAN_AGE
    # Not those somebody is making a job of just now; of those held, asked again whether somebody has.
    query = select(file.c.id).where(is_old, not_(is_used)).with_for_update(skip_locked=True)
    held = connection.scalars(query).all()
    return connection.execute(delete(file).where(file.c.id.in_(held), not_(is_used))).rowcount


def drop_stubs(connection: Connection, age: timedelta) -> int:
    """What is left of deleted jobs that ended longer ago; tells how many."""
    old = (
        select(job.c.id)
        .where(job.c.cleaned_at.is_not(None), job.c.finished_at < func.clock_timestamp() - age)
        .limit(_JOBS_AT_ONCE)
    )
    found = connection.scalars(old).all()
    for column in (job.c.retry_of, job.c.amends, job.c.compares_with):
        connection.execute(update(job).where(column.in_(found)).values({column: None}))
    return connection.execute(delete(job).where(job.c.id.in_(found))).rowcount


def drop_built(connection: Connection) -> int:
    """Files built on request some days ago: who wants one again has it built again. Tells how many."""
    old = delete(job_export).where(job_export.c.requested_at < func.clock_timestamp() - _BUILT_AGE)
    gone = connection.execute(old.returning(job_export.c.job_id, job_export.c.file_id)).all()
    connection.execute(
        delete(chunk).where(
            chunk.c.job_id.in_([one.job_id for one in gone]),
            chunk.c.kind == ChunkKind.EXPORT,
            chunk.c.state != ChunkState.LEASED,
        )
    )
    found = [one.file_id for one in gone if one.file_id is not None]
    connection.execute(delete(file).where(file.c.id.in_(found)))
    return len(gone)


def drop_small_things(connection: Connection) -> None:
    """Keys of requests nobody repeats any more, and workers not heard of for a week."""
    now = func.clock_timestamp()
    connection.execute(delete(idempotency_key).where(idempotency_key.c.created_at < now - _KEY_AGE))
    connection.execute(delete(worker).where(worker.c.heartbeat_at < now - _WORKER_AGE))
