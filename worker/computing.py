"""The compute step: the rows of one chunk decided and written.

At first in this process. Where that made two processes die, or deciding raises an error, in throw-away
subprocesses, which find the row that does it: it is named, and all others are delivered as usual. So is a
row that PostgreSQL refuses.
"""

import time
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Engine

from core import faults
from core.db.catalogue.catalogues import RUN
from core.db.connect import transaction
from core.db.protocol import row_errors
from core.db.protocol.leases import Lease, hold_open, lock, mark_done, payload
from core.errors import JobCancelled
from core.job_options import JobOptions, RunOptions
from core.job_states import TERMINAL, ChunkKind
from core.scenario import Assumptions
from core.settings import settings
from worker.heartbeat import Heart
from worker.patience import dies_after

if TYPE_CHECKING:
    from core.sheets.compute import DecidedFrame

_log = structlog.get_logger(__name__)

# Most workers die of a restart or a power cut, not of the rows: deciding apart costs a second more.
_TRIES_TOGETHER = 2


def compute(engine: Engine, held: Lease, heart: Heart) -> None:
    """Decide the rows of one chunk; decisions, errors and `done` are one transaction."""
    from core.db.protocol.refusals import OF_A_VALUE

    faults.point("compute.claimed")
    with transaction(engine) as connection:
        packed = payload(connection, held)
    options = JobOptions.from_json(held.options)
    baseline = None
    if options.scenario is not None:
        # Of the same rows, read once: nothing but what is assumed differs, whatever flows in meanwhile.
        baseline = _decided(packed, options.baseline(), held, heart)
        packed = _assumed(packed, options.scenario.assumptions)
    decided = _decided(packed, options, held, heart)
    try:
        _keep(engine, held, heart, decided, packed, baseline)
    except OF_A_VALUE:
        _log.exception("rows_refused")
        _keep(engine, held, heart, _without_refused(engine, held, heart, decided), packed, baseline)


def _assumed(packed: bytes, what: Assumptions) -> bytes:
    from core.sheets.catalogue.assumptions import assumed
    from core.sheets.payload import changed

    return changed(packed, lambda frame: assumed(frame, what))


def _keep(
    engine: Engine,
    held: Lease,
    heart: Heart,
    decided: "DecidedFrame",
    packed: bytes,
    baseline: "DecidedFrame | None",
) -> None:
    from core.db.catalogue import changes, comparisons, histories
    from core.db.protocol.decisions import copy_in
    from core.sheets.payload import decode
    from core.sheets.summary import summarise

    summary = summarise(decided.frame).to_json()
    rows_failed = int((decided.frame["status"] == "error").sum())
    faults.point("compute.decided")
    heart.check()
    with transaction(engine) as connection:
        if lock(connection, held) in TERMINAL:
            raise JobCancelled  # it failed meanwhile, and what has ended changes no more
        copy_in(connection, held, decided.frame)
        faults.point("compute.copied")
        if held.job_kind == RUN:
            changes.put(connection, held, decided.frame, _change_percent(held))
        if baseline is not None:
            summary |= comparisons.put(connection, held, baseline.frame, decided.frame)
        if JobOptions.from_json(held.options).intake is not None:
            histories.keep(connection, held, decode(packed))
        row_errors.put(
            connection,
            held.workspace_id,
            held.job_id,
            chunk_ordinal=held.ordinal,
            kind=ChunkKind.COMPUTE,
            errors=decided.errors,
        )
        mark_done(
            connection,
            held,
            rows_ok=decided.frame.height - rows_failed,
            rows_failed=rows_failed,
            summary=summary,
        )
        faults.point("compute.before_commit")
        hold_open(connection, held)


def _change_percent(held: Lease) -> float:
    return (JobOptions.from_json(held.options).run or RunOptions()).change_percent


def _without_refused(engine: Engine, held: Lease, heart: Heart, decided: "DecidedFrame") -> "DecidedFrame":
    """Rows that PostgreSQL refuses as errors: without decisions, and without inputs if need be."""
    from core.db.protocol.refusals import refused_rows
    from core.sheets.blame import blamed

    for is_bare in (False, True):
        heart.check()
        with transaction(engine) as connection:
            refusals = refused_rows(connection, held, decided.frame)
        if not refusals:
            break
        decided = blamed(decided, refusals, is_bare=is_bare)
        _log.warning("rows_blamed", rows=sorted(refusals)[:20], count=len(refusals), is_bare=is_bare)
    return decided


def _decided(packed: bytes, options: JobOptions, held: Lease, heart: Heart) -> "DecidedFrame":
    from core.sheets.compute import decide_frame
    from core.sheets.payload import decode

    # The last attempt is always apart: nothing is buried whose good rows could have been delivered.
    if held.attempt > min(_TRIES_TOGETHER, settings().max_attempts - 1):
        return _decided_apart(packed, options, heart)
    frame = decode(packed)
    try:
        with dies_after(settings().compute_seconds):
            return decide_frame(frame, options.defaults, options.as_of)
    except Exception:  # noqa: BLE001 - whatever it was, it would be so again: the row is to be found
        _log.exception("deciding_failed")
    return _decided_apart(packed, options, heart)


def _decided_apart(packed: bytes, options: JobOptions, heart: Heart) -> "DecidedFrame":
    from core.sheets.apart import ROW_CRASHED, DeciderDied, decide_apart

    began = time.monotonic()
    with heart.telling_first(DeciderDied):
        decided = decide_apart(
            packed,
            options.defaults,
            options.as_of,
            memory_bytes=settings().compute_memory_bytes,
            seconds=settings().compute_seconds,
            is_unwanted=heart.is_unwanted,
        )
    crashed = [error.row for error in decided.errors if error.code == ROW_CRASHED]
    _log.warning(
        "decided_apart", rows_crashed=crashed[:20], count=len(crashed), seconds=time.monotonic() - began
    )
    return decided
