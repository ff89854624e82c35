"""What holds for the whole workspace: what it assumes where a sheet says nothing."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api import problems
from api.deps import CallerDep, EngineDep
from api.models.options import DefaultsIn
from api.scopes import needs
from core.db.access import company as kept
from core.db.connect import transaction
from core.logs import logger
from core.roles import Scope

router = APIRouter(prefix="/settings", tags=["settings"])
log = logger(__name__)


class CompanySettings(BaseModel):
    """The defaults of the company; a value left out or null is not assumed."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"defaults": {"order_cost": 45.0, "holding_rate": 0.2}}]},
    )

    defaults: DefaultsIn = Field(default_factory=DefaultsIn)


@router.get(
    "",
    summary="Show the company's defaults",
    responses=problems.documented(401, 403, 503),
    openapi_extra=needs(Scope.JOBS_READ),
)
def show(caller: CallerDep, engine: EngineDep) -> CompanySettings:
    """Used by every job whose sheet and options say nothing; the decisions name them in `assumed`."""
    with transaction(engine, caller.workspace_id) as connection:
        return CompanySettings(defaults=DefaultsIn(**kept.defaults(connection, caller.workspace_id)))


@router.put(
    "",
    summary="Set the company's defaults",
    responses=problems.documented(400, 401, 403, 408, 413, 422, 503),
    openapi_extra=needs(Scope.JOBS_WRITE),
)
def replace(given: CompanySettings, caller: CallerDep, engine: EngineDep) -> CompanySettings:
    """All of them at once; jobs made already keep what they were made with."""
    values = given.defaults.model_dump(exclude_none=True)
    with transaction(engine, caller.workspace_id) as connection:
        kept.set_defaults(connection, caller.workspace_id, values)
    log.info("defaults_set", **values)
    return given
