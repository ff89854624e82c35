"""What to order today as the lists ERPs import."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from api import problems
from api.deps import CallerDep, EngineDep
from api.downloading import csv_file, ended, file_response, understood
from api.media_types import CSV
from api.names import stem
from api.scopes import needs
from api.streaming import decision_frames
from core.errors import FieldProblem, InvalidOption
from core.roles import Scope
from core.sheets.writing.order_builtins import BUILT_IN
from core.sheets.writing.order_templates import OrderTemplate

router = APIRouter(tags=["decisions"])

_LIST = """supplier,supplier_item,sku,location,description,quantity,unit,price,currency,need_date,job_id
Adler Technik GmbH,,FA-01001,,Hex bolt M6,8,box,18.5,EUR,2026-03-16,0192f7c4-5b6e-7e4f-8a39-2f0c1b2d3e4f
"""


class OrderTemplatesOut(BaseModel):
    """The order lists there are."""

    items: list[dict[str, Any]] = Field(
        description="name, title, delimiter, decimal, date_format and columns of each",
        examples=[[BUILT_IN["generic"].to_json()]],
    )


@router.get(
    "/order-templates",
    summary="List order templates",
    responses=problems.documented(401, 403, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def order_templates(_: CallerDep) -> OrderTemplatesOut:
    """The lists `GET /jobs/{job_id}/orders.csv` can write, and which field stands in which column."""
    return OrderTemplatesOut(items=[template.to_json() for template in BUILT_IN.values()])


@router.get(
    "/jobs/{job_id}/orders.csv",
    summary="Download today's orders for an ERP",
    response_class=StreamingResponse,
    responses=file_response("A line per SKU to order today, supplier by supplier", CSV, _LIST),
    openapi_extra=needs(Scope.JOBS_READ),
)
def orders_csv(
    job_id: UUID,
    caller: CallerDep,
    engine: EngineDep,
    template: Annotated[str, Query(description="a name from `GET /order-templates`")] = "generic",
) -> StreamingResponse:
    """The rows to order today in the columns of an order template; once the job has ended.

    Quantities are in purchase units where the sheet says what one holds, prices are for one of them.
    """
    from core.sheets.writing.write import order_parts

    wanted = _template(template)
    job = ended(engine, caller, job_id)
    parts = order_parts(
        decision_frames(engine, job), understood(job), wanted, as_of=job.as_of, job_id=str(job.id)
    )
    name = f"{stem(job.name)}-orders-{wanted.name}.csv"
    return csv_file(parts, name)


def _template(name: str) -> OrderTemplate:
    if name in BUILT_IN:
        return BUILT_IN[name]
    message, remedy = "no order template is called so", f"Use one of {', '.join(BUILT_IN)}."
    raise InvalidOption(
        f"{message.capitalize()}: {name[:100]!r}.",
        remedy=remedy,
        problems=[
            FieldProblem(
                field="template", value=name, code="unknown_template", message=message, remedy=remedy
            )
        ],
    )
