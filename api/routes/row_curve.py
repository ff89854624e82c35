"""The cost curve behind one decision of a job."""

from typing import Annotated
from uuid import UUID

import numpy as np
from fastapi import APIRouter, Path

from api import problems
from api.columns import columns
from api.deps import CallerDep, EngineDep
from api.models.curve import CurveOut
from api.models.item import Item
from api.scopes import needs
from core.db.connect import transaction
from core.db.protocol import decision_pages, jobs
from core.ids import JobId
from core.inventory.caps import OVERRIDE_WORD as OVERRIDE
from core.inventory.curve import cost_curve
from core.inventory.fields import DECISION, ITEM
from core.inventory.fixed import QUANTITY
from core.job_options import JobOptions
from core.roles import Scope

router = APIRouter(prefix="/jobs/{job_id}", tags=["decisions"])

_CLASSES = {"abc_class", "xyz_class"}
_MOST_ROWS = 2**31 - 1  # of a PostgreSQL integer


@router.get(
    "/decisions/{row_no}/curve",
    summary="Draw the costs behind a decision",
    responses=problems.documented(401, 403, 404, 422, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def row_curve(
    job_id: UUID,
    row_no: Annotated[int, Path(ge=0, le=_MOST_ROWS, description="as in the decision")],
    caller: CallerDep,
    engine: EngineDep,
) -> CurveOut:
    """Of the row's inputs with what the job assumed; 422 where there is no lot to draw."""
    with transaction(engine, caller.workspace_id) as connection:
        job = jobs.get_kept(connection, caller.workspace_id, JobId(job_id))
        row = decision_pages.row(connection, caller.workspace_id, job.id, job.job_month, row_no)
    # A word that is both input and output is an output here. The classes were ranked before the row was
    # decided, and say which service is assumed.
    inputs = ITEM.keys() - DECISION.keys() | _CLASSES
    given = {name: row[name] for name in inputs if row[name] is not None}
    defaults = JobOptions.from_json(job.options).defaults
    items = columns([Item.model_validate(given)])
    if row["binding_constraint"] == OVERRIDE:
        # What somebody had fixed is the lot that is drawn.
        items[QUANTITY] = np.array([row["order_quantity"]])
    return CurveOut.of(cost_curve(items, defaults=defaults))
