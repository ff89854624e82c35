"""The read step of a run: begun afresh, and what its first pass understood."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from core.db.catalogue.catalogues import Catalogue, get
from core.db.protocol.decisions import delete_job
from core.db.protocol.leases import Lease, lock
from core.db.schema.catalogue_tables import catalogue, change, decision_print
from core.db.schema.scenario_tables import scenario_row
from core.db.schema.tables import chunk, job, row_error
from core.errors import CatalogueGone, CatalogueNotFound, JobCancelled
from core.ids import CatalogueId
from core.job_states import RUNNABLE, ChunkKind
from core.sheets.catalogue.told import Told
from core.sheets.understanding import Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What the read step of a run works with; `last_item_no` is the largest number given so far."""

    catalogue: Catalogue
    last_item_no: int

    @property
    def told(self) -> Told:
        """The catalogue as the run tells of it."""
        return Told(
            name=self.catalogue.name,
            fields=self.catalogue.fields,
            other_headers=self.catalogue.other_headers,
            stock_from=self.catalogue.stock_from,
            stock_to=self.catalogue.stock_to,
        )


def begin(connection: Connection, held: Lease) -> Run:
    """Start reading afresh: what an earlier attempt has cut was cut of other figures.

    Raises `LeaseLost`, `JobCancelled`, `CatalogueGone`.
    """
    connection.execute(select(job.c.id).where(job.c.id == held.job_id).with_for_update())
    if lock(connection, held) not in RUNNABLE:
        raise JobCancelled
    connection.execute(delete(chunk).where(chunk.c.job_id == held.job_id, chunk.c.kind != ChunkKind.READ))
    connection.execute(delete(row_error).where(row_error.c.job_id == held.job_id))
    for table in (change, decision_print, scenario_row):
        connection.execute(delete(table).where(table.c.job_id == held.job_id))
    delete_job(connection, held.workspace_id, held.job_id, held.job_month)
    row = connection.execute(
        select(job.c.catalogue_id, catalogue.c.next_item_no)
        .join(catalogue, catalogue.c.id == job.c.catalogue_id)
        .where(job.c.id == held.job_id)
    ).one()
    try:
        found = get(connection, held.workspace_id, CatalogueId(row.catalogue_id))
    except CatalogueNotFound as error:  # under a scenario, which does not keep it from being deleted
        raise CatalogueGone(remedy="Ask for a scenario of another catalogue.") from error
    return Run(catalogue=found, last_item_no=row.next_item_no - 1)


def understood(connection: Connection, held: Lease, understanding: Understanding) -> None:
    """Keep what the first pass found; raises `LeaseLost`, `JobCancelled`."""
    connection.execute(select(job.c.id).where(job.c.id == held.job_id).with_for_update())
    if lock(connection, held) not in RUNNABLE:
        raise JobCancelled
    connection.execute(
        update(job)
        .where(job.c.id == held.job_id)
        .values(
            understanding=understanding.to_json(),
            rows_total=understanding.rows,
            status_reason="reading items; those read are being computed",
        )
    )
