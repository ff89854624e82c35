"""Jobs over real sheets, worked on in this process as a worker would."""

import io
from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import files, jobs
from core.db.protocol.claims import claim
from core.db.protocol.jobs import Job
from core.db.protocol.leases import Lease
from core.ids import JobId
from core.job_options import JobOptions
from core.sheets.options import SheetOptions
from worker.tasks import run

HEADER = "SKU,Demand,Order cost,Unit cost,Holding rate,On hand,Lead time\n"
AS_OF = date(2026, 11, 22)
_LEASE = timedelta(seconds=30)


def rows(count: int, first: int = 0) -> str:
    """Rows every one of which can be decided: S0, S1, ..."""
    return "".join(f"S{n},{100 + n},50,2,0.25,{n % 50},7\n" for n in range(first, first + count))


def upload(engine: Engine, content: str, *, rows_per_chunk: int = 1_000, name: str = "skus.csv") -> JobId:
    """A queued job over that text."""
    options = JobOptions(as_of=AS_OF, sheet=SheetOptions(rows_per_chunk=rows_per_chunk))
    with transaction(engine) as connection:
        stored = files.store(connection, DEFAULT_WORKSPACE, name, "text/csv", io.BytesIO(content.encode()))
        made = jobs.create(connection, DEFAULT_WORKSPACE, stored=stored, options=options, created_by="test")
    return made.id


def work(engine: Engine, *, until: Callable[[Lease], bool] = lambda _: False) -> Lease | None:
    """Do what there is to do; a claimed chunk of which `until` holds is not worked on but returned."""
    while True:
        with transaction(engine) as connection:
            held = claim(connection, "test@here", _LEASE)
        if held is None or until(held):
            return held
        run(engine, held, "test@here", _LEASE)


def job_of(engine: Engine, job_id: JobId) -> Job:
    """The job as it is now."""
    with transaction(engine) as connection:
        return jobs.get(connection, DEFAULT_WORKSPACE, job_id)
