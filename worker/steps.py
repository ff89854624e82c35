"""The finish step: totals, and the state the job ends in."""

from typing import Any

from sqlalchemy import Engine

from core import faults
from core.db.catalogue.catalogues import RUN
from core.db.connect import transaction
from core.db.protocol.leases import Lease
from core.db.protocol.transitions import advance
from core.job_options import JobOptions, RunOptions
from core.job_states import JobState
from worker.heartbeat import Heart


def finish(engine: Engine, held: Lease, heart: Heart) -> None:
    """Add the chunks' summaries up and end the job."""
    from core.db.catalogue import comparisons
    from core.db.protocol.finishing import chunk_summaries, close
    from core.sheets.summary import Summary

    faults.point("finish.claimed")
    with transaction(engine) as connection:
        advance(connection, held.job_id, JobState.FINISHING, "adding up the totals")
    _carry_over(engine, held, heart)
    with transaction(engine) as connection:
        parts = chunk_summaries(connection, held.job_id)
    total = sum(map(Summary.from_json, parts), Summary()).to_json()
    if held.job_kind == RUN:
        total |= _changes(engine, held)
    total |= comparisons.total(parts)
    total |= _take_in(engine, held)
    faults.point("finish.before_close")
    heart.check()
    with transaction(engine) as connection:
        close(connection, held, total)
        faults.point("finish.in_transaction")
    faults.point("finish.after_close")


def _changes(engine: Engine, held: Lease) -> dict[str, Any]:
    """How many changes there are since the run before, and the sentences for the morning."""
    from core.db.catalogue import changes
    from core.sheets.catalogue.morning import morning

    with transaction(engine) as connection:
        found = changes.counts(connection, held.job_id)
    how = JobOptions.from_json(held.options).run or RunOptions()
    words = morning(found, how.change_percent, is_first=held.compares_with is None)
    return {"changes": found, "morning": words}


def _take_in(engine: Engine, held: Lease) -> dict[str, Any]:
    """The job's rows into the catalogue they are for, and what that changed; nothing for other jobs."""
    from core.db.catalogue.taking_in import take_in

    intake = JobOptions.from_json(held.options).intake
    if intake is None:
        return {}
    with transaction(engine) as connection:
        return {"intake": take_in(connection, held, intake)}


def _carry_over(engine: Engine, held: Lease, heart: Heart) -> None:
    """The rows of the sheet this job mends that it does not mend, in pages; nothing for other jobs."""
    from core.db.protocol import amending
    from core.db.protocol.decisions import frames
    from core.sheets.summary import summarise

    with transaction(engine) as connection:
        base = amending.base_of(connection, held)
        if base is None:
            return
        carrying = amending.begin(connection, held, base)
    last: int | None = -1
    while last is not None:
        heart.check()
        with transaction(engine) as connection:
            last = amending.carry(connection, held, carrying, last)
    with transaction(engine) as connection:
        carried = frames(connection, held.workspace_id, held.job_id, held.job_month, after=carrying.own_rows)
        summary = summarise(carried).to_json()
        heart.check()
    with transaction(engine) as connection:
        amending.end(connection, held, carrying, summary)
