"""Catalogues: made, listed, changed, deleted; each a named set of items that is computed again and again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, Select, func, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from core.db.catalogue.inbox_folders import folder_of
from core.db.schema.catalogue_tables import catalogue, catalogue_item, schedule
from core.db.schema.tables import job, workspace
from core.errors import CatalogueExists, CatalogueNotFound, RunUnfinished
from core.ids import CatalogueId, JobId, WorkspaceId
from core.job_states import TERMINAL

RUN = "recalculation"
SCENARIO = "scenario"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A catalogue as it is shown.

    `last_run` is the run that was started last, whatever became of it; `next_run` when its schedules, paused
    ones aside, begin the next.
    """

    id: CatalogueId
    name: str
    inbox: str
    settings: dict[str, Any]
    fields: list[str]
    other_headers: list[str]
    demand_until: date | None
    created_by: str
    created_at: datetime
    items: int
    stock_from: datetime | None
    stock_to: datetime | None
    last_run: JobId | None
    last_run_state: str | None
    last_run_ended: datetime | None
    next_run: datetime | None

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        """From a row of `_query`."""
        return cls(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name begins so


def _query(workspace_id: WorkspaceId) -> Select[Any]:
    facts = (
        select(
            func.count().label("items"),
            func.min(catalogue_item.c.stock_at).label("stock_from"),
            func.max(catalogue_item.c.stock_at).label("stock_to"),
        )
        .where(catalogue_item.c.catalogue_id == catalogue.c.id)
        .lateral("facts")
    )
    last = (
        select(
            job.c.id.label("last_run"),
            job.c.state.label("last_run_state"),
            job.c.finished_at.label("last_run_ended"),
        )
        .where(job.c.catalogue_id == catalogue.c.id, job.c.kind == RUN, job.c.purged_at.is_(None))
        .order_by(job.c.created_at.desc())
        .limit(1)
        .lateral("last")
    )
    following = select(func.min(schedule.c.next_due)).where(
        schedule.c.catalogue_id == catalogue.c.id, schedule.c.paused_at.is_(None)
    )
    shown = ("id", "name", "inbox", "settings", "fields", "other_headers", "demand_until")
    own = (catalogue.c[name] for name in (*shown, "created_by", "created_at"))
    return (
        select(*own, *facts.c, *last.c, following.scalar_subquery().label("next_run"))
        .select_from(catalogue)
        .join(facts, true())
        .outerjoin(last, true())
        .where(catalogue.c.workspace_id == workspace_id, catalogue.c.deleted_at.is_(None))
    )


def create(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    name: str,
    settings: Mapping[str, Any],
    created_by: str,
) -> Catalogue:
    """A new, empty catalogue; raises `CatalogueExists`."""
    made = uuid4()
    own = connection.scalar(select(workspace.c.name).where(workspace.c.id == workspace_id)) or ""
    try:
        with connection.begin_nested():
            connection.execute(
                insert(catalogue).values(
                    id=made,
                    workspace_id=workspace_id,
                    name=name,
                    inbox=folder_of(own, workspace_id, name, CatalogueId(made)),
                    settings=dict(settings),
                    created_by=created_by,
                )
            )
    except IntegrityError as error:
        raise _exists(name) from error
    return get(connection, workspace_id, CatalogueId(made))


def _exists(name: str) -> CatalogueExists:
    return CatalogueExists(
        f"A catalogue called {name!r} is there already.", remedy="Give another name, or use that catalogue."
    )


def get(connection: Connection, workspace_id: WorkspaceId, catalogue_id: CatalogueId) -> Catalogue:
    """One catalogue; raises `CatalogueNotFound`, also for another workspace's and for a deleted one."""
    row = connection.execute(_query(workspace_id).where(catalogue.c.id == catalogue_id)).one_or_none()
    if row is None:
        raise _not_found()
    return Catalogue.of_row(row)


def _not_found() -> CatalogueNotFound:
    return CatalogueNotFound(remedy="Look at the list of catalogues: GET /catalogues.")


def every(connection: Connection, workspace_id: WorkspaceId) -> list[Catalogue]:
    """All catalogues of the workspace, by name."""
    rows = connection.execute(_query(workspace_id).order_by(func.lower(catalogue.c.name)))
    return [Catalogue.of_row(row) for row in rows]


def hold(connection: Connection, workspace_id: WorkspaceId, catalogue_id: CatalogueId) -> Row[Any]:
    """The catalogue's row, held until the end of the transaction: who changes items goes one by one.

    Raises `CatalogueNotFound`.
    """
    row = connection.execute(
        select(catalogue)
        .where(
            catalogue.c.id == catalogue_id,
            catalogue.c.workspace_id == workspace_id,
            catalogue.c.deleted_at.is_(None),
        )
        .with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise _not_found()
    return row


def change(
    connection: Connection,
    workspace_id: WorkspaceId,
    catalogue_id: CatalogueId,
    *,
    name: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Catalogue:
    """Another name, or settings in place of those of the same names; raises `CatalogueExists`, not found."""
    row = hold(connection, workspace_id, catalogue_id)
    values: dict[str, Any] = {}
    if name is not None:
        values["name"] = name
    if settings is not None:
        values["settings"] = {**row.settings, **settings}
    if values:
        try:
            with connection.begin_nested():
                connection.execute(update(catalogue).where(catalogue.c.id == catalogue_id).values(**values))
        except IntegrityError as error:
            raise _exists(name or row.name) from error
    return get(connection, workspace_id, catalogue_id)


def delete(connection: Connection, workspace_id: WorkspaceId, catalogue_id: CatalogueId) -> None:
    """Hide it at once, for cleaning to take its rows away; raises `RunUnfinished`, `CatalogueNotFound`."""
    hold(connection, workspace_id, catalogue_id)
    check_no_run(connection, catalogue_id)
    connection.execute(
        update(catalogue).where(catalogue.c.id == catalogue_id).values(deleted_at=func.clock_timestamp())
    )


def check_no_run(connection: Connection, catalogue_id: CatalogueId) -> None:
    """Raise `RunUnfinished` while a run over the catalogue has not ended."""
    running = unfinished_run(connection, catalogue_id)
    if running is not None:
        raise RunUnfinished(
            f"A run over this catalogue has not ended yet: job {running}.",
            remedy=f"Wait for it, or cancel it: POST /jobs/{running}/cancel.",
        )


def unfinished_run(connection: Connection, catalogue_id: CatalogueId) -> UUID | None:
    """The run over the catalogue that has not ended."""
    return connection.scalar(
        select(job.c.id).where(
            job.c.catalogue_id == catalogue_id, job.c.kind == RUN, job.c.state.not_in(TERMINAL)
        )
    )
