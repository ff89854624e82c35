"""The template a planner fills in."""

from functools import lru_cache

from fastapi import APIRouter, Response

from api import problems
from api.deps import CallerDep
from api.media_types import XLSX
from api.names import attachment
from api.scopes import needs
from core.roles import Scope

router = APIRouter(tags=["jobs"])


@router.get(
    "/template.xlsx",
    summary="Download the template",
    response_class=Response,
    responses={
        200: {"content": {XLSX: {}}, "description": "A workbook to fill in, every field explained"},
        **problems.documented(401, 403, 503),
    },
    openapi_extra=needs(Scope.JOBS_READ),
)
def template(_: CallerDep) -> Response:
    """The usual columns with an example row, and a sheet that explains every field."""
    headers = {"Content-Disposition": attachment("lotwise-template.xlsx")}
    return Response(_workbook(), media_type=XLSX, headers=headers)


@lru_cache(maxsize=1)
def _workbook() -> bytes:
    from core.sheets.writing.template import template

    return template()
