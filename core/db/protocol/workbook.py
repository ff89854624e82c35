"""The decisions workbook of an ended job, from what the database keeps."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

import polars as pl
from sqlalchemy import Engine

from core.db.connect import transaction
from core.db.protocol import decisions, row_errors, summaries
from core.db.protocol.jobs import Job
from core.sheets.summary import Summary, summarise
from core.sheets.understanding import Understanding
from core.sheets.writing.write import write_xlsx

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_workbook(
    engine: Engine,
    job: Job,
    understanding: Understanding,
    target: BinaryIO,
    each_page: Callable[[], None] = lambda: None,
) -> None:
    """Write it; `each_page` is called before every page of rows and may raise to end it."""
    with transaction(engine, job.workspace_id) as connection:
        kept = summaries.get(connection, job.workspace_id, job.id)
        errors = row_errors.every(connection, job.workspace_id, job.id)
    # A cancelled job has no totals of its own; its workbook tells those of the rows that were done.
    summary = Summary.from_json(kept) if kept else summarise(_pages(engine, job, each_page))
    write_xlsx(
        _pages(engine, job, each_page),
        understanding,
        summary,
        errors,
        target,
        as_of=job.as_of,
        source_name=job.name,
    )


def _pages(engine: Engine, job: Job, each_page: Callable[[], None]) -> Iterator[pl.DataFrame]:
    """The decisions, each page in a transaction of its own."""
    last = -1
    while True:
        each_page()
        with transaction(engine, job.workspace_id) as connection:
            found = decisions.frames(connection, job.workspace_id, job.id, job.job_month, after=last)
            frame = next(found, None)
        if frame is None:
            return
        last = int(frame["row_no"][-1])
        yield frame
