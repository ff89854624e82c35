"""The export step: a workbook too large to wait for, built and kept as a stored file."""

import tempfile
from pathlib import PurePath

from sqlalchemy import Engine

from core import faults
from core.db.connect import transaction
from core.db.protocol import exports, files
from core.db.protocol.jobs import get_kept
from core.db.protocol.leases import Lease
from core.errors import JobCancelled, NotFound
from core.sheets.understanding import Understanding
from worker.heartbeat import Heart


def export(engine: Engine, held: Lease, heart: Heart) -> None:
    """Build the job's workbook; it can be had once it is whole."""
    from core.db.protocol.workbook import MEDIA_TYPE, write_workbook

    faults.point("export.claimed")
    try:
        with transaction(engine) as connection:
            job = get_kept(connection, held.workspace_id, held.job_id)
    except NotFound as error:
        raise JobCancelled from error  # deleted since: nobody can have the workbook any more
    understanding = Understanding.from_json(job.understanding or {})
    name = f"{PurePath(job.name).stem}-decisions.xlsx"
    with tempfile.TemporaryFile(prefix="lotwise-export-") as spool:
        write_workbook(engine, job, understanding, spool, each_page=heart.check)
        spool.seek(0)
        # Stored first, handed over in a short transaction; what nobody takes over, cleaning sweeps.
        with transaction(engine) as connection:
            built = files.store(connection, held.workspace_id, name, MEDIA_TYPE, spool)
    faults.point("export.stored")
    heart.check()
    with transaction(engine) as connection:
        exports.deliver(connection, held, built)
