"""A job that mends another's sheet: what it does not mend is carried over, so that it answers for both.

Rows belong together by SKU and location. The mended rows come first; those carried over follow, numbered
behind them, with the errors that are left. Ranks (ABC, XYZ) and doubts about usual values stay as each sheet
gave them: they are made when a sheet is read, and the mended one is read alone.
"""

from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from core.db.protocol.jobs import Job, get_kept
from core.db.protocol.leases import Lease, lock
from core.db.schema.tables import chunk, decision, job, row_error
from core.errors import AmendedJobGone, NotFound
from core.ids import JobId
from core.job_states import ChunkKind, ChunkState
from core.sheets.understanding import IMPORTER_VERSION

_ROWS_AT_ONCE = 20_000
_OURS = ("job_month", "job_id", "row_no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """What is carried where: from `base`, behind the row `own_rows` of this job's own."""

    base: Job
    own_rows: int
    ordinal: int


def begin(connection: Connection, held: Lease, base: Job) -> Carrying:
    """Start afresh, whatever an earlier attempt carried; raises `LeaseLost`."""
    lock(connection, held)
    own = select(func.coalesce(func.max(chunk.c.last_row), 0)).where(
        chunk.c.job_id == held.job_id, chunk.c.kind == ChunkKind.COMPUTE, chunk.c.ordinal < held.ordinal
    )
    found = Carrying(base=base, own_rows=connection.scalar(own) or 0, ordinal=held.ordinal + 1)
    connection.execute(delete(decision).where(_own(held), decision.c.row_no > found.own_rows))
    connection.execute(
        delete(row_error).where(row_error.c.job_id == held.job_id, row_error.c.chunk_ordinal == found.ordinal)
    )
    return found


def _own(held: Lease) -> ColumnElement[bool]:
    return and_(decision.c.job_month == held.job_month, decision.c.job_id == held.job_id)


def carry(connection: Connection, held: Lease, carrying: Carrying, after: int) -> int | None:
    """Carry the next rows of the base after its row `after`; the last one seen, None at the end.

    Raises `LeaseLost`.
    """
    lock(connection, held)
    base = decision.alias("base")
    of_base = and_(
        base.c.job_month == carrying.base.job_month, base.c.job_id == carrying.base.id, base.c.row_no > after
    )
    some = select(base.c.row_no).where(of_base).order_by(base.c.row_no).limit(_ROWS_AT_ONCE).subquery()
    last = connection.scalar(select(func.max(some.c.row_no)))
    if last is None:
        return None
    mended = exists().where(
        _own(held),
        decision.c.row_no <= carrying.own_rows,
        decision.c.sku == base.c.sku,
        func.coalesce(decision.c.location, "") == func.coalesce(base.c.location, ""),
    )
    others = [column.name for column in decision.c if column.name not in _OURS]
    connection.execute(
        insert(decision).from_select(
            [*_OURS, *others],
            select(
                literal(held.job_month),
                literal(held.job_id),
                base.c.row_no + carrying.own_rows,
                *(base.c[name] for name in others),
            ).where(of_base, base.c.row_no <= last, or_(base.c.sku.is_(None), ~mended)),
        )
    )
    return int(last)


def end(connection: Connection, held: Lease, carrying: Carrying, summary: dict[str, object]) -> None:
    """Count what was carried as a step that is done, with the errors that are left.

    Raises `LeaseLost`, and `AmendedJobGone` where rows may be missing since the base was deleted meanwhile.
    """
    connection.execute(select(job.c.id).where(job.c.id == held.job_id).with_for_update())
    lock(connection, held)
    # Held, so that its errors are still there when they are read below.
    connection.execute(select(job.c.id).where(job.c.id == carrying.base.id).with_for_update(read=True))
    base_of(connection, held)
    carried = and_(_own(held), decision.c.row_no > carrying.own_rows)
    failed = func.count().filter(decision.c.status == "error")
    counts = connection.execute(
        select(func.count().label("rows"), failed.label("failed"), func.max(decision.c.row_no).label("last"))
        .select_from(decision)
        .where(carried)
    ).one()
    error = row_error.alias("error")
    left = exists().where(_own(held), decision.c.row_no == error.c.row_no + carrying.own_rows)
    told = ("column_name", "cell", "value", "code", "message", "remedy", "kind", "workspace_id")
    connection.execute(
        insert(row_error).from_select(
            ["job_id", "chunk_ordinal", "row_no", *told],
            select(
                literal(held.job_id),
                literal(carrying.ordinal),
                error.c.row_no + carrying.own_rows,
                *(error.c[name] for name in told),
            ).where(error.c.job_id == carrying.base.id, left),
        )
    )
    values = {
        "state": ChunkState.DONE,
        "first_row": carrying.own_rows + 1,
        "last_row": counts.last or carrying.own_rows,
        "rows": counts.rows,
        "rows_ok": counts.rows - counts.failed,
        "rows_failed": counts.failed,
        "summary": summary,
        "importer_version": IMPORTER_VERSION,
        "finished_at": func.clock_timestamp(),
    }
    step = upsert(chunk).values(
        workspace_id=held.workspace_id,
        job_id=held.job_id,
        ordinal=carrying.ordinal,
        kind=ChunkKind.COMPUTE,
        **values,
    )
    connection.execute(
        step.on_conflict_do_update(index_elements=[chunk.c.job_id, chunk.c.ordinal], set_=values)
    )
    total = select(func.sum(chunk.c.rows)).where(
        chunk.c.job_id == held.job_id, chunk.c.kind == ChunkKind.COMPUTE
    )
    connection.execute(update(job).where(job.c.id == held.job_id).values(rows_total=total.scalar_subquery()))


def rows_lost(connection: Connection, base: Job) -> int:
    """Rows of a job that were never computed: a job that mends it could not carry them over."""
    done = connection.scalar(
        select(func.coalesce(func.sum(chunk.c.rows), 0)).where(
            chunk.c.job_id == base.id, chunk.c.kind == ChunkKind.COMPUTE, chunk.c.state == ChunkState.DONE
        )
    )
    return max(0, (base.progress.rows_total or 0) - int(done or 0))


def base_of(connection: Connection, held: Lease) -> Job | None:
    """The job whose sheet this one mends; raises `AmendedJobGone` once that was deleted."""
    base_id = connection.scalar(select(job.c.amends).where(job.c.id == held.job_id))
    if base_id is None:
        return None
    try:
        return get_kept(connection, held.workspace_id, JobId(base_id))
    except NotFound as gone:
        raise AmendedJobGone(
            remedy="Upload the whole sheet again, with the mended rows in it: POST /jobs."
        ) from gone
