"""The options of a run: the catalogue's settings, then what the company assumes."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from core.db.access import company
from core.ids import WorkspaceId
from core.inventory.defaults import Defaults
from core.job_options import JOB_REVIEW_PERIOD_DAYS, JobOptions, RunOptions
from core.sheets.options import SheetOptions


def options_of(
    connection: Connection,
    workspace_id: WorkspaceId,
    settings: dict[str, Any],
    *,
    as_of: date,
    rows_per_chunk: int,
) -> JobOptions:
    """As they are frozen in the run's job."""
    assumed = {**company.defaults(connection, workspace_id), **(settings.get("defaults") or {})}
    known = {name: value for name, value in assumed.items() if name in company.NAMES}
    return JobOptions(
        as_of=as_of,
        sheet=SheetOptions(rows_per_chunk=rows_per_chunk),
        defaults=Defaults(**known, review_period_days=JOB_REVIEW_PERIOD_DAYS),
        run=RunOptions.from_json(settings),
    )
