"""The finish step: totals, and the state the job ends in."""

from sqlalchemy import Engine

from core import faults
from core.db.connect import transaction
from core.db.leases import Lease
from core.db.transitions import advance
from core.job_states import JobState
from worker.heartbeat import Heart


def finish(engine: Engine, held: Lease, heart: Heart) -> None:
    """Add the chunks' summaries up and end the job."""
    from core.db.finishing import chunk_summaries, close
    from core.sheets.summary import Summary

    faults.point("finish.claimed")
    with transaction(engine) as connection:
        advance(connection, held.job_id, JobState.FINISHING, "adding up the totals")
        parts = chunk_summaries(connection, held.job_id)
    total = sum(map(Summary.from_json, parts), Summary())
    faults.point("finish.before_close")
    heart.check()
    with transaction(engine) as connection:
        close(connection, held, total.to_json())
        faults.point("finish.in_transaction")
    faults.point("finish.after_close")
