"""A catalogue on a real PostgreSQL, its runs worked off in this process, step by step as a worker does."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogue_items, catalogues, demand_feed, feeds, runs, stock_feed
from core.db.catalogue.feeds import Delivery
from core.db.connect import transaction
from core.db.protocol import decisions, jobs
from core.db.protocol.claims import claim
from core.db.protocol.jobs import Job
from core.db.protocol.limits import Limits
from core.db.protocol.submitting import Request
from core.ids import CatalogueId, JobId
from core.job_options import JobOptions, RunOptions
from core.sheets.options import SheetOptions
from worker.tasks import run as do

Row = dict[str, Any]
Answer = dict[str, Any]
Apply = Callable[[Connection, Any, list[Row]], Answer]
LEASE = timedelta(seconds=60)
TODAY = date(2026, 11, 23)
ASKED = Request(
    workspace_id=DEFAULT_WORKSPACE,
    created_by="test",
    key=None,
    fingerprint="",
    limits=Limits(running_jobs=100, stored_bytes=10**9),
)


def made(engine: Engine, name: str = "main", **settings: object) -> CatalogueId:
    """An empty catalogue."""
    with transaction(engine) as connection:
        return catalogues.create(
            connection, DEFAULT_WORKSPACE, name=name, settings=settings, created_by="test"
        ).id


def _taken(engine: Engine, of: CatalogueId, kind: str, rows: list[dict[str, Any]], apply: Apply) -> Answer:
    delivery = Delivery(
        workspace_id=DEFAULT_WORKSPACE,
        catalogue_id=of,
        kind=kind,
        received_by="test",
        key=None,
        fingerprint=feeds.fingerprint(rows),
    )
    with transaction(engine) as connection:
        return feeds.take(connection, delivery, lambda c, row: apply(c, row, rows))[0]


def put(engine: Engine, of: CatalogueId, *items: dict[str, Any]) -> Answer:
    """Items into a catalogue."""
    return _taken(engine, of, "items", list(items), catalogue_items.put)


def _numbered(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"row": at, **row} for at, row in enumerate(rows, start=1)]


def stock(engine: Engine, of: CatalogueId, *rows: dict[str, Any]) -> Answer:
    """Stock figures into a catalogue."""
    return _taken(engine, of, "stock", _numbered(rows), stock_feed.apply)


def demand(engine: Engine, of: CatalogueId, *rows: dict[str, Any]) -> Answer:
    """Order lines into a catalogue."""
    return _taken(engine, of, "demand", _numbered(rows), demand_feed.apply)


def started(
    engine: Engine,
    of: CatalogueId,
    *,
    as_of: date = TODAY,
    rows_per_chunk: int = 20_000,
    how: RunOptions | None = None,
) -> Job:
    """A run that waits for a worker."""
    options = JobOptions(
        as_of=as_of, run=how or RunOptions(), sheet=replace(SheetOptions(), rows_per_chunk=rows_per_chunk)
    )
    with transaction(engine) as connection:
        return runs.start(connection, ASKED, of, options)[0]


def work_off(engine: Engine) -> None:
    """Do every chunk there is."""
    while work_off_one(engine):
        pass


def work_off_one(engine: Engine) -> bool:
    """Do the next chunk; tells whether there was one."""
    with transaction(engine) as connection:
        held = claim(connection, "worker", LEASE)
    if held is None:
        return False
    do(engine, held, "worker", LEASE)
    return True


def ran(
    engine: Engine,
    of: CatalogueId,
    *,
    as_of: date = TODAY,
    rows_per_chunk: int = 20_000,
    how: RunOptions | None = None,
) -> Job:
    """A run that has ended."""
    job = started(engine, of, as_of=as_of, rows_per_chunk=rows_per_chunk, how=how)
    work_off(engine)
    with transaction(engine) as connection:
        return jobs.get(connection, DEFAULT_WORKSPACE, job.id)


def decided(engine: Engine, job_id: JobId) -> pl.DataFrame:
    """The decisions of a job."""
    with transaction(engine) as connection:
        job = jobs.get(connection, DEFAULT_WORKSPACE, job_id)
        return pl.concat(decisions.frames(connection, DEFAULT_WORKSPACE, job.id, job.job_month))
