"""What of catalogues is kept: the last two runs for ever, changes as long as their run, deleted ones not."""

from typing import Final
from uuid import UUID

from sqlalchemy import Connection, ScalarSelect, delete, exists, func, or_, select

from core.db.catalogue.catalogue_items import remove_some
from core.db.catalogue.catalogues import RUN
from core.db.schema.catalogue_tables import (
    catalogue,
    catalogue_item,
    change,
    decision_print,
    feed,
    row_history,
    schedule,
)
from core.db.schema.order_tables import order_line
from core.db.schema.override_tables import item_override, override_history
from core.db.schema.scenario_tables import scenario_row
from core.db.schema.tables import job
from core.ids import CatalogueId
from core.job_states import JobState

# The next run is told against the last one, and what changed over night against the one before.
_RUNS_KEPT: Final = 2
_AFTER_ITEMS: Final = (schedule, feed, item_override, override_history, order_line)


def runs_kept() -> ScalarSelect[UUID]:
    """The runs that age does not take away: the last ones that ended well of every catalogue."""
    place = func.row_number().over(partition_by=job.c.catalogue_id, order_by=job.c.created_at.desc())
    placed = (
        select(job.c.id, place.label("place"))
        .join(catalogue, catalogue.c.id == job.c.catalogue_id)
        .where(
            job.c.kind == RUN,
            job.c.purged_at.is_(None),
            job.c.state.in_([JobState.SUCCEEDED, JobState.PARTIALLY_SUCCEEDED]),
            catalogue.c.deleted_at.is_(None),
        )
        .subquery()
    )
    return select(placed.c.id).where(placed.c.place <= _RUNS_KEPT).scalar_subquery()


def drop_row_history(connection: Connection, job_id: UUID) -> None:
    """The months of a deleted job's rows that no catalogue has taken."""
    connection.execute(delete(row_history).where(row_history.c.job_id == job_id))


def drop_prints(connection: Connection, job_id: UUID) -> None:
    """What the decisions of a deleted run came to: the next run has nothing to compare with."""
    connection.execute(delete(decision_print).where(decision_print.c.job_id == job_id))


def drop_changes(connection: Connection, job_id: UUID, at_most: int) -> int:
    """Take some changes of a deleted run away; tells how many, 0 once there are none."""
    own = change.c.job_id == job_id
    some = select(change.c.row_no).where(own).order_by(change.c.row_no).limit(at_most)
    return connection.execute(delete(change).where(own, change.c.row_no.in_(some))).rowcount


def drop_scenario_rows(connection: Connection, job_id: UUID, at_most: int) -> int:
    """Take some rows of a deleted scenario away; tells how many, 0 once there are none."""
    own = scenario_row.c.job_id == job_id
    some = select(scenario_row.c.row_no).where(own).order_by(scenario_row.c.row_no).limit(at_most)
    return connection.execute(delete(scenario_row).where(own, scenario_row.c.row_no.in_(some))).rowcount


def next_gone(connection: Connection) -> CatalogueId | None:
    """A deleted catalogue of which something is left."""
    left = or_(
        *(exists().where(table.c.catalogue_id == catalogue.c.id) for table in (catalogue_item, *_AFTER_ITEMS))
    )
    found = connection.scalar(
        select(catalogue.c.id).where(catalogue.c.deleted_at.is_not(None), left).limit(1)
    )
    return None if found is None else CatalogueId(found)


def drop_some(connection: Connection, catalogue_id: CatalogueId, at_most: int) -> int:
    """Take some of its items away, with their history, and at last all else there is of it.

    Tells how many items, 0 once there are none. Its name stays with the runs it was for.
    """
    gone = remove_some(connection, catalogue_id, at_most)
    if not gone:
        for table in _AFTER_ITEMS:
            connection.execute(delete(table).where(table.c.catalogue_id == catalogue_id))
    return gone
